import { VernierError } from '../errors.ts';
import { isFeasible } from '../history/best.ts';
import { confirmsOf } from '../history/repeats.ts';
import { isTrained } from '../history/population.ts';
import { type HistoryView, STATE_CODE } from '../history/view.ts';
import { random } from '../math/random.ts';
import { isSquarable } from '../math/squarable.ts';
import { nodeValues, type SearchSpace } from '../space/nodes.ts';
import { Paths, type Results } from './paths.ts';
import { recordGains } from './records.ts';

/** What some more trials of a study are expected to gain. */
export interface Outlook {
  /** How many trials more. */
  readonly trials: number;
  /** Expected gain: how much better the best value becomes, at least 0, in the objective's unit. */
  readonly gain: number;
  /** With a chance of 80 % the gain lies within these ends, both included. */
  readonly low: number;
  readonly high: number;
  /** The chance of any gain, in [0, 1]. */
  readonly chance: number;
  /** Seconds of computing that these trials take, as those so far did; null where no trial says how long it took. */
  readonly seconds: number | null;
  /** Gain by hour of computing; null where that is not known. */
  readonly perHour: number | null;
  /** What these trials cost, and the gain by unit of money; null where no price is known. */
  readonly cost: number | null;
  readonly perCost: number | null;
}

/** What going on with a study would bring. */
export interface Forecast {
  /** Results that it rests on. */
  readonly results: number;
  /** By numbers of trials, ascending; empty where there is no forecast. */
  readonly outlooks: readonly Outlook[];
  /** What it was made from; null where there is none. */
  readonly by: 'records' | 'records and model' | null;
  /** Why there is no forecast; null where there is one. */
  readonly reason: string | null;
}

/** What a forecast needs beside the history. */
export interface ForecastOptions {
  /** The study's. */
  readonly seed: number;
  /** The declared space; null = there is none, and records alone are looked at. */
  readonly space: SearchSpace | null;
  /** Does the sampler learn from results? Not so: `random`, `quasiRandom`, `grid`. Default true. */
  readonly isGuided?: boolean;
  /** Numbers of further trials, at least 1 each. Default 10, 25, 50, 100. */
  readonly trials?: readonly number[];
  /** How many members the study's population has; null or left out = it is none. */
  readonly population?: number | null;
  /** What a trial costs on average, in the study's currency; null = not known. */
  readonly costPerTrial?: number | null;
}

/** Results that a forecast needs at least. */
export const LEAST_RESULTS = 5;

const HORIZONS = [10, 25, 50, 100];

/** Draws from the records, and from the model: each of these counts for several. */
const DRAWS = 1024;
const PATHS = 128;

/** The share of the band, and the chance of no gain from which the band begins there. */
const COVERED = 0.8;
const BELOW = (1 - COVERED) / 2;

/**
 * What the next trials of a study are expected to gain, with a band that holds the true gain in about 80 of 100 cases.
 *
 * The same history gives the same forecast. Where a model can be made (a declared space, a sampler that learns, no constraints on
 * results), half of the draws are paths of a Gaussian process; the others, or all, follow the rate and the size of the records so
 * far. What fails when, and how it was calibrated: docs/explain/spending.md.
 *
 * @throws `config-invalid` for numbers of further trials that are none
 */
export function forecast(history: HistoryView, options: ForecastOptions): Forecast {
  const horizons = horizonsOf(options.trials);
  const found = resultsOf(history);
  const { results } = found;
  const reason = reasonAgainst(history, found, options.population ?? null);
  if (reason !== null) return { results, outlooks: [], by: null, reason };
  const stream = random(options.seed).fork('forecast').fork(found.losses.length);
  const { isGuided = true, space, costPerTrial = null } = options;
  const byRecords = recordGains(found.losses, horizons, isGuided, DRAWS, stream.fork('records'));
  const modelled = isGuided && space !== null ? modelledResults(history, found.rows, space) : null;
  const paths = modelled === null ? null : new Paths(space!, modelled, PATHS, stream.fork('model'));
  const seconds = meanSeconds(history);
  const outlooks = horizons.map((trials, h) => {
    const draws = paths === null ? byRecords[h]! : pooled(byRecords[h]!, paths.gains(trials));
    const gain = meanOf(draws);
    const time = seconds === null ? null : trials * seconds;
    const cost = costPerTrial === null ? null : trials * costPerTrial;
    return {
      trials,
      gain,
      ...bandOf(draws),
      seconds: time,
      perHour: rate(3600 * gain, time),
      cost,
      perCost: rate(gain, cost),
    };
  });
  return { results, outlooks, by: paths === null ? 'records' : 'records and model', reason: null };
}

/** Does `forecast` say what more trials would gain? This does not work it out. Cost O(size). */
export const isForeseen = (history: HistoryView, population: number | null): boolean =>
  reasonAgainst(history, resultsOf(history), population) === null;

/** Why there is no forecast; null = there is one. */
function reasonAgainst(history: HistoryView, found: Found, population: number | null): string | null {
  if (isTrained(history, population)) return TRAINED;
  if (history.objectives.length > 1)
    return 'There is no forecast for several objectives: the gain would be of a front, not of a value.';
  if (found.best === Number.NEGATIVE_INFINITY) return 'the best result is infinite, and nothing can be better.';
  if (Number.isFinite(found.best) && !isSquarable(found.best))
    return 'the best result is so large a number that no gain beyond it can be told.';
  if (found.results < LEAST_RESULTS)
    return `too few results: ${fewWords(found)}; a forecast needs at least ${LEAST_RESULTS}.`;
  return null;
}

