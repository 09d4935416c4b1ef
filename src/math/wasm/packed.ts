import type { Kernel, Places } from '../kernel.ts';

/** The module writes sums below this; in elements of 8 bytes, as all that follows. */
export const SCRATCH = 16;

/** Rows that the module takes at once: for fewer it saves nothing. */
export const ROWS_AT_ONCE = 4;

/** The next multiple of `ROWS_AT_ONCE`. */
export const padded = (n: number): number => (n + ROWS_AT_ONCE - 1) & -ROWS_AT_ONCE;

/** Room for a kernel. */
export const kernelLength = (columns: number): number => padded(5 + 4 * columns);

/**
 * Writes a kernel: signal, trend, effects, then by column the weight, whether it holds codes, and the effects' reach, once
 * and four times.
 */
export function putKernel(
  memory: Float64Array,
  at: number,
  { columns, weights, codes, signal, slope, bend, twist, effects }: Kernel,
): void {
  memory[at] = signal;
  memory[at + 1] = slope;
  memory[at + 2] = bend;
  memory[at + 3] = twist;
  memory[at + 4] = effects?.each ?? 0;
  for (let c = 0, to = at + 5; c < columns; c++, to += 4) {
    memory[to] = weights[c]!;
    memory[to + 1] = codes[c]!;
    memory[to + 2] = effects?.reach[c] ?? 0;
    memory[to + 3] = 4 * (effects?.reach[c] ?? 0);
  }
}

/** Where x, z, |z|² and |z²|² of points lie. */
export type PlacesAt = readonly [x: number, z: number, zz: number, qq: number];

/** Writes points in fours: of each four all values of the first column, then those of the second; zeros fill the last four up. */
export function putPlaces(
  memory: Float64Array,
  [x, z, zz, qq]: PlacesAt,
  places: Places,
  rows: number,
  columns: number,
): void {
  putFours(memory, x, places.x, rows, columns);
  putFours(memory, z, places.z, rows, columns);
  putFours(memory, zz, places.zz, rows, 1);
  putFours(memory, qq, places.qq, rows, 1);
}

function putFours(memory: Float64Array, at: number, values: Float64Array, rows: number, columns: number): void {
  if (rows % 4 > 0) memory.fill(0, at + (rows & ~3) * columns, at + padded(rows) * columns);
  for (let i = 0, from = 0; i < rows; i++) {
    const to = at + (i & ~3) * columns + (i & 3);
    for (let c = 0; c < columns; c++, from++) memory[to + 4 * c] = values[from]!;
  }
}
