import { quantile } from '../../math/statistics.ts';
import { standardised } from '../../models/gp/warp.ts';
import type { Evidence } from './evidence.ts';

/** How far beyond the middle half of the results a value still counts as it is, in widths of that half. Source: Tukey 1977, "far out". */
const REACH = 3;

/**
 * The results of the first objective as a model wants them: mean 0, standard deviation 1, and what lies far off on the worse side
 * drawn in, so that one run that went astray is not all that there is to explain.
 */
export function targetsOf({ losses, objectives, count }: Evidence): Float64Array {
  const own = Float64Array.from({ length: count }, (_, i) => losses[i * objectives]!);
  const [low, high] = [quantile(own, 0.25), quantile(own, 0.75)];
  const most = high + REACH * (high - low);
  return standardised(high > low && most < Number.POSITIVE_INFINITY ? own.map((loss) => Math.min(most, loss)) : own);
}
