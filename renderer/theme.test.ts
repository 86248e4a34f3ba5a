import { beforeEach, expect, test } from 'vitest';
import { showLook, startTheme } from './theme.ts';

const { dataset } = document.documentElement;
const look = { theme: 'system', textSize: 'medium', reduceMotion: false } as const;

beforeEach(() => localStorage.clear());

test('the settings become attributes of the page, and can be changed back', () => {
  showLook({ ...look, theme: 'dark', textSize: 'large', reduceMotion: true });
  expect({ ...dataset }).toMatchObject({ theme: 'dark', text: 'large', motion: 'less' });
  showLook({ ...look, theme: 'light' });
  expect({ ...dataset }).toMatchObject({ theme: 'light', text: 'medium', motion: 'full' });
});

test('the next load begins with the theme chosen last', () => {
  showLook({ ...look, theme: 'dark' });
  delete dataset.theme;
  startTheme();
  expect(dataset.theme).toBe('dark');
});
