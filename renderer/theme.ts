/**
 * The look that the settings ask for, as attributes of <html>: theme, text size, motion, and which window buttons need room. The theme
 * is remembered in the page as well, so that the next load has it before the host answers.
 */
import type { Settings } from '../shared/settings.ts';

type Look = Pick<Settings, 'theme' | 'textSize' | 'reduceMotion'>;

const storageKey = 'theme';
const dark = () => window.matchMedia('(prefers-color-scheme: dark)');

function rememberedTheme(): Settings['theme'] {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

function rememberTheme(theme: Settings['theme']): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Without storage the next load starts with the system's theme.
  }
}

let look: Look = { theme: 'system', textSize: 'medium', reduceMotion: false };

function apply(): void {
  const { dataset } = document.documentElement;
  dataset.theme = look.theme === 'system' ? (dark().matches ? 'dark' : 'light') : look.theme;
  dataset.text = look.textSize;
  dataset.motion = look.reduceMotion ? 'less' : 'full';
}

/** Shows this look. */
export function showLook({ theme, textSize, reduceMotion }: Look): void {
  look = { theme, textSize, reduceMotion };
  rememberTheme(theme);
  apply();
}

/** Once, before the first paint; follows the system's theme from then on. */
export function startTheme(): void {
  look.theme = rememberedTheme();
  if (window.alcove && navigator.platform.startsWith('Mac')) document.documentElement.dataset.window = 'darwin';
  if (window.alcove && navigator.platform.startsWith('Win')) document.documentElement.dataset.window = 'win32';
  apply();
  dark().addEventListener('change', apply);
}
