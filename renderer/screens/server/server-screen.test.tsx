import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ApiKey, ApiRequest, ServerState } from '../../../shared/server.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { ServerScreen } = await import('./server-screen.tsx');
const { Rail } = await import('../../components/rail.tsx');
const { TooltipProvider } = await import('../../ui/tooltip.tsx');
const { useServer } = await import('../../stores/server.ts');
const { useToasts } = await import('../../stores/toasts.ts');
const { useUi } = await import('../../stores/ui.ts');

const settings = {
  serverPort: 1234,
  serverOnNetwork: false,
  serverNeedsKey: false,
  serverAtStart: false,
  serverOrigins: [],
  conversationStart: 'load-last',
  loadSettings: {},
};
const on: ServerState['state'] = { type: 'on', addresses: ['http://127.0.0.1:4321'] };
const zed: ApiKey = { id: 'k1', name: 'Zed', hint: '7f2c', createdAt: 1, requestsPerMinute: 60 };

const tellServer = (change: Partial<ServerState> = {}) =>
  page.tell('server.watch', { state: on, keys: [], today: { requests: 0, tokens: 0, errors: 0 }, ...change });
const tellSettings = (change: Partial<typeof settings> = {}) => page.tell('settings.watch', { ...settings, ...change });
const tellRequests = (...requests: Partial<ApiRequest>[]) =>
  page.tell('server.watchRequests', {
    requests: requests.map((request, index) => ({ id: index + 1, at: 0, method: 'POST', path: '/v1/chat/completions', ...request })),
    isAll: true,
  });
const callNames = () => page.calls.map(({ name }) => name);
const snippet = () => document.querySelector('pre')?.textContent ?? '';
const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => row.textContent);

beforeEach(async () => {
  useUi.setState({ screen: 'server', isPanelOpen: true });
  useServer.setState({ newKey: undefined });
  useToasts.setState({ items: [] });
  page.tellLibrary([
    page.makeModel('alcove-starter', { place: 'starter' }),
    page.makeModel('qwen3-8b@q4_k_m', { name: 'Qwen3 8B' }),
    page.makeModel('gemma', {}),
  ]);
  page.tell('engine.watch', { models: [] });
  tellSettings();
  tellServer();
  await page.show(
    <TooltipProvider>
      <Rail />
      <ServerScreen />
    </TooltipProvider>,
  );
});
afterEach(page.clear);

test('the switch asks the host, and what it says comes from the host', async () => {
  tellServer({ state: { type: 'off' } });
  expect(page.find('h1', 'The server is off')).toBeTruthy();
  expect(document.querySelector('.rail .dot')).toBeNull();
  const toggle = page.find('switch', 'Local server');
  expect(toggle.getAttribute('aria-checked')).toBe('false');
  await page.click(toggle);
  expect(callNames()).toContain('server.start');
  expect(toggle.getAttribute('aria-checked')).toBe('false');
  tellServer({ state: { type: 'starting' } });
  expect(page.find('h1', 'The server is starting')).toBeTruthy();
  tellServer();
  expect(page.find('h1', 'The server is on')).toBeTruthy();
  expect(page.text()).toContain('Only programs on this computer can use it.');
  expect(document.querySelector('.rail .dot')?.textContent).toBe('on');
  await page.click(page.find('switch', 'Local server'));
  expect(callNames()).toContain('server.stop');
});

test('a taken port: by whom, and one click has the free one', async () => {
  tellServer({
    state: { type: 'failed', error: { code: 'server.port-taken', data: { port: 1234, program: 'LM Studio', freePort: 1236 } } },
  });
  expect(page.find('alert', 'Port 1234 is in use by LM Studio')).toBeTruthy();
  await page.click(page.find('button', 'Use port 1236'));
  expect(page.calls.find(({ name }) => name === 'settings.update')?.input).toEqual({ serverPort: 1236 });
  expect(callNames().indexOf('server.start')).toBeGreaterThan(callNames().indexOf('settings.update'));
});

test('snippets have the real address, and the model that is loaded, else used last, else the starter', () => {
  expect(snippet()).toContain('http://127.0.0.1:4321/v1');
  expect(snippet()).toContain('"alcove-starter"');
  expect(snippet()).toContain('api_key="alcove"');
  page.tell('settings.watch', { ...settings, lastModelId: 'qwen3-8b@q4_k_m' });
  expect(snippet()).toContain('"qwen3-8b@q4_k_m"');
  page.tell('engine.watch', { models: [page.makeLoaded('gemma', { type: 'ready' })] });
  expect(snippet()).toContain('"gemma"');
  tellServer({ state: { type: 'off' } });
  expect(snippet()).toContain('http://127.0.0.1:1234/v1');
});

