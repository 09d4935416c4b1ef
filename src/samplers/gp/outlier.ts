/** How far beyond the middle half of the values, in units of its width, a value says no more than that it is bad. */
const ABSURD = 1e6;

/**
 * Values with those that are absurdly bad drawn in to the worst of the others: beside a loss of 1e300 all others would be the same.
 * Better values stay as they are, and so does everything where no value is absurd.
 *
 * @param keepsSign values that are drawn in stay above 0: by the width of the middle half, where no other is
 */
export function drawnIn(values: Float64Array, keepsSign = false): Float64Array {
  const sorted = values.slice().sort();
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  const high = quartile(0.75);
  const width = high - quartile(0.25);
  const most = high + ABSURD * width;
  if (!(most > high) || sorted[sorted.length - 1]! <= most) return values;
  const worst = sorted.findLast((value) => value <= most)!;
  const limit = keepsSign && worst <= 0 ? width : worst;
  return values.map((value) => (value <= most ? value : limit));
}

/** The same on both sides of 0, the limit of a constraint: what misses it misses it still, and what meets it meets it. */
export function drawnInAround(values: Float64Array): Float64Array {
  const turned = drawnIn(values, true).map((value) => -value);
  return drawnIn(turned, true).map((value) => -value);
}