/** Ascending, each once. */
function horizonsOf(trials: readonly number[] = HORIZONS): readonly number[] {
  const isFit = Array.isArray(trials) && trials.every((count) => Number.isSafeInteger(count) && count >= 1);
  if (isFit) return [...new Set(trials)].sort((a, b) => a - b);
  throw new VernierError(
    'config-invalid',
    `trials is ${inspected(trials)}; expected a list of whole numbers of at least 1.`,
    { hint: 'Write trials: [10, 50] for example.' },
  );
}

/** JSON, but for what is no number: that would be null. */
const inspected = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(String).join(', ')}]` : JSON.stringify(value);

const fewWords = ({ results, beyond }: Found): string =>
  beyond === 0
    ? String(results)
    : `${results}, beside ${beyond} that ${beyond === 1 ? 'is' : 'are'} too large to be reckoned with`;

/** Seconds that a trial has taken on average; null where none says. */
export function meanSeconds(history: HistoryView): number | null {
  let [sum, count] = [0, 0];
  for (const row of endedRows(history)) {
    const seconds = history.seconds[row]!;
    if (!Number.isFinite(seconds)) continue;
    sum += Math.max(0, seconds);
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** Rows of trials that have ended: not those that run, wait, are paused or were removed. Ascending. */
export function* endedRows({ size, states }: HistoryView): Generator<number> {
  for (let row = 0; row < size; row++) if (isEnded(states[row]!)) yield row;
}

/** Trials that have ended, in their order. */
interface Found {
  /** NaN where there is no value, or one that does not count: pruned, failed, constraints not met, beyond what has a spread. */
  readonly losses: Float64Array;
  /** Rows of those that count. */
  readonly rows: readonly number[];
  /** How many count. */
  readonly results: number;
  /** How many are feasible results, but beyond what has a spread. */
  readonly beyond: number;
  /** The least loss of all that are feasible, whatever its size; +∞ where there is none. */
  readonly best: number;
}

function resultsOf(history: HistoryView): Found {
  const losses: number[] = [];
  const rows: number[] = [];
  let beyond = 0;
  let best = Number.POSITIVE_INFINITY;
  const k = history.objectives.length;
  for (const row of endedRows(history)) {
    if (confirmsOf(history, row) !== null) continue;
    const loss = history.losses[row * k]!;
    const isResult = isFeasible(history, row);
    if (isResult && loss < best) best = loss;
    const counts = isResult && isSquarable(loss);
    losses.push(counts ? loss : Number.NaN);
    if (counts) rows.push(row);
    else if (isResult) beyond++;
  }
  return { losses: Float64Array.from(losses), rows, results: rows.length, beyond, best };
}

const isEnded = (state: number): boolean => state >= STATE_CODE.complete && state <= STATE_CODE.failed;

/** What the model is made from; null where it would not know what limits the results, or there is nothing to tell apart. */
function modelledResults(history: HistoryView, rows: readonly number[], space: SearchSpace): Results | null {
  if (history.violations.subarray(0, history.size).some((violation) => violation > 0)) return null;
  const losses = Float64Array.from(rows, (row) => history.losses[row]!);
  if (losses.every((loss) => loss === losses[0])) return null;
  const configurations = rows.map((row) => nodeValues(space, (name) => history.columns.get(name)?.values[row]));
  // A trial that belongs to no point of the space: of another program, or from before the space was changed.
  const isWhole = configurations.every((values) => values.some((value) => !Number.isNaN(value)));
  return isWhole ? { configurations, losses } : null;
}

/** Nothing for whatever it takes is 0; something for nothing has no rate. */
function rate(gain: number, spent: number | null): number | null {
  if (spent === null || (spent === 0 && gain > 0)) return null;
  return gain === 0 ? 0 : Math.min(Number.MAX_VALUE, gain / spent);
}

function pooled(records: Float64Array, paths: Float64Array): Float64Array {
  const times = records.length / paths.length;
  return Float64Array.from({ length: 2 * records.length }, (_, i) =>
    i < records.length ? records[i]! : paths[Math.floor((i - records.length) / times)]!,
  );
}

function bandOf(draws: Float64Array): Pick<Outlook, 'low' | 'high' | 'chance'> {
  const sorted = draws.slice().sort();
  const nothing = sorted.findLastIndex((gain) => gain <= 0) + 1;
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  // Where no gain is likely the band begins with it, and ends where 80 % are in it.
  const [low, high] = nothing > BELOW * sorted.length ? [0, at(COVERED)] : [at(BELOW), at(1 - BELOW)];
  return { low, high, chance: 1 - nothing / sorted.length };
}

function meanOf(draws: Float64Array): number {
  let mean = 0;
  for (const gain of draws) mean += gain / draws.length;
  return Math.min(Number.MAX_VALUE, mean);
}

const TRAINED =
  'the population is complete, for all its members have come to their end. Further trials come of a new study.';