test('where a key is needed, the snippet names which one, and a new key stands in it as it is', async () => {
  tellSettings({ serverNeedsKey: true });
  tellServer({ keys: [zed] });
  expect(snippet()).toContain('ak-…7f2c');
  expect(page.text()).toContain('Put the whole key in place of ak-…7f2c');
  page.answers['server.createKey'] = { key: 'ak-secret-90aa', entry: { ...zed, id: 'k2', hint: '90aa' } };
  await page.click(page.find('button', 'New key'));
  const [name, limit] = document.querySelectorAll<HTMLInputElement>('[role="dialog"] input');
  await page.type(name as HTMLInputElement, ' Script ');
  await page.type(limit as HTMLInputElement, '12');
  await act(async () => document.querySelector('form')?.requestSubmit());
  await page.until(() => document.querySelector<HTMLInputElement>('[role="dialog"] input[readonly]') !== null);
  expect(page.calls.find((call) => call.name === 'server.createKey')?.input).toEqual({ name: 'Script', requestsPerMinute: 12 });
  // A narrower window closes the panel, and not the key that is shown only once.
  act(() => useUi.setState({ isPanelOpen: false }));
  expect(document.querySelector<HTMLInputElement>('[role="dialog"] input')?.value).toBe('ak-secret-90aa');
  await page.click(page.find('button', 'Done'));
  expect(document.querySelector('[role="dialog"]')).toBeNull();
  expect(snippet()).toContain('ak-secret-90aa');
});

test('a key without a name or with a limit that is no number is not made', async () => {
  await page.click(page.find('button', 'New key'));
  const [, limit] = document.querySelectorAll<HTMLInputElement>('[role="dialog"] input');
  await page.type(limit as HTMLInputElement, 'many');
  await act(async () => document.querySelector('form')?.requestSubmit());
  expect(page.text()).toContain('Give it a name');
  expect(page.text()).toContain('A whole number from 1 to 100,000');
  expect(callNames()).not.toContain('server.createKey');
});

test('the local network without a key begins with making one; with one it is on at once', async () => {
  await page.click(page.find('switch', 'Serve on the local network'));
  expect(callNames()).not.toContain('settings.update');
  expect(page.find('dialog', 'This needs a key')).toBeTruthy();
  page.answers['server.createKey'] = { key: 'ak-x', entry: zed };
  const [name] = document.querySelectorAll<HTMLInputElement>('[role="dialog"] input');
  await page.type(name as HTMLInputElement, 'Phone');
  await act(async () => document.querySelector('form')?.requestSubmit());
  await page.until(() => callNames().includes('settings.update'));
  expect(page.calls.find((call) => call.name === 'settings.update')?.input).toEqual({ serverOnNetwork: true });
  await page.click(page.find('button', 'Done'));
  tellServer({ keys: [zed] });
  await page.click(page.find('switch', 'Programs here need a key'));
  expect(document.querySelector('[role="dialog"]')).toBeNull();
  expect(page.calls.at(-1)).toEqual({ name: 'settings.update', input: { serverNeedsKey: true } });
});

test('on the network the other addresses are named, and a missing key, too', () => {
  tellSettings({ serverOnNetwork: true });
  tellServer({ state: { type: 'on', addresses: ['http://127.0.0.1:4321', 'http://192.168.1.7:4321'] } });
  expect(page.text()).toContain('http://192.168.1.7:4321');
  expect(page.text()).toContain('there is no key that lets them in');
  tellServer({ keys: [zed] });
  expect(page.text()).toContain('can use the models here, with a key');
});

test('requests: newest on top, what failed says why and what is near', () => {
  tellRequests();
  expect(page.text()).toContain('Waiting for the first request');
  tellRequests(
    { at: 1, status: 200, model: 'qwen3-8b@q4_k_m', keyName: 'Zed', tokens: 2611, tookMs: 8400 },
    { at: 2, status: 404, model: 'qwen3-80b', tookMs: 2, failure: 'There is no model', nearest: ['qwen3-8b@q4_k_m', 'gemma'] },
    { at: 3, activity: 'writing', model: 'gemma' },
  );
  const [running, refused, reason, done] = rows();
  expect(running).toContain('writing');
  expect(refused).toContain('404');
  expect(refused).toContain('no key');
  expect(reason).toBe('There is no qwen3-80b here. Nearest: qwen3-8b@q4_k_m, gemma');
  expect(done).toMatch(/qwen3-8bZed2,6118\.4\ss200/);
  page.tell('server.watchRequests', {
    requests: [{ id: 3, at: 3, method: 'POST', path: '/v1/chat/completions', status: 200, tookMs: 90 }],
    isAll: false,
  });
  expect(rows()).toHaveLength(4);
  expect(rows()[0]).toMatch(/90\sms200/);
});

test('what people meet most is said in their language, with its numbers', () => {
  tellRequests({
    status: 400,
    failure: 'In the words of the API.',
    failureKind: 'context',
    failureNumbers: { promptTokens: 9000, contextLength: 8192 },
  });
  expect(rows()[1]).toBe('The prompt has 9,000 tokens, and the model’s context holds 8,192.');
  tellRequests({ status: 400, failure: 'stop: too many', failureKind: 'invalid' });
  expect(rows()[1]).toBe('stop: too many');
});

