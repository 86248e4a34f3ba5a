import { act } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Dialog } from './dialog.tsx';
import { Drawer } from './drawer.tsx';
import { byRole, click, press, render } from './render.ts';
import { type ToastItem, Toasts } from './toasts.tsx';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => vi.useRealTimers());

const labels = { region: 'Messages', close: 'Close' };
const pass = (ms: number) => act(async () => vi.advanceTimersByTime(ms));
const show = (item: ToastItem, onClose: (id: string) => void) => render(<Toasts items={[item]} labels={labels} onClose={onClose} />);

test('the action is done and the message goes', async () => {
  const onSelect = vi.fn();
  const onClose = vi.fn();
  await show({ id: '1', text: '“Bread” deleted', action: { label: 'Undo', onSelect } }, onClose);
  await click(byRole('button', 'Undo'));
  expect(onSelect).toHaveBeenCalledOnce();
  expect(onClose).toHaveBeenCalledWith('1');
});

test('a message goes after six seconds, but not while the pointer rests on it', async () => {
  const onClose = vi.fn();
  await show({ id: '1', text: 'Copied' }, onClose);
  await pass(3000);
  const region = document.querySelector('[role="region"]');
  await act(async () => void region?.dispatchEvent(new PointerEvent('pointermove', { bubbles: true })));
  await pass(20_000);
  expect(onClose).not.toHaveBeenCalled();
  await act(async () => void region?.dispatchEvent(new PointerEvent('pointerleave', { bubbles: false })));
  await pass(6001);
  expect(onClose).toHaveBeenCalledWith('1');
});

test('an error stays until it is closed', async () => {
  const onClose = vi.fn();
  await show({ id: '1', text: 'Changes not saved', tone: 'bad' }, onClose);
  await pass(600_000);
  expect(onClose).not.toHaveBeenCalled();
  await click(byRole('button', 'Close'));
  expect(onClose).toHaveBeenCalledWith('1');
});

test.each([
  ['drawer', Drawer],
  ['dialog', Dialog],
])('Esc closes the %s that has the focus, not the message that came over it', async (_, Box) => {
  const onOpenChange = vi.fn();
  const onClose = vi.fn();
  const page = (items: ToastItem[]) => (
    <>
      <Box title="Box" closeLabel="Close the box" open onOpenChange={onOpenChange}>
        <input aria-label="Inside" />
      </Box>
      <Toasts items={items} labels={labels} onClose={onClose} />
    </>
  );
  const { update } = await render(page([]));
  document.querySelector('input')?.focus();
  await update(page([{ id: '1', text: 'Arrived' }]));
  await press(byRole('textbox', 'Inside'), 'Escape');
  expect(onOpenChange).toHaveBeenCalledWith(false);
  expect(onClose).not.toHaveBeenCalled();
});

test('Esc closes a message where nothing else wants the key', async () => {
  const onClose = vi.fn();
  await show({ id: '1', text: 'Changes not saved', tone: 'bad' }, onClose);
  await press(document.body, 'Escape');
  expect(onClose).toHaveBeenCalledWith('1');
});
