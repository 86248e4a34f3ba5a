/** The contrasts that look.md promises, computed from the tokens themselves. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(`${import.meta.dirname}/styles/tokens.css`, 'utf8');

type Color = [lightness: number, chroma: number, hue: number];

function tokensOf(selector: string): Map<string, Color> {
  const block = css.split(`${selector} {`)[1]?.split('\n}')[0] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)].map(([, name = '', l, c, h]) => [
      name,
      [Number(l), Number(c), Number(h)],
    ]),
  );
}

/** oklch to linear sRGB (Ottosson, https://bottosson.github.io/posts/oklab/), then WCAG's relative luminance. */
function luminance([lightness, chroma, hue]: Color): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['stone', 'surface', 'raised', 'sunken', 'hover'];
const needed: [token: string, grounds: string[], ratio: number][] = [
  ['text', [...grounds, 'selected'], 4.5],
  ['text-2', [...grounds, 'selected'], 4.5],
  ['text-3', grounds, 4.5],
  ['accent-text', [...grounds, 'accent-soft'], 4.5],
  ['on-accent', ['accent'], 4.5],
  ['ok', ['surface', 'raised', 'stone', 'ok-soft'], 4.5],
  ['warn', ['surface', 'raised', 'warn-soft'], 4.5],
  ['danger', ['surface', 'raised', 'danger-soft'], 4.5],
  ['focus', ['stone', 'surface', 'raised', 'sunken'], 3],
  ['track', ['surface', 'raised'], 3],
];

test.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
])('every text and control of the %s theme can be read on every ground it stands on', (_theme, selector) => {
  const tokens = tokensOf(selector);
  const weak = needed.flatMap(([name, on, ratio]) =>
    on.flatMap((ground) => {
      const [color, below] = [tokens.get(name), tokens.get(ground)];
      if (!color || !below) return [`${name} or ${ground} is missing`];
      const found = contrast(color, below);
      return found < ratio ? [`${name} on ${ground}: ${found.toFixed(2)}`] : [];
    }),
  );
  expect(weak).toEqual([]);
});
