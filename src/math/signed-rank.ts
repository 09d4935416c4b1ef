import { normalCdf } from './special.ts';
import { ranks } from './statistics.ts';

/**
 * Wilcoxon's signed-rank test, one-sided: the probability of differences at least this far above zero if they were symmetric
 * about it.
 *
 * Differences of 0 count half as positive and half as negative. Exact by counting all signs for up to 50 differences, or up to 13
 * where some are equal in size or 0; else the normal approximation with correction for ties, and none for continuity.
 * Source: Wilcoxon 1945; as scipy's `wilcoxon(alternative='greater', zero_method='zsplit')`.
 *
 * @param differences finite; NaN is answered for none
 */
export function signedRankTest(differences: ArrayLike<number>): number {
  const n = differences.length;
  const of = ranks(Array.from(differences, Math.abs));
  let positive = 0;
  const movable: number[] = []; // twice the ranks of what is not 0: whole numbers, ties included
  for (let i = 0; i < n; i++) {
    if (differences[i] !== 0) movable.push(2 * of[i]!);
    if (differences[i]! > 0) positive += 2 * of[i]!;
  }
  const hasTies = movable.length < n || new Set(of).size < n;
  if (!hasTies && n <= 50) return tailsWithoutTies(n)[positive / 2]!;
  if (n <= 13) return tailsOf(movable)[positive]!;
  const zeros = of.reduce((total, rank, i) => (differences[i] === 0 ? total + rank : total), 0);
  return normalCdf(-score(of, positive / 2 + zeros / 2));
}

/** By number of differences: what is asked for again and again, and the same for all. */
const known: Float64Array[] = [];

const tailsWithoutTies = (n: number): Float64Array =>
  (known[n] ??= tailsOf(Array.from({ length: n }, (_, i) => i + 1)));

/** Of all choices of these whole numbers, the share whose sum is at least s, for every s: counted number by number. */
function tailsOf(numbers: readonly number[]): Float64Array {
  const shares = new Float64Array(numbers.reduce((total, number) => total + number, 0) + 1);
  shares[0] = 1;
  let top = 0;
  for (const number of numbers) {
    top += number;
    for (let s = top; s >= 0; s--) shares[s] = 0.5 * (shares[s]! + (s >= number ? shares[s - number]! : 0));
  }
  for (let s = top - 1; s >= 0; s--) shares[s] = Math.min(1, shares[s]! + shares[s + 1]!);
  return shares;
}

/** Standard deviations that a sum of positive ranks lies above its mean. */
function score(of: Float64Array, positive: number): number {
  const n = of.length;
  const sizes = new Map<number, number>();
  for (const rank of of) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  let ties = 0;
  for (const size of sizes.values()) ties += size * (size * size - 1);
  return (positive - (n * (n + 1)) / 4) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
}
