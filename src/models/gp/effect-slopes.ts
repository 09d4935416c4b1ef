import type { Effects, Places } from '../../math/kernel.ts';
import { bump } from '../../math/plain-main-effects.ts';
import type { Columns, RowWeights } from './slopes.ts';

/** Adds the main effects' covariances of a point with the rows. */
export function addEffects(own: Places, { rows, x }: Columns, { each, reach }: Effects, near: Float64Array): void {
  for (let c = 0; c < reach.length; c++) {
    const here = own.x[c]!;
    const unit = reach[c]!;
    if (unit === 0) continue;
    for (let i = 0, at = c * rows; i < rows; i++, at++) near[i]! += each * bump(Math.abs(here - x[at]!) * unit);
  }
}

/** Adds what the main effects do to the gradients that `slopesAt` has found. */
export function addEffectSlopes(
  own: Places,
  { rows, x }: Columns,
  { ofMean, ofExplained }: RowWeights,
  { each, reach }: Effects,
  sd: number,
  byMean: Float64Array,
  bySd: Float64Array,
): void {
  for (let c = 0; c < reach.length; c++) {
    const here = own.x[c]!;
    const unit = reach[c]!;
    if (unit === 0) continue;
    let mean = 0;
    let explained = 0;
    for (let i = 0, at = c * rows; i < rows; i++, at++) {
      const apart = (here - x[at]!) * unit;
      const u = 1 - Math.abs(apart);
      if (u <= 0) continue;
      const slope = apart * (u * u * u);
      mean += ofMean[i]! * slope;
      explained += ofExplained[i]! * slope;
    }
    const steep = -20 * each * unit;
    byMean[c]! += steep * mean;
    bySd[c]! -= (steep * explained) / sd;
  }
}
