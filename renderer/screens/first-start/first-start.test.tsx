import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Settings } from '../../../shared/settings.ts';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { FirstStart } = await import('./first-start.tsx');
const { useConnectionCheck } = await import('../../stores/connection-check.ts');
const { useUi } = await import('../../stores/ui.ts');

const settings = { language: 'en', theme: 'light', loadSettings: {} } as unknown as Settings;
const recommended = (name: string, sizeBytes: number) => ({
  source: 'hugging-face',
  repository: `acme/${name}`,
  versionId: 'Q4_K_M',
  name,
  publisher: 'acme',
  summary: 'Good answers.',
  parameterCount: 8e9,
  sizeBytes,
  goodAt: [],
  section: 'everyday',
  fit: 'memory',
});
const names = () => page.calls.map(({ name }) => name);

beforeEach(() => {
  useConnectionCheck.setState({ check: undefined, isChecking: false });
  useUi.setState({ firstStart: 'by-itself' });
  page.tell('settings.watch', settings);
  page.tell('engine.watch', { models: [] });
  page.tellLibrary([page.makeModel('alcove-starter', { name: 'Alcove Starter', place: 'starter' })], {
    programs: [{ program: 'lm-studio', path: '/lm', isUsed: false, modelCount: 3, sizeBytes: 12.4e9 }],
  });
  page.answers['hub.recommend'] = [recommended('Big', 5e9), recommended('Small', 3.3e9)];
});
afterEach(page.clear);

test('the best one is chosen; it downloads while the starter is loaded', async () => {
  page.answers['hub.checkConnection'] = { checkedAt: 1, bytesPerSecond: 12e6 };
  await page.show(<FirstStart settings={settings} />);
  await page.until(() => page.text().includes('7\u00a0min'));
  expect(page.find('radio', 'Big').getAttribute('aria-checked')).toBe('true');
  expect(page.find('radio', 'Big').textContent).toContain('Suits this computer');
  await page.click(page.find('button', 'Download Big and start talking'));
  await page.until(() => names().includes('engine.load'));
  expect(page.calls.find(({ name }) => name === 'downloads.add')?.input).toEqual({
    source: 'hugging-face',
    repository: 'acme/Big',
    versionId: 'Q4_K_M',
  });
  expect(useUi.getState().firstStart).toBe('closed');
});

test('without a measured speed only the size is told, and the starter alone downloads nothing', async () => {
  page.answers['hub.checkConnection'] = { checkedAt: 1 };
  await page.show(<FirstStart settings={settings} />);
  await page.until(() => page.text().includes('3.3\u00a0GB'));
  expect(page.text()).not.toContain('\u00a0min');
  await page.click(page.find('button', 'Only the starter'));
  await page.until(() => names().includes('engine.load'));
  expect(names()).not.toContain('downloads.add');
});

test('offline there is only the starter, and the page says why', async () => {
  const error = { code: 'hub.unreachable', data: { host: 'huggingface.co', reason: 'offline' } };
  page.answers['hub.checkConnection'] = { checkedAt: 1, problem: { where: 'endpoint', host: 'huggingface.co', error } };
  await page.show(<FirstStart settings={settings} />);
  await page.until(() => page.text().includes('This computer is offline.'));
  expect([...document.querySelectorAll('[role="radio"]')].map((radio) => radio.getAttribute('aria-label'))).toEqual(['Alcove Starter']);
  expect(page.text()).not.toContain('let a bigger one download');
  expect(page.find('button', 'Start talking')).toBeTruthy();
  expect(page.find('button', 'Skip')).toBeTruthy();
});

test('models of other programs are used where they are, by a switch each', async () => {
  await page.show(<FirstStart settings={settings} />);
  expect(page.text()).toContain('Found 3 models of LM Studio here (12.4\u00a0GB). They can be used where they are, nothing is copied.');
  await page.click(page.find('switch', 'Use the models of LM Studio'));
  await page.until(() => names().includes('models.useProgram'));
  expect(page.calls.find(({ name }) => name === 'models.useProgram')?.input).toEqual({ program: 'lm-studio', isUsed: true });
});
