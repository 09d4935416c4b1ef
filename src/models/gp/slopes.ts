import type { Kernel, Places } from '../../math/kernel.ts';
import { SUMS } from '../../math/conditioned.ts';
import type { Layout } from '../../math/layout.ts';

/**
 * Gradients of a mean and of a standard deviation by the columns of a point; 0 for codes.
 *
 * @param sums what `Posterior.slopes` found
 */
export function gradientsFrom(
  sums: Float64Array,
  own: Places,
  { columns, codes, stretch }: Layout,
  { weights, slope, bend, twist, effects }: Kernel,
  sd: number,
  byMean: Float64Array,
  bySd: Float64Array,
): void {
  const length = own.zz[0]!;
  const bow = bend - twist;
  for (let c = 0, at = SUMS; c < columns; c++, at += SUMS) {
    byMean[c] = 0;
    bySd[c] = 0;
    if (codes[c] !== 1) {
      const u = own.z[c]!;
      const part = (of: number): number =>
        2 * weights[c]! * sums[at + of]! + stretch[c]! * (sums[at + 2 + of]! + 2 * bow * u * sums[at + 4 + of]!);
      const prior = 2 * u * slope + 4 * u * u * u * bow + 4 * twist * length * u;
      byMean[c] = part(0);
      bySd[c] = (0.5 * stretch[c]! * prior - part(1)) / sd;
    }
    const reach = effects?.reach[c] ?? 0;
    if (reach === 0) continue;
    const steep = -20 * effects!.each * reach;
    byMean[c]! += steep * sums[at + 6]!;
    bySd[c]! -= (steep * sums[at + 7]!) / sd;
  }
}
