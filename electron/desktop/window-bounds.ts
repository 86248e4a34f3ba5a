import { readFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { writeFileAtomically } from '../lib/atomic-write.ts';

const boundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  isMaximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof boundsSchema>;

export const leastSize = { width: 640, height: 480 };
export const firstSize = { width: 1280, height: 800 };

/** Where the window was; undefined at the first start and when the file is damaged. */
export function readBounds(file: string): WindowBounds | undefined {
  try {
    return boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export const saveBounds = (file: string, bounds: WindowBounds): void => writeFileAtomically(file, JSON.stringify(bounds));

/**
 * Remembered bounds made sane for the screens there are now: no bigger than the screen, and enough of the top edge on one of them
 * that a person can take hold of the window. Without a position the system centres it.
 */
export function fitBounds(
  remembered: WindowBounds | undefined,
  workAreas: Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const wanted = remembered ?? firstSize;
  const home = (remembered && workAreas.find((area) => canBeGrasped(remembered, area))) ?? workAreas[0];
  const width = Math.max(leastSize.width, Math.min(wanted.width, home?.width ?? wanted.width));
  const height = Math.max(leastSize.height, Math.min(wanted.height, home?.height ?? wanted.height));
  if (!remembered || !home || !canBeGrasped(remembered, home)) return { width, height };
  return { x: remembered.x, y: Math.max(remembered.y, home.y), width, height };
}

/** At least 100 px of its title bar lie within the area. */
function canBeGrasped(bounds: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return visibleWidth >= 100 && bounds.y >= area.y - 20 && bounds.y <= area.y + area.height - 40;
}
