import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HubState } from '../../../shared/hub.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { SettingsScreen } = await import('./settings-screen.tsx');

const settings = {
  endpoint: 'automatic',
  ownEndpoint: '',
  tokenOrigins: [],
  serverPort: 1234,
  serverAtStart: false,
  serverIdleMinutes: 60,
  serverOrigins: [],
  proxy: 'system',
  proxyUrl: '',
  downloadLimitBytesPerSecond: 0,
  askBeforePictures: true,
  loadSettings: {},
  language: 'en',
  theme: 'light',
  textSize: 'medium',
  idleUnloadMinutes: 30,
  conversationStart: 'load-last',
};
const hub: HubState = {
  endpoint: 'https://huggingface.co',
  endpointFrom: 'default',
  isTokenSent: true,
  token: { from: 'none', keptIn: 'file', path: '/home/ada/.alcove/token' },
};

const field = (label: string) => {
  const found = document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`);
  if (!found) throw new Error(`no field ${label}`);
  return found;
};
const updates = () => page.calls.filter(({ name }) => name === 'settings.update').map(({ input }) => input);

beforeEach(async () => {
  page.tell('settings.watch', settings);
  page.tell('hub.watch', hub);
  page.tellLibrary([]);
  page.tell('downloads.watch', { downloads: [], bytesPerSecond: 0, leftBytes: 0 });
  await page.show(<SettingsScreen />);
});
afterEach(page.clear);

test('an address of one’s own counts only once it is one', async () => {
  await page.click(page.find('radio', 'Own address'));
  expect(updates()).toEqual([]);
  const address = document.querySelector<HTMLInputElement>('input[type="url"]');
  if (!address) throw new Error('no address');
  await page.type(address, 'not an address');
  await page.press(address, 'Enter');
  expect(page.text()).toContain('This is no web address.');
  await page.type(address, 'hub.example.org/');
  await page.press(address, 'Enter');
  await page.until(() => updates().length > 0);
  expect(updates()).toEqual([{ endpoint: 'own', ownEndpoint: 'https://hub.example.org' }]);
});

test('where HF_ENDPOINT is set an address of one’s own can still be typed', async () => {
  page.tell('hub.watch', { ...hub, endpoint: 'https://inside.example.org', endpointFrom: 'environment' });
  const address = document.querySelector<HTMLInputElement>('input[type="url"]');
  if (!address) throw new Error('no address');
  await page.type(address, 'hub.example.org');
  await page.press(address, 'Enter');
  await page.until(() => updates().length > 0);
  expect(updates()).toEqual([{ endpoint: 'own', ownEndpoint: 'https://hub.example.org' }]);
});

test('a mirror gets the token only when it is ticked, by its origin', async () => {
  expect(page.text()).not.toContain('may have my access token');
  page.tell('settings.watch', { ...settings, endpoint: 'mirror' });
  page.tell('hub.watch', { ...hub, endpoint: 'https://hf-mirror.com', endpointFrom: 'settings', isTokenSent: false });
  await page.click(page.find('checkbox', ''));
  await page.until(() => updates().length > 0);
  expect(updates()).toEqual([{ tokenOrigins: ['https://hf-mirror.com'] }]);
  expect(page.text()).toContain('Sent to Hugging Face only');
  page.tell('settings.watch', { ...settings, endpoint: 'mirror', tokenOrigins: ['https://hf-mirror.com'] });
  expect(page.text()).toContain('Sent to Hugging Face, hf-mirror.com only');
});

test('what the environment or the command line decides is said', () => {
  page.tell('hub.watch', {
    ...hub,
    endpoint: 'https://inside.example.org',
    endpointFrom: 'environment',
    token: { from: 'environment', keptIn: 'file', hint: 'hf_abc' },
  });
  expect(page.text()).toContain('HF_ENDPOINT is set on this computer: https://inside.example.org is used');
  expect(page.text()).toContain('HF_TOKEN is set on this computer');
  expect(page.text()).toContain('hf_••••••••abc');
  page.tell('settings.watch', { ...settings, endpoint: 'mirror' });
  page.tell('hub.watch', { ...hub, endpoint: 'https://told.example.org', endpointFrom: 'command-line' });
  expect(page.text()).toContain('Alcove was started with the address https://told.example.org');
});

test('a refused token stays in its field with the reason, a good one says whose it is', async () => {
  expect(page.text()).toMatch(/a file that only you can read\.\s*\/home\/ada\/\.alcove\/token/);
  page.answers['hub.setToken'] = Object.assign(new Error('refused'), { code: 'APP_ERROR', data: { code: 'hub.token-refused' } });
  await page.type(field('Access token'), 'hf_wrong');
  await page.click(page.find('button', 'Save'));
  await page.until(() => page.text().includes('Hugging Face does not know this access token.'));
  expect(field('Access token').value).toBe('hf_wrong');
  page.answers['hub.setToken'] = { name: 'ada' };
  await page.type(field('Access token'), 'hf_good');
  await page.click(page.find('button', 'Save'));
  await page.until(() => page.calls.filter(({ name }) => name === 'hub.setToken').length === 2);
  page.tell('hub.watch', { ...hub, token: { from: 'kept', keptIn: 'file', hint: 'hf_ood' } });
  await page.until(() => page.text().includes('This is the token of ada.'));
});

test('the search finds network and privacy by what they hold', async () => {
  const search = field('Find a setting');
  await page.type(search, 'proxy');
  expect(page.text()).toContain('Network');
  expect(document.querySelector('#privacy .set')).toBeNull();
  await page.type(search, 'pictures');
  expect(document.querySelectorAll('#privacy .set').length).toBe(1);
  expect(document.querySelector('#network .set')).toBeNull();
});
