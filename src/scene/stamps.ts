import { FULL } from './coverage.ts';
import { CORNERS, OPEN_STROKE, SQUARE } from './forms.ts';
import type { Shape } from './scene.ts';

/** Places within a pixel, along each axis, that a form is prepared for. */
export const PHASES = 4;

/** A form of points as pixels, once for each place within a pixel that it may stand at. */
export interface Stamp {
  /** Pixels of a side. */
  readonly size: number;
  /** Pixels from its left, and top, to the pixel that the point lies in. */
  readonly middle: number;
  /** Shape (PHASES × PHASES × size × size): the place down, the place along, rows, columns. `FULL` = covered. */
  readonly values: Uint8Array;
  /** First column of each row that is covered, and the one after the last; shape (PHASES × PHASES × size). */
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/**
 * Prepares a form.
 *
 * @param radius and `ratio` as of the mark and the surface; `grown` pixels of the scene that its outline lies further out
 */
export function stampOf(shape: Shape, radius: number, ratio: number, grown = 0): Stamp {
  // Strokes grow to both sides, and not beyond their ends.
  const isStroke = shape === 'ring' || shape === 'cross';
  const distance = DISTANCES[shape](radius * ratio, (OPEN_STROKE / 2 + (isStroke ? grown : 0)) * ratio);
  const beyond = isStroke ? 0 : grown * ratio;
  const middle = Math.ceil((1.5 * radius + OPEN_STROKE + grown) * ratio) + 1;
  const size = 2 * middle + 1;
  const values = new Uint8Array(PHASES * PHASES * size * size);
  const from = new Uint8Array(PHASES * PHASES * size);
  const to = new Uint8Array(PHASES * PHASES * size);
  for (let phase = 0, line = 0, at = 0; phase < PHASES * PHASES; phase++) {
    const px = middle + (phase % PHASES) / PHASES;
    const py = middle + Math.floor(phase / PHASES) / PHASES;
    for (let row = 0; row < size; row++, line++) {
      for (let column = 0; column < size; column++, at++) {
        const value = Math.round(FULL * covered(distance, column - px, row - py, beyond));
        values[at] = value;
        if (value === 0) continue;
        if (to[line] === 0) from[line] = column;
        to[line] = column + 1;
      }
    }
  }
  return { size, middle, values, from, to };
}

/** Samples of a pixel along each axis. */
const SAMPLES = 4;

/** The share of a pixel, by its left upper corner, that lies within a form. */
function covered(distance: Distance, x: number, y: number, grown: number): number {
  let sum = 0;
  for (let j = 0; j < SAMPLES; j++)
    for (let i = 0; i < SAMPLES; i++) {
      const beyond = distance(x + (i + 0.5) / SAMPLES, y + (j + 0.5) / SAMPLES) - grown;
      // A sample stands for a small square, which the outline may cross.
      sum += Math.min(1, Math.max(0, 0.5 - beyond * SAMPLES));
    }
  return sum / (SAMPLES * SAMPLES);
}

/** How far a place lies beyond the outline of a form around the origin; below 0 = within. */
type Distance = (x: number, y: number) => number;

const DISTANCES: Readonly<Record<Shape, (r: number, half: number) => Distance>> = {
  circle: (r) => (x, y) => Math.hypot(x, y) - r,
  ring: (r, half) => (x, y) => Math.abs(Math.hypot(x, y) - r) - half,
  square: (r) => (x, y) => Math.max(Math.abs(x), Math.abs(y)) - SQUARE * r,
  triangle: (r) => ofCorners(CORNERS.triangle, r),
  diamond: (r) => ofCorners(CORNERS.diamond, r),
  cross: (r, half) => (x, y) => {
    const [along, across] = [Math.abs(x + y) * Math.SQRT1_2, Math.abs(x - y) * Math.SQRT1_2];
    const reach = r * Math.SQRT2;
    return Math.min(Math.max(along - reach, across - half), Math.max(across - reach, along - half));
  },
};

/** Of corners clockwise: the farthest of the sides' lines decides, so that outlines grow with sharp corners. */
function ofCorners(corners: readonly (readonly [number, number])[], r: number): Distance {
  const sides = corners.map(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    const length = Math.hypot(nextX - x, nextY - y);
    return { x: x * r, y: y * r, nx: (nextY - y) / length, ny: (x - nextX) / length };
  });
  return (x, y) => sides.reduce((most, side) => Math.max(most, (x - side.x) * side.nx + (y - side.y) * side.ny), -1e9);
}
