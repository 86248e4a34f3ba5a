import { act, useState } from 'react';
import { expect, test } from 'vitest';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { byRole, click, press, render } from './render.ts';

const told: boolean[] = [];

function Example() {
  const [isOpen, setOpen] = useState(false);
  const change = (next: boolean) => {
    told.push(next);
    setOpen(next);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete</Button>
      <Dialog title="Delete the model?" description="It goes to the trash." open={isOpen} onOpenChange={change}>
        <input aria-label="Reason" />
      </Dialog>
    </>
  );
}

test('Esc closes a dialog and gives the focus back to what opened it', async () => {
  await render(<Example />);
  const opener = byRole('button', 'Delete');
  opener.focus();
  await click(opener);
  const dialog = byRole('dialog');
  expect(dialog.contains(document.activeElement)).toBe(true);
  expect(document.getElementById(dialog.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Delete the model?');
  await press(document.activeElement ?? dialog, 'Escape');
  await act(async () => new Promise((resolve) => setTimeout(resolve)));
  expect(document.querySelector('[role="dialog"]')).toBeNull();
  expect(document.activeElement).toBe(opener);
  // Whoever listens is told once.
  expect(told).toEqual([false]);
});
