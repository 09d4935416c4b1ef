import { VernierError } from '../errors.ts';
import { type JudgedCurve, judgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { SortedNumbers } from '../math/sorted.ts';
import {
  checkNumber,
  checkWholeNumbers,
  isInfeasible,
  isWhole,
  oneSeries,
  type Pruner,
  type PrunerRun,
} from './pruner.ts';
import { directionOf, lossWords, numberWords, ordinal } from './words.ts';

/** What `wandbHyperband` can be told. */
export interface WandbHyperbandOptions {
  /** Values of the first band; the others follow by `eta`. Default 3, where `maxIter` is not given; not beside it. */
  readonly minIter?: number | null;
  /** Values of a whole trial, divided by `eta` again and again for the bands. Default null: they go up from `minIter`. */
  readonly maxIter?: number | null;
  /** With `maxIter`: at most so many bands. Default null: as many as there are. */
  readonly s?: number | null;
  /** One in so many trials is good enough at a band. Above 1, default 3. */
  readonly eta?: number;
  /** Judge by the value at the band, not by the best so far. Default false. */
  readonly strict?: boolean;
}

/**
 * The early termination of W&B sweeps, `early_terminate: { type: hyperband }`, to the letter: a kind of successive halving that
 * only stops.
 *
 * Bands are numbers of values, not steps: `minIter`, `minIter` · eta, …, or `maxIter` divided by eta, at most `s` times. What a
 * trial told at a band is its so-many-th finite value, in the order of steps. At the largest band that a trial has reached it is
 * stopped where its best value (`strict`: its value at the band) is worse than the ⌊n/eta⌋-th best, counted from 0, of all n trials
 * that have come there, whatever became of them. Ties survive. It is judged at every report: thresholds tighten as trials come,
 * and strictly a trial may be stopped for an old value when its last is the best of all.
 * Source: the engine of W&B sweeps (MIT licence); their documentation gives `strict` as false by default.
 *
 * @throws `parameter-invalid` for options that are no numbers in range, or leave no band.
 */
export function wandbHyperband(options: WandbHyperbandOptions = {}): Pruner {
  const { maxIter, s, eta, strict } = { maxIter: null, s: null, eta: 3, strict: false, ...options };
  checkEither(options);
  const minIter = maxIter === null ? (options.minIter ?? 3) : null;
  const given = Object.entries({ minIter, maxIter, s }).filter(
    (option): option is [string, number] => option[1] !== null,
  );
  checkWholeNumbers('wandbHyperband', Object.fromEntries(given), { minIter: 1, maxIter: 1, s: 1 });
  checkNumber('wandbHyperband', 'eta', eta, 1, Number.POSITIVE_INFINITY);
  const bands = eta === 1 ? [] : maxIter === null ? upFrom(minIter!, eta) : downFrom(maxIter, eta, s);
  if (bands.length === 0)
    throw new VernierError(
      'parameter-invalid',
      eta === 1
        ? 'wandbHyperband: eta is 1; expected a number above 1.'
        : `wandbHyperband: maxIter ${maxIter} divided by eta ${eta} is below 1, so there is no band.`,
      { details: { option: 'eta' }, hint: 'Leave eta out for 3, and give the values of a whole trial as maxIter.' },
    );
  return {
    name: 'wandbHyperband',
    options: { minIter, maxIter, s, eta, strict },
    start: (problem) => new WandbHyperbandRun(problem, bands, eta, strict),
  };
}

/** Bands go up from `minIter`, or down from `maxIter`, as in W&B's schema. */
function checkEither({ minIter = null, maxIter = null, s = null }: WandbHyperbandOptions): void {
  const odd = minIter !== null && maxIter !== null ? 'maxIter' : s !== null && maxIter === null ? 's' : null;
  if (odd === null) return;
  throw new VernierError(
    'parameter-invalid',
    odd === 's'
      ? `wandbHyperband: s is ${s} without maxIter; expected both, for s counts the bands below maxIter.`
      : `wandbHyperband: minIter is ${minIter} and maxIter is ${maxIter}; expected one of them: bands go up from minIter, or down from maxIter.`,
    { details: { option: odd }, hint: odd === 's' ? 'Give maxIter, or leave s out.' : 'Leave one of them out.' },
  );
}

/** W&B's number of bands where there is no end. */
const MOST_BANDS = 100;

function upFrom(minIter: number, eta: number): readonly number[] {
  const bands = new Set<number>();
  for (let i = 0, band = minIter; i < MOST_BANDS; i++, band *= eta) bands.add(Math.trunc(band));
  return [...bands];
}

function downFrom(maxIter: number, eta: number, s: number | null): readonly number[] {
  const bands = new Set<number>();
  for (let i = 0, band = maxIter / eta; i < (s ?? Number.POSITIVE_INFINITY) && band >= 1; i++, band /= eta)
    bands.add(Math.trunc(band));
  return [...bands].toReversed();
}

/** What is known of one trial. */
interface Reached {
  /** Loss at each band that it has come to, from the first. */
  readonly losses: readonly number[];
  /** Those that bound others: all, none where the trial is infeasible. */
  readonly bounding: readonly number[];
  readonly best: number;
  /** Has it come to the last step? */
  readonly isOver: boolean;
}

const NOTHING: Reached = { losses: [], bounding: [], best: Number.NaN, isOver: false };

class WandbHyperbandRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #judgeBy: Problem['judgeBy'];
  readonly #bands: readonly number[];
  readonly #eta: number;
  readonly #strict: boolean;
  #reached = new Map<number, Reached>();
  #fields: SortedNumbers[] = [];

  constructor(problem: Problem, bands: readonly number[], eta: number, strict: boolean) {
    this.#problem = problem;
    this.#judgeBy = oneSeries('wandbHyperband', problem);
    this.#bands = bands;
    this.#eta = eta;
    this.#strict = strict;
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) {
      this.#reached = new Map();
      this.#fields = [];
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    const curve = history.state(row) === 'removed' ? null : judgedCurve(history, row, this.#judgeBy);
    if (curve === null) return;
    const now = this.#reachedBy(curve, isInfeasible(history, row));
    this.#exchange(this.#reached.get(row)?.bounding ?? [], now.bounding);
    this.#reached.set(row, now);
  }

  /** A late report moves the values behind it: the old number of a band goes, the new one comes. */
  #exchange(known: readonly number[], now: readonly number[]): void {
    for (let i = 0; i < Math.max(known.length, now.length); i++) {
      if (known[i] === now[i]) continue;
      const field = (this.#fields[i] ??= new SortedNumbers());
      if (known[i] !== undefined) field.remove(known[i]!);
      if (now[i] !== undefined) field.insert(now[i]!);
    }
  }

  #reachedBy({ steps, losses: all }: JudgedCurve, isInfeasible: boolean): Reached {
    const losses: number[] = [];
    let [count, best] = [0, Number.POSITIVE_INFINITY];
    for (const loss of all) {
      if (!Number.isFinite(loss)) continue;
      count++;
      best = Math.min(best, loss);
      if (count === this.#bands[losses.length]) losses.push(loss);
    }
    return { losses, bounding: isInfeasible ? [] : losses, best, isOver: isWhole(this.#problem, steps) };
  }

  judge(row: number): 'continue' | 'stop' {
    return this.why(row) === null ? 'continue' : 'stop';
  }

  /** What speaks against the trial; null = it goes on. */
  why(row: number): string | null {
    const { losses, best, isOver } = this.#reached.get(row) ?? NOTHING;
    if (losses.length === 0 || isOver) return null;
    const field = this.#fields[losses.length - 1];
    if (field === undefined || field.size === 0) return null;
    const bound = field.at(Math.trunc((1 / this.#eta) * field.size)); // W&B's rounding
    const judged = this.#strict ? losses.at(-1)! : best;
    if (!(judged > bound)) return null;
    const [own, other] = [judged, bound].map((loss) => lossWords(directionOf(this.#problem), loss));
    const nth = ordinal(this.#bands[losses.length - 1]!);
    return `its ${this.#strict ? `${nth} value` : 'best'} was ${own}, worse than ${other}, the bound of the best 1/${numberWords(this.#eta)} of ${field.size} trials at their ${nth} value`;
  }
}
