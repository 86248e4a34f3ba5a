import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../rpc.ts', () => import('../../components/test-page.tsx'));

const page = await import('../../components/test-page.tsx');
const { Server } = await import('./server.tsx');
const { TooltipProvider } = await import('../../ui/tooltip.tsx');
const { useSettings } = await import('../../stores/settings.ts');

function Shown() {
  const settings = useSettings((state) => state.settings);
  return settings ? <Server settings={settings} /> : null;
}

const settings = { serverPort: 1234, serverAtStart: false, serverIdleMinutes: 60, serverOrigins: ['https://a.example'] };
const updates = () => page.calls.filter(({ name }) => name === 'settings.update').map(({ input }) => input);

beforeEach(async () => {
  page.tell('settings.watch', settings);
  await page.show(
    <TooltipProvider>
      <Shown />
    </TooltipProvider>,
  );
});
afterEach(page.clear);

async function typePort(text: string) {
  const field = document.querySelector('input[aria-label="Port"]') as HTMLInputElement;
  await act(async () => field.focus());
  await page.type(field, text);
  await page.press(field, 'Enter');
}

test('a port counts once it is one', async () => {
  await typePort('70000');
  await typePort('0');
  expect(updates()).toEqual([]);
  await typePort('8080');
  expect(updates()).toEqual([{ serverPort: 8080 }]);
});

test('web pages are added by their origin, once, and taken out again', async () => {
  const field = document.querySelector('form input') as HTMLInputElement;
  const add = async (text: string) => {
    await page.type(field, text);
    await act(async () => document.querySelector('form')?.requestSubmit());
  };
  await add('https://b.example/page');
  expect(page.text()).toContain('without a path');
  await add('https://a.example/');
  expect(updates()).toEqual([]);
  await add('HTTP://LocalHost:3000/');
  expect(updates()).toEqual([{ serverOrigins: ['https://a.example', 'http://localhost:3000'] }]);
  await page.click(page.find('button', 'Remove https://a.example'));
  expect(updates().at(-1)).toEqual({ serverOrigins: [] });
});
