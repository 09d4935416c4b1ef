import { exp, log } from '../math/elementary.ts';
import type { Random } from '../math/random.ts';

/** What is believed of a search before it has shown anything. */
interface Belief {
  /** Gamma distribution of the pace, in records of a search that does not learn: shape, and rate. */
  readonly shape: number;
  readonly rate: number;
  /** By how much each record shrinks what is left to gain; 0 = not at all. */
  readonly shrink: number;
  /** The share of results whose spacings say how large a record is. */
  readonly share: number;
}

/** Found on development seeds: see docs/explain/spending.md. */
const GUIDED: Belief = { shape: 2, rate: 1, shrink: 0, share: 0.3 };
const DRAWN: Belief = { shape: 4, rate: 4, shrink: 0.5, share: 0.2 };

/** Spacings that are looked at, at least. */
const LEAST = 2;

/**
 * Draws of what further trials gain, by the records of the search so far alone.
 *
 * Of n draws from any one distribution the n-th is a record with chance 1/n: after n trials records come like a Poisson process in
 * the logarithm of the number of trials. A search that learns has another pace c: the records among the second half of the
 * trials show it, Gamma(a + k, b + ln 2). How much a record gains is told by the spacings between the best results, which for
 * an exponential tail of scale σ are Exp(σ/i) between the i-th and the next: σ is inverse gamma. Each record may shrink what is left, as where
 * there is a best value that nothing beats; and no draw gains more than what lies between the best and the middle result.
 *
 * Source: Rényi 1962 (records); Rényi 1953 (spacings).
 *
 * @param losses of all trials in their order, NaN = no result; lower is better
 * @param horizons numbers of further trials, ascending
 * @returns for each horizon the gains, by draw; a draw never falls from one horizon to the next
 */
export function recordGains(
  losses: ArrayLike<number>,
  horizons: readonly number[],
  isGuided: boolean,
  draws: number,
  stream: Random,
): readonly Float64Array[] {
  const gains = horizons.map(() => new Float64Array(draws));
  const n = losses.length;
  const { shape, rate, shrink, share } = isGuided ? GUIDED : DRAWN;
  const middle = Math.floor(n / 2);
  const { sum, count, most } = spacings(losses, share);
  if (!(sum > 0)) return gains;
  const pace = shape + recordsFrom(losses, middle);
  const spans = horizons.map((horizon) => log((n + horizon) / n));
  for (let d = 0; d < draws; d++) {
    const own = stream.fork(d); // so that no horizon changes another one's draws
    const c = gamma(pace, own) / (rate + log(n / middle));
    const scale = Math.min(Number.MAX_VALUE, sum / gamma(count + 1, own));
    let size = 0; // in units of the scale
    let next = exponential(own) / c;
    for (let h = 0; h < spans.length; h++) {
      for (; next < spans[h]!; next += exponential(own) / c) size += exponential(own);
      gains[h]![d] = Math.min(most, scale * (shrink === 0 ? size : (1 - exp(-shrink * size)) / shrink));
    }
  }
  return gains;
}

/** Records at the trials from one on. */
function recordsFrom(losses: ArrayLike<number>, from: number): number {
  let best = Number.POSITIVE_INFINITY;
  let count = 0;
  for (let i = 0; i < losses.length; i++) {
    if (!(losses[i]! < best)) continue;
    best = losses[i]!;
    if (i >= from) count++;
  }
  return count;
}

/** What the spacings among the best results say. Equal results count once. */
interface Spacings {
  /** The sum of i times the i-th, and how many they are. */
  readonly sum: number;
  readonly count: number;
  /** From the best result to the middle one: more than that is not believed to be gained. */
  readonly most: number;
}

function spacings(losses: ArrayLike<number>, share: number): Spacings {
  const sorted = Float64Array.from(losses)
    .filter(Number.isFinite)
    .sort()
    .filter((value, i, all) => i === 0 || value !== all[i - 1]);
  const last = sorted.length - 1;
  if (last < 1) return { sum: 0, count: 0, most: 0 };
  const count = Math.min(last, Math.max(LEAST, Math.ceil(share * sorted.length)));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (i + 1) * (sorted[i + 1]! - sorted[i]!);
  const most = sorted[Math.ceil(last / 2)]! - sorted[0]!;
  return { sum: Math.min(sum, Number.MAX_VALUE), count, most: Math.min(most, Number.MAX_VALUE) };
}

const exponential = (stream: Random): number => -log(stream.uniform());

/** A draw of the gamma distribution of rate 1. Source: Marsaglia and Tsang 2000. @param shape at least 1 */
function gamma(shape: number, stream: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(stream.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}
