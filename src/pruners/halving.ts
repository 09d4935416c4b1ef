import { judgedCurve } from '../history/judged-curve.ts';
import type { Problem } from '../history/problem.ts';
import type { Delta, HistoryView } from '../history/view.ts';
import { SortedNumbers } from '../math/sorted.ts';
import { checkWholeNumbers, oneSeries, type Pruner, type PrunerRun } from './pruner.ts';

/** What `asha` can be told. */
export interface AshaOptions {
  /** One in so many trials goes on at each rung. Default 3. */
  readonly eta?: number;
  /**
   * Step of the first rung. Default: the first step of the study's fidelity; without one, the power of eta at or above a
   * hundredth of the longest complete trial, and nobody is stopped before one is complete.
   */
  readonly minResource?: number | null;
}

/**
 * Asynchronous successive halving: rungs at steps r, r·eta, r·eta² …, and at each a trial is stopped unless it is among the
 * best 1/eta of those that have come so far. The first eta trials at a rung always go on; ties do too.
 *
 * This is the stopping form: no trial is paused, so objective functions need no checkpoints. A trial counts at a rung with
 * its first report at or after that step; one that skipped rungs is judged at the highest it reached. NaN is the worst.
 * Source: Li et al. 2020, "A system for massively parallel hyperparameter tuning"; stopping form as in Syne Tune.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range.
 */
export function asha(options: AshaOptions = {}): Pruner {
  const eta = options.eta ?? 3;
  const minResource = options.minResource ?? null;
  checkWholeNumbers('asha', { eta, ...(minResource === null ? {} : { minResource }) }, { eta: 2, minResource: 1 });
  return { name: 'asha', options: { eta, minResource }, start: (problem) => new AshaRun(problem, eta, minResource) };
}

/** What is known of one trial. */
interface Climb {
  /** Loss at each rung reached, from the first. */
  readonly losses: readonly number[];
  /** Rungs reached before the last report. */
  readonly before: number;
  readonly lastStep: number;
}

class AshaRun implements PrunerRun {
  readonly #judgeBy: Problem['judgeBy'];
  readonly #eta: number;
  /** Step of rung 0, from which the others follow; 1 where it is found out as trials end. */
  readonly #base: number;
  readonly #isAuto: boolean;
  readonly #last: number;
  #climbs = new Map<number, Climb>();
  #rungs: SortedNumbers[] = [];
  #longest = Number.NaN;

  constructor(problem: Problem, eta: number, minResource: number | null) {
    this.#judgeBy = oneSeries('asha', problem);
    this.#eta = eta;
    this.#base = minResource ?? Math.max(1, problem.fidelity?.min ?? 1);
    this.#isAuto = minResource === null && problem.fidelity === null;
    this.#last = problem.fidelity?.max ?? Number.POSITIVE_INFINITY;
  }

  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) {
      this.#climbs = new Map();
      this.#rungs = [];
      this.#longest = Number.NaN;
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of rows) this.#take(history, row);
  }

  #take(history: HistoryView, row: number): void {
    if (history.state(row) === 'removed') return;
    const curve = judgedCurve(history, row, this.#judgeBy);
    if (curve === null) return;
    const climb = this.#climbOf(curve.steps, curve.losses);
    if (history.state(row) === 'complete' && !(climb.lastStep <= this.#longest)) this.#longest = climb.lastStep;
    // A late report, or a metric logged anew, can change what counts at a rung: the old number goes, the new one comes.
    const known = this.#climbs.get(row)?.losses ?? [];
    for (let rung = 0; rung < Math.max(known.length, climb.losses.length); rung++) {
      if (known[rung] === climb.losses[rung]) continue;
      const losses = (this.#rungs[rung] ??= new SortedNumbers());
      if (known[rung] !== undefined) losses.remove(known[rung]);
      if (climb.losses[rung] !== undefined) losses.insert(climb.losses[rung]);
    }
    this.#climbs.set(row, climb);
  }

  #climbOf(steps: Int32Array, losses: Float64Array): Climb {
    const reached: number[] = [];
    let before = 0;
    let step = this.#base;
    for (let i = 0; i < steps.length; i++) {
      if (i === steps.length - 1) before = reached.length;
      for (; steps[i]! >= step; step *= this.#eta)
        reached.push(Number.isNaN(losses[i]!) ? Number.POSITIVE_INFINITY : losses[i]!);
    }
    return { losses: reached, before, lastStep: steps.at(-1)! };
  }

  judge(row: number): 'continue' | 'stop' {
    const climb = this.#climbs.get(row);
    if (climb === undefined || climb.lastStep >= this.#last) return 'continue'; // nothing is saved at the end
    const rung = climb.losses.length - 1;
    if (rung < climb.before || rung < this.#firstRung()) return 'continue'; // no new rung, or below the first one
    const all = this.#rungs[rung]!;
    if (all.size <= this.#eta) return 'continue';
    const best = Math.max(1, Math.floor(all.size / this.#eta));
    return climb.losses[rung]! <= all.at(best - 1) ? 'continue' : 'stop';
  }

  until(row: number): number | null {
    const rung = Math.max(this.#climbs.get(row)?.losses.length ?? 0, this.#firstRung());
    if (rung === Number.POSITIVE_INFINITY) return null;
    let step = this.#base;
    for (let i = 0; i < rung; i++) step *= this.#eta;
    return step < this.#last ? step : null;
  }

  /** The lowest rung that decides; Infinity while it is not known. */
  #firstRung(): number {
    if (!this.#isAuto) return 0;
    if (Number.isNaN(this.#longest)) return Number.POSITIVE_INFINITY;
    let rung = 0;
    for (let step = this.#base; step < this.#longest / 100; step *= this.#eta) rung++;
    return rung;
  }
}
