import { normalQuantile } from '../../math/special.ts';

/** How losses are made fit for a process. */
export type WarpName = 'none' | 'half' | 'power';

/** Losses on a process's scale. */
export interface Warped {
  readonly name: WarpName;
  /** Mean 0, standard deviation 1; all zero where the losses are equal. */
  readonly targets: Float64Array;
  /** Logarithm of the slope of the warp at each loss; of the better half alone where the others are ranks. */
  readonly logSlopes: Float64Array;
}

/**
 * Losses warped, when they are first looked at: of several forms most asks want one.
 *
 * @param losses lower is better, finite; kept, so must not change
 */
export function warped(name: WarpName, losses: Float64Array): Warped {
  let known: Omit<Warped, 'name'> | null = null;
  const made = (): Omit<Warped, 'name'> => (known ??= warpedNow(name, losses));
  return {
    name,
    get targets() {
      return made().targets;
    },
    get logSlopes() {
      return made().logSlopes;
    },
  };
}

function warpedNow(name: WarpName, losses: Float64Array): Omit<Warped, 'name'> {
  const { values, unit } = scaled(losses);
  const { bent, logSlopes } = BENDS[name](values);
  const { targets, sd } = withSpread(bent);
  return { targets, logSlopes: logSlopes.map((slope) => slope - Math.log(sd) - Math.log(unit)) };
}

/** Mean 0, standard deviation 1; all zero where the values are equal. */
export function standardised(values: Float64Array): Float64Array {
  return withSpread(scaled(values).values).targets;
}

/** The middle of sorted values. */
export function middle(sorted: Float64Array): number {
  const n = sorted.length;
  return n % 2 === 1 ? sorted[(n - 1) / 2]! : 0.5 * sorted[n / 2 - 1]! + 0.5 * sorted[n / 2]!;
}

interface Bent {
  readonly bent: Float64Array;
  readonly logSlopes: Float64Array;
}

const BENDS: Readonly<Record<WarpName, (values: Float64Array) => Bent>> = {
  none: (values) => ({ bent: values, logSlopes: new Float64Array(values.length) }),
  half: halfRank,
  power: yeoJohnson,
};

/**
 * What is worse than the median is drawn in by rank.
 *
 * The better half keeps its distances; the worse half is spread below the median like the tail of a normal distribution
 * whose spread is that of the better half. So an outlier of 1e300 is only the last of the line.
 *
 * Source: the half-rank warp of Vizier, Song et al. 2024.
 */
function halfRank(values: Float64Array): Bent {
  const sorted = values.slice().sort();
  const median = middle(sorted);
  const unique = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const worse = unique.filter((value) => value > median);
  // In units of the better half: beside an outlier its squares would underflow. Rounding is no distance.
  const reach = median - sorted[0]!;
  const unit = reach > 1e-15 * Math.abs(median) ? reach : 1;
  const distance = (value: number): number => (unit === reach ? (value - median) / unit : 0);
  let sum = 0;
  let count = 0;
  for (const value of sorted) {
    if (value > median) break;
    sum += distance(value) * distance(value);
    count++;
  }
  const spread = Math.sqrt(sum / count) || 1;
  const place = new Map<number, number>();
  // Dense ranks from the worst; the median itself counts half where it is a value.
  const depth = worse.length + (unique.includes(median) ? 0.5 : 0);
  for (let i = 0; i < worse.length; i++)
    place.set(worse[i]!, -spread * normalQuantile((0.5 * (worse.length - i - 0.5)) / depth));
  return {
    bent: values.map((value) => place.get(value) ?? distance(value)),
    logSlopes: new Float64Array(values.length).fill(-Math.log(unit)),
  };
}

/** Exponents that are tried. */
const EXPONENTS = Array.from({ length: 33 }, (_, i) => -2 + i / 8);

/**
 * A power transformation that makes the values as normal as it can, in units of their inner spread.
 *
 * Source: Yeo and Johnson 2000, the exponent by maximum likelihood.
 */
function yeoJohnson(values: Float64Array): Bent {
  const n = values.length;
  const sorted = values.slice().sort();
  const median = middle(sorted);
  const spread = sorted[Math.floor(0.75 * (n - 1))]! - sorted[Math.floor(0.25 * (n - 1))]!;
  const unit = spread > 0 ? spread : 1;
  const centred = values.map((value) => (value - median) / unit);
  let best: Bent | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const exponent of EXPONENTS) {
    const bent = centred.map((value) => bend(value, exponent));
    const logSlopes = centred.map((value) => (exponent - 1) * Math.sign(value) * Math.log1p(Math.abs(value)));
    const sd = spreadOf(bent);
    if (!isSpread(sd)) continue; // nothing to see, or an outlier beyond what can be squared
    let likelihood = -n * Math.log(sd);
    for (const slope of logSlopes) likelihood += slope;
    if (!(likelihood > most)) continue;
    most = likelihood;
    best = { bent, logSlopes };
  }
  if (best === null) return { bent: values, logSlopes: new Float64Array(n) };
  const { bent, logSlopes } = best;
  return { bent, logSlopes: logSlopes.map((slope) => slope - Math.log(unit)) };
}

function bend(value: number, exponent: number): number {
  const power = value >= 0 ? exponent : 2 - exponent;
  const log = Math.log1p(Math.abs(value));
  const size = power === 0 ? log : Math.expm1(power * log) / power;
  return value >= 0 ? size : -size;
}

function withSpread(values: Float64Array): { readonly targets: Float64Array; readonly sd: number } {
  const sd = spreadOf(values);
  if (!isSpread(sd)) return { targets: new Float64Array(values.length), sd: 1 };
  const mean = meanOf(values);
  return { targets: values.map((value) => (value - mean) / sd), sd };
}

const isSpread = (sd: number): boolean => sd > 1e-15 && Number.isFinite(sd);

function spreadOf(values: Float64Array): number {
  const mean = meanOf(values);
  let variance = 0;
  for (const value of values) variance += ((value - mean) * (value - mean)) / values.length;
  return Math.sqrt(variance);
}

function meanOf(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return mean;
}

/** Divided by the largest one: squares of 1e300 would overflow. */
function scaled(values: Float64Array): { readonly values: Float64Array; readonly unit: number } {
  let unit = 0;
  for (const value of values) unit = Math.max(unit, Math.abs(value));
  return unit === 0 ? { values, unit: 1 } : { values: values.map((value) => value / unit), unit };
}
