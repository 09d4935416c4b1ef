import { judgedCurve } from '../../history/judged-curve.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Pruner } from '../pruner.ts';
import { vectorOrder } from '../vector-order.ts';
import { checkHalving, type HalvingMode, HalvingRun, ONE_BRACKET, type Plan } from './run.ts';
import type { Climb, Rungs } from './rungs.ts';
import { crossingNoise, ranksAlike, type Trace } from './soft-ranking.ts';

/** What `pasha` can be told. */
export interface PashaOptions {
  /** One in so many trials goes on at each rung. Default 3. */
  readonly eta?: number;
  /** Step of the first rung. Default as for `asha`. */
  readonly minResource?: number | null;
  /** What becomes of trials that are not among the best, as for `asha`. Default `stop`. */
  readonly mode?: HalvingMode;
}

/**
 * Successive halving with a ceiling that rises only while it must: as long as the two highest rungs rank trials alike, going on tells
 * nothing new.
 *
 * The ceiling starts at the second rung, and rises by one rung while the order there disagrees with the order at the rung before,
 * beyond what noise explains: the 90th percentile of differences between trials whose curves crossed and crossed back. At the
 * ceiling and above only the best goes on in mode `stop`, and none in mode `promote`, until it rises; so the study's winner is
 * trained to its end and others are not. Where trials are judged by several objectives, places stand for losses.
 *
 * The ceiling follows from the history as it is: should more results explain a disagreement as noise, it comes down again.
 * Source: Bohdal et al. 2023, "PASHA"; noise is measured on the first 40 trials at a rung.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range, or for an unknown mode.
 */
export function pasha(options: PashaOptions = {}): Pruner {
  const rules = checkHalving('pasha', options);
  return {
    name: 'pasha',
    options: { ...rules },
    start: (problem) => new HalvingRun(problem, rules, (rungs, lowest) => new Ceiling(problem, rungs, lowest)),
  };
}

/** Trials whose curves are compared in pairs: 780 pairs show their noise well enough. */
const COMPARED = 40;

/** Places are compared from rung to rung: nothing between them counts. */
const NO_TRACE: Trace = { steps: [], losses: [] };

class Ceiling implements Plan {
  readonly brackets = ONE_BRACKET.brackets;
  readonly bracketOf = ONE_BRACKET.bracketOf;
  readonly startOf = ONE_BRACKET.startOf;
  readonly #judgeBy: Problem['judgeBy'];
  readonly #last: number;
  readonly #rungs: Rungs;
  readonly #lowest: () => number;
  /** Of trials that are ranked at the second rung, what the ceiling depends on. */
  readonly #traces = new Map<number, Trace & Pick<Climb, 'ranked'>>();
  /** null = to be found out. */
  #ceiling: number | null = null;
  #foundAbove = Number.NaN;

  constructor({ judgeBy, fidelity }: Problem, rungs: Rungs, lowest: () => number) {
    this.#judgeBy = judgeBy;
    this.#last = fidelity?.max ?? Number.POSITIVE_INFINITY;
    this.#rungs = rungs;
    this.#lowest = lowest;
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) {
      this.#traces.clear();
      this.#ceiling = null;
      for (const row of this.#rungs.climbs.keys()) this.#look(history, row);
    } else for (const row of rows) this.#look(history, row);
  }

  /** Keeps what the ceiling depends on of a trial; only where that has changed the ceiling is found out anew. */
  #look(history: HistoryView, row: number): void {
    const ranked = this.#rungs.climbs.get(row)?.ranked ?? [];
    const known = this.#traces.get(row);
    if (ranked.length < 2) {
      if (this.#traces.delete(row)) this.#ceiling = null;
      return;
    }
    const { steps, losses } =
      this.#rungs.width === 1
        ? upTo(this.#rungs.stepOf(ranked.length - 1), judgedCurve(history, row, this.#judgeBy)!)
        : NO_TRACE;
    // What counts at a rung that was skipped comes from a later step, so the curve up to the rung does not show all.
    if (
      known !== undefined &&
      isSame(known.ranked, ranked) &&
      isSame(known.steps, steps) &&
      isSame(known.losses, losses)
    )
      return;
    this.#traces.set(row, { ranked, steps, losses });
    this.#ceiling = null;
  }

  ceiling(): number {
    const lowest = this.#lowest();
    if (this.#ceiling === null || this.#foundAbove !== lowest) this.#ceiling = this.#find(lowest);
    this.#foundAbove = lowest;
    return this.#ceiling;
  }

  #find(lowest: number): number {
    let ceiling = lowest + 1;
    let noise = 0;
    for (const end = this.#rungs.countBelow(this.#last); ceiling < end; ceiling++) {
      const members = this.#rungs.rung(0, ceiling).order();
      if (members.length < 2) break;
      const measured = crossingNoise(this.#compared(members, lowest, ceiling), this.#heightOf(ceiling - 1));
      if (!Number.isNaN(measured)) noise = measured;
      if (
        ranksAlike(
          this.#lossesAt(ceiling - 1, members),
          members.map((_, i) => i),
          noise,
        )
      )
        break;
    }
    return ceiling;
  }

  /** The curves of some trials up to a rung; where losses are vectors, their places from rung to rung. */
  #compared(members: Int32Array, lowest: number, rung: number): readonly Trace[] {
    const rows = members.toSorted().subarray(0, COMPARED);
    const height = this.#heightOf(rung);
    if (this.#rungs.width === 1) return Array.from(rows, (row) => upTo(height, this.#traces.get(row)!));
    const steps = Array.from({ length: rung - lowest + 1 }, (_, i) => lowest + i);
    const places = steps.map((at) => this.#lossesAt(at, rows));
    return Array.from(rows, (_, i) => ({ steps, losses: places.map((of) => of[i]!) }));
  }

  /** Where a rung lies on the traces: a step, or for places the rung itself. */
  #heightOf(rung: number): number {
    return this.#rungs.width === 1 ? this.#rungs.stepOf(rung) : rung;
  }

  /** What trials lost at a rung, NaN as the worst; for vectors the trials' places among each other. */
  #lossesAt(rung: number, rows: Int32Array): Float64Array {
    const { climbs, width } = this.#rungs;
    const losses = Array.from(rows, (row) => climbs.get(row)!.losses[rung]!);
    if (width === 1)
      return Float64Array.from(losses, (loss) => (Number.isNaN(loss[0]!) ? Number.POSITIVE_INFINITY : loss[0]!));
    const places = new Float64Array(rows.length);
    const all = Float64Array.from(losses.flatMap((vector) => [...vector]));
    vectorOrder(all, rows.length, width).forEach((i, place) => (places[i] = place));
    return places;
  }
}

/** The part of a trace at and below a step. */
function upTo(step: number, { steps, losses }: Trace): Trace {
  let count = steps.length;
  while (count > 0 && steps[count - 1]! > step) count--;
  return { steps: steps.slice(0, count), losses: losses.slice(0, count) };
}

/** Are they the same one by one? Losses at a rung that still hold are kept as the array that they were. */
function isSame<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (one, i) => Object.is(one, b[i]));
}
