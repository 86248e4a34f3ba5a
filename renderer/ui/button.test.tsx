import { expect, test, vi } from 'vitest';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { byRole, click, render } from './render.ts';

test('a button that is off for a reason, or busy, does nothing but keeps its place in the focus order', async () => {
  const onClick = vi.fn();
  await render(
    <>
      <Button disabledReason="Unload it first" onClick={onClick}>
        Delete
      </Button>
      <Button isBusy onClick={onClick}>
        Save
      </Button>
    </>,
  );
  await click(byRole('button', 'Delete'));
  await click(byRole('button', 'Save'));
  expect(onClick).not.toHaveBeenCalled();
  expect(byRole('button', 'Delete').getAttribute('aria-disabled')).toBe('true');
  expect(byRole('button', 'Delete').hasAttribute('disabled')).toBe(false);
});

test('an error takes the place of the hint and belongs to its field', async () => {
  const { update } = await render(
    <Field label="Port" hint="From 1024 on">
      <Input defaultValue="1234" />
    </Field>,
  );
  const field = byRole('textbox');
  const note = () => document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
  expect(note()).toBe('From 1024 on');
  await update(
    <Field label="Port" hint="From 1024 on" error="A port is a number from 1024 to 65535.">
      <Input defaultValue="1234" />
    </Field>,
  );
  expect(note()).toBe('A port is a number from 1024 to 65535.');
  expect(field.getAttribute('aria-invalid')).toBe('true');
});
