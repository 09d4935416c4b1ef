/** How far beyond the middle half of the values, in units of its width, a value says no more than that it is bad. */
const ABSURD = 1e6;

/**
 * Values with those that are absurdly bad drawn in to the worst of the others: beside a loss of 1e300 all others would be the same.
 * Better values stay as they are, and so does everything where no value is absurd.
 */
export function drawnIn(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const high = quartile(0.75);
  const most = high + ABSURD * (high - quartile(0.25));
  if (!(most > high) || sorted[sorted.length - 1]! <= most) return values;
  const worst = sorted.findLast((value) => value <= most)!;
  return values.map((value) => Math.min(value, worst));
}
