import { expect, test, vi } from 'vitest';
import { parseNumber } from './number-field.tsx';
import { byRole, press, render, type } from './render.ts';
import { Slider } from './slider.tsx';

const range = { label: 'Temperature', min: 0, max: 2, step: 0.05, limits: { min: 0, max: 10 } };

test('the number field takes values beyond the track, up to the limits', async () => {
  const onChange = vi.fn();
  await render(<Slider {...range} value={0.7} onChange={onChange} />);
  const field = byRole('textbox', 'Temperature');
  await type(field, '3,5');
  await press(field, 'Enter');
  await type(field, '99');
  await press(field, 'Enter');
  expect(onChange.mock.calls).toEqual([[3.5], [10]]);
});

test('a value beyond the track is shown in full while the thumb rests at the end', async () => {
  await render(<Slider {...range} value={3.5} onChange={() => {}} />);
  expect((byRole('textbox', 'Temperature') as HTMLInputElement).value).toBe('3.50');
  expect(byRole('slider', 'Temperature').getAttribute('aria-valuenow')).toBe('2');
  expect(byRole('slider', 'Temperature').getAttribute('aria-valuetext')).toBe('3.50');
});

test('arrows move one step, Shift ten, in the field as on the track', async () => {
  const onChange = vi.fn();
  await render(<Slider {...range} value={1} onChange={onChange} />);
  await press(byRole('textbox', 'Temperature'), 'ArrowUp');
  await press(byRole('textbox', 'Temperature'), 'ArrowDown', { shiftKey: true });
  await press(byRole('slider', 'Temperature'), 'ArrowRight');
  expect(onChange.mock.calls).toEqual([[1.05], [0.5], [1.05]]);
});

test('what is no number goes back to the old value', async () => {
  const onChange = vi.fn();
  await render(<Slider {...range} value={1} onChange={onChange} />);
  await type(byRole('textbox', 'Temperature'), 'hot');
  await press(byRole('textbox', 'Temperature'), 'Enter');
  expect(onChange).not.toHaveBeenCalled();
  expect((byRole('textbox', 'Temperature') as HTMLInputElement).value).toBe('1.00');
});

test('numbers are read with either decimal mark and with thousands', () => {
  expect(['8,192', '8 192', '0,7', '0.7', '-1.5', '1,234.5', '', 'a'].map(parseNumber)).toEqual([
    8192,
    8192,
    0.7,
    0.7,
    -1.5,
    1234.5,
    undefined,
    undefined,
  ]);
});
