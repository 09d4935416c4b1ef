import { VernierError } from '../../errors.ts';
import { pausedStep } from '../../history/applied.ts';
import { Counted } from '../../history/counted.ts';
import { firstOf } from '../../history/lineage.ts';
import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { checkWholeNumbers, type PrunerRun } from '../pruner.ts';
import { type Climb, Rungs } from './rungs.ts';
import { vectorOrder } from '../vector-order.ts';
import { ordinal, stepWords } from '../words.ts';

/** What becomes of a trial that is not among the best: `stop` ends it; `promote` pauses every trial at each rung and takes the best up. */
export type HalvingMode = 'stop' | 'promote';

/** What all pruners by successive halving can be told. */
export interface HalvingRules {
  readonly eta: number;
  readonly minResource: number | null;
  readonly mode: HalvingMode;
}

/** The rules with their defaults: eta 3, the first rung where the fidelity starts, mode `stop`. @throws `parameter-invalid` */
export function checkHalving(name: string, options: Partial<HalvingRules>): HalvingRules {
  const { eta = 3, minResource = null, mode = 'stop' } = options;
  checkWholeNumbers(name, { eta, ...(minResource === null ? {} : { minResource }) }, { eta: 2, minResource: 1 });
  if (mode !== 'stop' && mode !== 'promote')
    throw new VernierError(
      'parameter-invalid',
      `${name}: mode is ${JSON.stringify(mode)}; expected 'stop' or 'promote'.`,
      {
        details: { option: 'mode' },
        hint: 'Correct it, or leave it out.',
      },
    );
  return { eta, minResource, mode };
}

/** In what kinds of successive halving differ. */
export interface Plan {
  /** Takes in what is new, after the rungs have. */
  observe?(history: HistoryView, delta: Delta): void;
  /** Brackets at present, each with trials and ranks of its own. */
  brackets(): number;
  bracketOf(row: number): number;
  /** The lowest rung of a bracket, counted from the lowest of all. */
  startOf(bracket: number): number;
  /** From this rung on only the best goes on; Infinity = there is none such. */
  ceiling(): number;
}

/** Of a trial that has reported nothing. */
const NO_CLIMB = { losses: [], lastStep: 0, lastTime: 0 };

/** One bracket that goes all the way. */
export const ONE_BRACKET: Plan = {
  brackets: () => 1,
  bracketOf: () => 0,
  startOf: () => 0,
  ceiling: () => Number.POSITIVE_INFINITY,
};

/**
 * Successive halving without waiting: at each rung the best 1/eta of those that have come so far go on.
 *
 * Nothing is judged at the last step, where nothing would be saved. Without a fidelity the lowest rung is the power of eta at or
 * above a hundredth of the longest complete trial, and nothing is decided before one is complete.
 */
export class HalvingRun implements PrunerRun {
  readonly #problem: Problem;
  readonly #rules: HalvingRules;
  readonly #rungs: Rungs;
  readonly #plan: Plan;
  readonly #last: number;
  readonly #counted = new Counted();
  #history: HistoryView | null = null;
  #brackets = 1;

  /** @param planOf made of the rungs as they fill, and of the lowest one that decides (Infinity while it is not known) */
  constructor(
    problem: Problem,
    rules: HalvingRules,
    planOf: (rungs: Rungs, lowest: () => number) => Plan = () => ONE_BRACKET,
  ) {
    const { eta, minResource } = rules;
    this.#problem = problem;
    this.#rules = rules;
    this.#rungs = new Rungs(problem, minResource ?? Math.max(1, problem.fidelity?.min ?? 1), eta);
    this.#plan = planOf(this.#rungs, () => this.#lowest());
    this.#last = problem.fidelity?.max ?? Number.POSITIVE_INFINITY;
    this.#regroup();
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#counted.observe(history, delta);
    this.#rungs.observe(history, delta);
    this.#plan.observe?.(history, delta);
    if (this.#plan.brackets() !== this.#brackets) this.#regroup();
  }

  #regroup(): void {
    this.#brackets = this.#plan.brackets();
    this.#rungs.regroup((row) => this.#bracketOf(row));
  }

