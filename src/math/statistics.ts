import { index, type Random } from './random.ts';
import { normalCdf } from './special.ts';

/** The arithmetic mean; NaN for nothing. */
export function mean(sample: ArrayLike<number>): number {
  return sum(sample) / sample.length;
}

/** The sample variance (n − 1); NaN for fewer than two. */
export function variance(sample: ArrayLike<number>): number {
  const centre = mean(sample);
  let squares = 0;
  for (let i = 0; i < sample.length; i++) squares += (sample[i]! - centre) ** 2;
  return sample.length < 2 ? Number.NaN : squares / (sample.length - 1);
}

/** The geometric mean of numbers that are each at least `floor` (lower ones count as `floor`, which must be above 0). */
export function geometricMean(sample: ArrayLike<number>, floor: number): number {
  let logs = 0;
  for (let i = 0; i < sample.length; i++) logs += Math.log(Math.max(floor, sample[i]!));
  return Math.exp(logs / sample.length);
}

/**
 * The number below which a share `p` of the sample lies, interpolated between neighbours; NaN for nothing.
 *
 * @param p in [0, 1]; 0.5 is the median
 * Source: Hyndman and Fan 1996, definition 7, as in NumPy.
 */
export function quantile(sample: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(sample).sort();
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [sorted[below] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return a === b ? a : a + (at - below) * (b - a);
}

/** The middle of the sample; NaN for nothing. */
export const median = (sample: ArrayLike<number>): number => quantile(sample, 0.5);

/** Ranks from 1; equal numbers share the mean of their ranks. NaN counts as the largest. */
export function ranks(sample: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: sample.length }, (_, i) => i);
  const key = (i: number): number => (Number.isNaN(sample[i]!) ? Number.POSITIVE_INFINITY : sample[i]!);
  order.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const made = new Float64Array(sample.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && key(order[to]!) === key(order[from]!)) to++;
    for (let i = from; i < to; i++) made[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return made;
}

/** Spearman's rank correlation in [−1, 1]; NaN where either sample is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [ranks(x), ranks(y)];
  const centre = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xy += (a[i]! - centre) * (b[i]! - centre);
    xx += (a[i]! - centre) ** 2;
    yy += (b[i]! - centre) ** 2;
  }
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** What a test of paired differences is asked: are they below zero, above zero, or either? */
export type Alternative = 'less' | 'greater' | 'two-sided';

/** Largest number of differences for which the distribution is counted out. */
const EXACT = 50;

/**
 * Wilcoxon's signed-rank test: the probability of differences at least this far from zero if they were symmetric about it.
 *
 * Differences of 0 are left out. Exact for up to 50 without ties, else the normal approximation with correction for
 * ties, and none for continuity. 1 where nothing is left.
 * Source: Wilcoxon 1945; as scipy's `wilcoxon(zero_method='wilcox')`.
 */
export function wilcoxon(differences: ArrayLike<number>, alternative: Alternative): number {
  const kept = Array.from(differences).filter((difference) => difference !== 0);
  const n = kept.length;
  if (n === 0) return 1;
  const of = ranks(kept.map(Math.abs));
  const positive = kept.reduce((total, difference, i) => (difference > 0 ? total + of[i]! : total), 0);
  const hasTies = new Set(of).size < n;
  const tails = hasTies || n > EXACT ? approximateTails(positive, of) : exactTails(positive, n);
  return oneOf(alternative, tails);
}

/** The sign test: the probability of signs at least this one-sided if both were equally likely. Zeros are left out. */
export function signTest(differences: ArrayLike<number>, alternative: Alternative): number {
  const signs = Array.from(differences).filter((difference) => difference !== 0);
  const positive = signs.filter((difference) => difference > 0).length;
  const n = signs.length;
  const [less, greater] = [binomialTail(n, n - positive), binomialTail(n, positive)];
  return oneOf(alternative, { less, greater });
}

/** An interval and the estimate inside it. */
export interface Interval {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/**
 * A percentile bootstrap interval of a statistic of n things that are drawn again with repeats.
 *
 * @param statistic from the indices drawn, each in 0 … n − 1
 * @param level     share of resamples inside the interval, such as 0.95
 * Cost O(resamples · n). Source: Efron 1979.
 */
export function bootstrap(
  n: number,
  statistic: (indices: Int32Array) => number,
  stream: Random,
  { resamples = 2000, level = 0.95 }: { readonly resamples?: number; readonly level?: number } = {},
): Interval {
  const indices = Int32Array.from({ length: n }, (_, i) => i);
  const estimate = statistic(indices);
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) indices[i] = index(stream, n);
    drawn[r] = statistic(indices);
  }
  return { low: quantile(drawn, (1 - level) / 2), estimate, high: quantile(drawn, (1 + level) / 2) };
}

interface Tails {
  readonly less: number;
  readonly greater: number;
}

function oneOf(alternative: Alternative, { less, greater }: Tails): number {
  return alternative === 'two-sided'
    ? Math.min(1, 2 * Math.min(less, greater))
    : alternative === 'less'
      ? less
      : greater;
}

/** Of all 2^n signs of the ranks 1 … n, how many have this rank sum: counted rank by rank, as shares of 2^n. */
function exactTails(positive: number, n: number): Tails {
  const shares = new Float64Array((n * (n + 1)) / 2 + 1);
  shares[0] = 1;
  for (let rank = 1, top = 0; rank <= n; rank++) {
    top += rank;
    for (let s = top; s >= 0; s--) shares[s] = 0.5 * (shares[s]! + (s >= rank ? shares[s - rank]! : 0));
  }
  return { less: sum(shares.subarray(0, positive + 1)), greater: sum(shares.subarray(positive)) };
}

function approximateTails(positive: number, of: Float64Array): Tails {
  const n = of.length;
  const sizes = new Map<number, number>();
  for (const rank of of) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  const ties = [...sizes.values()].reduce((total, t) => total + t * (t * t - 1), 0);
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  const z = (positive - (n * (n + 1)) / 4) / sd;
  return { less: normalCdf(z), greater: normalCdf(-z) };
}

/** Probability of at least k heads in n throws of a fair coin. */
function binomialTail(n: number, k: number): number {
  let log = -n * Math.LN2; // ln of the probability of i heads, from i = 0 on
  let total = 0;
  for (let i = 0; i <= n; i++) {
    if (i >= k) total += Math.exp(log);
    log += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, total);
}

function sum(sample: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < sample.length; i++) total += sample[i]!;
  return total;
}
