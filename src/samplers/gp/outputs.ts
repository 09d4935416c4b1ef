import type { PriorOptions } from '../../models/gp/fit.ts';
import type { GaussianProcess } from '../../models/gp/process.ts';
import { middle, type Warped, warped, type WarpName } from '../../models/gp/warp.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import type { Features } from '../../space/features.ts';
import { localRows } from './local.ts';
import { drawnIn, drawnInAround } from './outlier.ts';
import { atOneStep } from './partial.ts';

/** One quantity that a process models: the trials that show it, and what they show. */
export interface Output {
  /** Names its fits in the notes: `loss:0`, `constraint:size`, `crash`. */
  readonly key: string;
  /** Trials, ascending. */
  readonly rows: readonly number[];
  /** How many there are in all: `rows` may be some of them. */
  readonly results: number;
  /** What they show, standardised; in several forms where a fit may choose. */
  readonly warps: readonly Warped[];
  /** Indices of the better half: where forms are compared. */
  readonly better: readonly number[];
  /** For a constraint or a crash: the largest target that is good. */
  readonly limit: number;
  /** What is believed of the process beside the settings. */
  readonly prior?: Partial<PriorOptions>;
}

/** What predicts: a process, or one on top of the models of earlier studies. */
export type Predictor = Pick<GaussianProcess, 'predict' | 'means' | 'gradient' | 'noise'>;

/** An output with its process, conditioned on what is known. */
export interface Modelled {
  readonly output: Output;
  readonly process: Predictor;
  /** The form of its targets that was chosen. */
  readonly form: Warped;
}

/** What a model expects of a configuration, on the scale of its targets. */
export function expectedAt({ process }: Modelled, features: Features, values: Float64Array) {
  const point = new Float64Array(features.layout.columns);
  const mean = new Float64Array(1);
  const sd = new Float64Array(1);
  features.write(point, 0, values);
  process.predict(mean, sd, point, 1);
  return { mean: mean[0]!, sd: sd[0]! };
}

/**
 * The objectives, lower is better; complete trials whose losses are not all finite are left out. Runs of different lengths, those that still run among
 * them, are compared at one step: see `atOneStep`.
 */
export function objectiveOutputs(evidence: Evidence, features: Features, names: readonly WarpName[]): Output[] {
  const { objectives } = evidence;
  const told = evidence.rows(STANDING.underway, STANDING.complete, STANDING.partial);
  const { rows: all, losses: known } = atOneStep(
    evidence,
    told.filter((row) => isNumber(evidence, row)),
  );
  const order = (i: number): number =>
    worst(evidence.violations[all[i]!]!, known.subarray(i * objectives, (i + 1) * objectives));
  const rows = localRows(all, order, evidence, features);
  const place = new Map(all.map((row, i) => [row, i]));
  return Array.from({ length: objectives }, (_, o): Output => {
    const values = Float64Array.from(rows, (row) => known[place.get(row)! * objectives + o]!);
    const median = middle(values.slice().sort());
    return {
      key: `loss:${o}`,
      rows,
      results: all.length,
      warps: objectives > 1 ? [warped('none', drawnIn(values))] : names.map((name) => warped(name, values)),
      better: rows.map((_, i) => i).filter((i) => values[i]! <= median),
      limit: Number.NaN,
    };
  });
}

/** Half of the results lie within this share of the way from the best one to the worst. */
const LEVEL = 0.1;

/** Is an objective flat as far as it is known, with the better half of the results close together and others far behind? */
export function isLevel({ warps }: Pick<Output, 'warps'>): boolean {
  const { targets } = warps.find(({ name }) => name === 'none') ?? warps[0]!;
  const sorted = targets.slice().sort();
  return middle(sorted) - sorted[0]! < LEVEL * (sorted[sorted.length - 1]! - sorted[0]!);
}

function isNumber({ objectives, losses, standing }: Evidence, row: number): boolean {
  if (standing[row] !== STANDING.complete) return true;
  return losses.subarray(row * objectives, (row + 1) * objectives).every(Number.isFinite);
}

/** One number that orders trials: the loss, infeasible ones last; with several objectives their sum. */
function worst(violation: number, losses: Float64Array): number {
  return violation > 0 ? Number.MAX_VALUE : losses.reduce((sum, loss) => sum + loss, 0);
}

const worstOf = ({ objectives, losses, violations }: Evidence, row: number): number =>
  worst(violations[row]!, losses.subarray(row * objectives, (row + 1) * objectives));

/**
 * The outcome constraints: values on a logarithmic scale on both sides of 0, in units of their spread.
 *
 * Source: the bilog transformation of Eriksson and Poloczek 2021.
 */
export function constraintOutputs(evidence: Evidence, features: Features): Output[] {
  return evidence.constraintKeys.flatMap((key): Output[] => {
    const value = (row: number): number => evidence.constraints.get(row)![key]!;
    const all = [...evidence.constraints.keys()]
      .filter((row) => Number.isFinite(value(row)) && evidence.standing[row]! >= STANDING.complete)
      .sort((a, b) => a - b);
    if (all.length === 0) return [];
    const rows = localRows(all, (i) => worstOf(evidence, all[i]!), evidence, features);
    const raw = drawnInAround(Float64Array.from(rows, value)).map(bilog);
    const { mean, sd } = moments(raw);
    return [{ key: `constraint:${key}`, rows, results: all.length, ...plain(raw, mean, sd), limit: (0 - mean) / sd }];
  });
}

/** A failure may be an accident, which says nothing of its neighbours: noise, and as much of it as it takes. */
const ACCIDENTS: Partial<PriorOptions> = { noiseCap: 1, logNoise: -1, logNoiseSd: 1 };

/** Trials that ended without a value against those with one; null while none has failed. */
export function crashOutput(evidence: Evidence, features: Features): Output | null {
  const { objectives, losses } = evidence;
  const all = evidence.rows(STANDING.complete, STANDING.partial, STANDING.failed);
  const isCrash = (row: number): boolean =>
    evidence.standing[row] === STANDING.failed ||
    (evidence.standing[row] === STANDING.complete &&
      !losses.subarray(row * objectives, (row + 1) * objectives).every(Number.isFinite));
  const rows = localRows(
    all,
    (i) => (isCrash(all[i]!) ? Number.MAX_VALUE : worstOf(evidence, all[i]!)),
    evidence,
    features,
  );
  const raw = Float64Array.from(rows, (row) => (isCrash(row) ? 1 : 0));
  if (!(raw.includes(0) && raw.includes(1))) return null;
  const { mean, sd } = moments(raw);
  return {
    key: 'crash',
    rows,
    results: all.length,
    ...plain(raw, mean, sd),
    limit: (0.5 - mean) / sd,
    prior: ACCIDENTS,
  };
}

/** The one form of values that are no objective's. */
export function plain(raw: Float64Array, mean: number, sd: number): Pick<Output, 'warps' | 'better'> {
  const targets = raw.map((value) => (value - mean) / sd);
  return { warps: [{ name: 'none', targets, logSlopes: new Float64Array(raw.length) }], better: [] };
}

const bilog = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value));

/** Mean and standard deviation, which is 1 where the values differ by rounding alone. */
export function moments(values: Float64Array): { readonly mean: number; readonly sd: number } {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += ((value - mean) * (value - mean)) / values.length;
  const sd = Math.sqrt(variance);
  return { mean, sd: sd > 1e-12 * Math.abs(mean) ? sd : 1 };
}