  judge(row: number): 'continue' | 'pause' | 'stop' {
    const climb = this.#rungs.climbs.get(row);
    if (climb === undefined || climb.lastTime >= this.#last) return 'continue';
    const rung = climb.losses.length - 1;
    if (rung < this.#startFor(row) || rung < climb.promoted) return 'continue';
    // A program may run on past its rung: then it is to be paused all the same, but was judged where it arrived.
    if (this.#rules.mode === 'promote') return 'pause';
    if (rung < climb.before) return 'continue';
    return this.#isAmongBest(row, climb) || this.#rungs.isBest(row) ? 'continue' : 'stop';
  }

  until(row: number, after = -1): number | null {
    const { losses, lastStep, lastTime } = this.#rungs.climbs.get(row) ?? NO_CLIMB;
    const rung = Math.max(losses.length, this.#passed(row), this.#startFor(row), this.#rungs.countBelow(after + 1));
    if (rung === Number.POSITIVE_INFINITY) return null;
    const step = this.#rungs.stepOf(rung);
    return step + lastTime - lastStep < this.#last ? step : null;
  }

  /** Rungs that a trial was promoted past: by itself, or as the lost one that it repeats. */
  #passed(row: number): number {
    return this.#history === null ? 0 : this.#rungs.countBelow(pausedStep(this.#history, row) + 1);
  }

  promote(atMost = this.#problem.budget ?? Number.POSITIVE_INFINITY): number | null {
    if (this.#rungs.paused.size === 0) return null;
    return (this.#rules.mode === 'stop' ? null : (this.#promoted() ?? this.#undecided())) ?? this.#finalist(atMost);
  }

  /** Of the paused trials that have earned more, one of the highest rung, and there the best. */
  #promoted(): number | null {
    const { paused, climbs, height } = this.#rungs;
    for (let rung = height - 1; rung >= 0; rung--)
      for (let bracket = 0; bracket < this.#brackets; bracket++) {
        if (rung < this.#lowest() + this.#plan.startOf(bracket)) continue;
        const all = this.#rungs.rung(bracket, rung);
        const isHere = (row: number): boolean => paused.has(row) && climbs.get(row)!.losses.length - 1 === rung;
        const found = all.firstAmong(this.#quota(rung, all.size), isHere);
        if (found !== null) return found;
      }
    return null;
  }

  /** The first trial that another pruner has paused below its first rung, where nothing has been decided yet. */
  #undecided(): number | null {
    let first = Number.POSITIVE_INFINITY;
    for (const row of this.#rungs.paused)
      if (row < first && (this.#rungs.climbs.get(row)?.losses.length ?? 0) <= this.#startFor(row)) first = row;
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  /**
   * Once all trials that there may be are made, and only paused ones are open: the best feasible one of a rung, if it came no further; the highest
   * such rung. Quotas of rungs to which few have come would leave it, so that a small study had no complete trial; a pruner that stops takes up
   * nothing else that another one has paused.
   */
  #finalist(atMost: number): number | null {
    const history = this.#history;
    const { paused, climbs, height } = this.#rungs;
    if (history === null || this.#counted.count() < atMost) return null;
    if (history.open.some((row) => history.state(row) !== 'paused')) return null;
    const able = [...climbs.keys()].filter((row) => this.#isInFinal(row)).sort((a, b) => a - b);
    for (let rung = height - 1; rung >= 0; rung--) {
      const here = able.filter((row) => climbs.get(row)!.losses.length > rung);
      const losses = here.flatMap((row) => [...climbs.get(row)!.losses[rung]!]);
      const best = here[vectorOrder(Float64Array.from(losses), here.length, this.#rungs.width)[0] ?? -1];
      if (best !== undefined && paused.has(best) && climbs.get(best)!.losses.length - 1 === rung) return best;
    }
    return null;
  }

  /**
   * Does a trial hold its place among those that may go on at the end? Where only the end takes up paused ones, so does who was taken up and
   * failed, broke a constraint or was stopped: else all that waits would be run, one by one.
   */
  #isInFinal(row: number): boolean {
    const { paused, climbs } = this.#rungs;
    const state = this.#history!.state(row);
    if (paused.has(row) || (state === 'complete' && climbs.get(row)!.ranked.length > 0)) return true;
    return this.#rules.mode === 'stop' && state !== 'paused' && pausedStep(this.#history!, row) >= 0;
  }

  why(row: number): string | null {
    const climb = this.#rungs.climbs.get(row);
    const rung = (climb?.losses.length ?? 0) - 1;
    if (climb === undefined || rung < this.#startFor(row)) return null;
    const all = this.#rungOf(row, rung);
    const place = ordinal(all.place(row, climb.losses[rung]!) + 1);
    const bracket = this.#brackets > 1 ? `, in bracket ${this.#bracketOf(row) + 1} of ${this.#brackets}` : '';
    const at = stepWords(this.#problem, this.#rungs.stepOf(rung));
    return `at ${at} it is ${place} of ${all.size}${bracket}; ${this.#whoGoesOn(rung, all.size)}`;
  }

  #whoGoesOn(rung: number, size: number): string {
    const { eta, mode } = this.#rules;
    if (rung >= this.#plan.ceiling())
      return mode === 'stop'
        ? 'for now only the best goes further'
        : 'for now none goes further: the order of trials has not changed since the rung before';
    if (mode === 'stop' && size <= eta) return `the first ${eta} go on`;
    const count = this.#quota(rung, size);
    if (count === 0) return `none goes on before ${eta} have come`;
    return count === 1 ? 'the best one goes on' : `the best ${count} go on`;
  }

  /** Is a trial among the best at its highest rung, so that it goes on? */
  #isAmongBest(row: number, { losses }: Climb): boolean {
    const rung = losses.length - 1;
    const all = this.#rungOf(row, rung);
    return all.isAmong(row, losses[rung]!, this.#quota(rung, all.size), true);
  }

  /** How many of those that have come to a rung go on. */
  #quota(rung: number, size: number): number {
    const { eta, mode } = this.#rules;
    if (rung >= this.#plan.ceiling()) return mode === 'stop' ? 1 : 0;
    if (mode === 'promote') return Math.floor(size / eta);
    return size <= eta ? size : Math.floor(size / eta);
  }

  /** A repeat is ranked where the trial that was lost was. */
  #bracketOf(row: number): number {
    return this.#plan.bracketOf(this.#history === null ? row : firstOf(this.#history, row));
  }

  #rungOf(row: number, rung: number): ReturnType<Rungs['rung']> {
    return this.#rungs.rungFor(row, this.#bracketOf(row), rung);
  }

  /** The lowest rung at which a trial is judged; Infinity while it is not known. */
  #startFor(row: number): number {
    return this.#lowest() + this.#plan.startOf(this.#bracketOf(row));
  }

  #lowest(): number {
    if (this.#rules.minResource !== null || this.#problem.fidelity !== null) return 0;
    const { longest } = this.#rungs;
    return Number.isNaN(longest) ? Number.POSITIVE_INFINITY : this.#rungs.countBelow(longest / 100);
  }
}
