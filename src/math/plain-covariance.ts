import { type Kernel, type Places, trendCovariance } from './kernel.ts';
import { effectsOf } from './main-effects.ts';
import { matern52, squaredDistances } from './matern.ts';

/** `covariances` in JavaScript. */
export function plainCovariances(
  kernel: Kernel,
  a: Places,
  rowsA: number,
  b: Places,
  rowsB: number,
  out: Float64Array,
): void {
  const { columns, weights, codes, signal, effects } = kernel;
  squaredDistances(a.x, rowsA, b.x, rowsB, columns, weights, out, codes);
  matern52(out, rowsA * rowsB, signal, out);
  for (let i = 0, at = 0; i < rowsA; i++)
    for (let j = 0; j < rowsB; j++, at++) {
      let apart = 0;
      let squaresApart = 0;
      for (let c = 0; c < columns; c++) {
        const u = a.z[i * columns + c]!;
        const v = b.z[j * columns + c]!;
        apart += (u - v) * (u - v);
        squaresApart += (u * u - v * v) * (u * u - v * v);
      }
      // A product from a distance: |u|² + |v|² − |u − v|² = 2·u·v.
      const zz = 0.5 * (a.zz[i]! + b.zz[j]! - apart);
      const qq = 0.5 * (a.qq[i]! + b.qq[j]! - squaresApart);
      out[at]! += trendCovariance(kernel, zz, qq);
      if (effects !== null)
        out[at]! += effects.each * effectsOf(a.x, i * columns, b.x, j * columns, columns, effects.reach);
    }
}