test('a stream that failed after it had its status is not shown as a success', () => {
  tellRequests({ status: 200, tookMs: 0.2, failure: 'The answer was stopped.' });
  expect(rows()[0]).toMatch(/1\smsbroken off$/);
  expect(rows()[1]).toBe('The answer was stopped.');
});

test('a held list stays as it is, and goes on with all that came meanwhile', async () => {
  tellRequests({ path: '/first', status: 200 });
  await page.click(page.find('button', 'Hold the list'));
  tellRequests({ path: '/first', status: 200 }, { path: '/second', status: 200 });
  expect(page.text()).toContain('held');
  expect(rows()).toHaveLength(1);
  await page.click(page.find('button', 'Show new requests'));
  expect(rows()).toHaveLength(2);
});

test('requests are found by words of any column', async () => {
  tellRequests({ path: '/v1/models', status: 200 }, { path: '/api/chat', keyName: 'Zed', status: 404 });
  await page.click(page.find('button', 'Find in requests'));
  const field = page.find('searchbox', '') as HTMLInputElement;
  await page.type(field, 'zed 404');
  expect(rows()).toHaveLength(1);
  await page.type(field, 'nothing like it');
  expect(page.text()).toContain('No request with “nothing like it”');
});

test('the sums of the day are in the language’s numbers', () => {
  tellServer({ today: { requests: 1284, tokens: 412_900, errors: 3 } });
  expect(page.text()).toContain('1,284 today · 412,900 tokens · 3 errors');
  tellServer({ today: { requests: 1, tokens: 0, errors: 0 } });
  expect(page.text()).toContain('1 today · 0 tokens');
  expect(page.text()).not.toContain('error');
});

test('loaded models say what they do, and are unloaded from here', async () => {
  const ready = page.makeLoaded('qwen3-8b@q4_k_m', { type: 'ready' });
  page.tell('engine.watch', { models: [{ ...ready, memoryBytes: 6.6e9, activeRequests: 2, queuedRequests: 1, tokensPerSecond: 74.26 }] });
  expect(page.text()).toContain('2 answering, 1 waiting · 74.3\u00a0tokens/s');
  expect(page.text()).toContain('6.6\u00a0GB');
  page.tell('engine.watch', { models: [{ ...ready, unloadsAt: Date.now() + 57.5 * 60_000 }] });
  expect(page.text()).toContain('Idle, unloads in 58 min');
  page.tell('engine.watch', { models: [ready] });
  expect(page.text()).toContain('Idle, stays loaded');
  await page.click(page.find('button', 'Unload qwen3-8b@q4_k_m'));
  expect(page.calls.at(-1)).toEqual({ name: 'engine.unload', input: { modelId: 'qwen3-8b@q4_k_m' } });
});

test('a model that ended by itself is still listed, also when no other one is loaded', () => {
  page.tell('engine.watch', { models: [page.makeLoaded('gemma', { type: 'crashed', error: { code: 'engine.crashed' } })] });
  expect(page.text()).toContain('Ended by itself');
  expect(page.text()).not.toContain('None. A program');
});

test('keys show their end, limit and last use; a removed one can come back', async () => {
  tellServer({ keys: [zed, { ...zed, id: 'k2', name: 'Cline', hint: 'b019', lastUsedAt: Date.now() }] });
  const list = page.find('ul', 'Zed').textContent;
  expect(list).toContain('60 a min');
  expect(list).toContain('ak-…7f2c');
  expect(list).toMatch(/ak-…b019\d\d:\d\d/);
  page.answers['server.removeKey'] = { undoId: 'u1' };
  const { removeKey } = await import('../../stores/server.ts');
  await removeKey(zed);
  const [item] = useToasts.getState().items;
  expect(item?.text).toBe('Key “Zed” removed');
  item?.action?.onSelect();
  await page.until(() => callNames().includes('server.undoRemoveKey'));
  expect(page.calls.at(-1)?.input).toEqual({ undoId: 'u1' });
});

test('a model that has just answered is not counted from when the page was opened', async () => {
  const ready = page.makeLoaded('gemma', { type: 'ready' });
  page.tell('engine.watch', { models: [{ ...ready, activeRequests: 1 }] });
  await new Promise((resolve) => setTimeout(resolve, 20));
  page.tell('engine.watch', { models: [{ ...ready, unloadsAt: Date.now() + 60 * 60_000 }] });
  expect(page.text()).toContain('Idle, unloads in 60 min');
});

test('a server that a command has opened to the network or locked says so, whatever the settings are', () => {
  tellServer({ state: { type: 'on', addresses: ['http://127.0.0.1:4321', 'http://192.168.1.7:4321'], needsKey: true }, keys: [zed] });
  expect(page.text()).toContain('devices in the network that have a key');
  expect(page.text()).toContain('Every program needs a key.');
  expect(snippet()).toContain('ak-…7f2c');
  tellServer({ keys: [zed] });
  expect(page.text()).toContain('Only programs on this computer can use it.');
  expect(page.text()).toContain('Programs here need no key.');
});
