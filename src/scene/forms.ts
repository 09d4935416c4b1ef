import type { Color } from './scene.ts';

/** Half the side of a square, in radii. */
export const SQUARE = 0.9;

/** Corners of forms around their place, in radii. */
export const CORNERS = {
  triangle: [
    [0, -1.3],
    [1.2, 0.9],
    [-1.2, 0.9],
  ],
  diamond: [
    [0, -1.4],
    [1.4, 0],
    [0, 1.4],
    [-1.4, 0],
  ],
} as const;

/** Width of the strokes of rings and crosses, pixels. */
export const OPEN_STROKE = 1.5;

/** Shapes of a mark by their colour, lower places in the palette first. */
export interface ByColor {
  /** Shapes, those of one colour together and ascending. */
  readonly order: Uint32Array;
  /** Where each colour of the palette begins in `order`, shape (colours + 1). */
  readonly offsets: Uint32Array;
}

/** Sorts the shapes of a mark by colour. @param count of shapes */
export function byColor(palette: readonly Color[], colors: Uint8Array | null, count: number): ByColor {
  const offsets = new Uint32Array(palette.length + 1);
  for (let i = 0; i < count; i++) offsets[(colors === null ? 0 : colors[i]!) + 1]!++;
  for (let color = 0; color < palette.length; color++) offsets[color + 1]! += offsets[color]!;
  const order = new Uint32Array(count);
  const next = offsets.slice();
  for (let i = 0; i < count; i++) order[next[colors === null ? 0 : colors[i]!]!++] = i;
  return { order, offsets };
}
