import type { Problem } from '../../history/problem.ts';
import { type Random, random } from '../../math/random.ts';
import { checkWholeNumbers, type Pruner } from '../pruner.ts';
import { checkHalving, type HalvingMode, HalvingRun, type HalvingRules, type Plan } from './run.ts';
import type { Rungs } from './rungs.ts';

/** What `hyperband` can be told. */
export interface HyperbandOptions {
  /** One in so many trials goes on at each rung. Default 3. */
  readonly eta?: number;
  /** Step of the first rung of the first bracket. Default as for `asha`. */
  readonly minResource?: number | null;
  /** How many brackets, those that judge earliest first. Default: as many as there are rungs. */
  readonly brackets?: number | null;
  /** What becomes of trials that are not among the best, as for `asha`. Default `stop`. */
  readonly mode?: HalvingMode;
}

/**
 * Several brackets of asynchronous successive halving, each a rung later than the one before: a trial that starts slowly is judged
 * too early in the first, and not at all in the last.
 *
 * Of s = smax … 0, smax being the highest power of eta that fits between the first rung r and the last step, bracket s has its
 * first rung at r·eta^(smax − s), and trials in proportion to n_s = ⌈(smax + 1) / (s + 1) · eta^s⌉; each ranks its own alone. To
 * which a trial belongs is drawn by its number and the study's seed. Without a fidelity the longest complete trial shows the last
 * step; when a longer one shows more rungs, brackets are dealt anew.
 * Source: Li et al. 2018, "Hyperband"; its rungs run downwards from the last step, these upwards from r, as Optuna's do.
 *
 * @throws `parameter-invalid` for options that are no whole numbers in range, or for an unknown mode.
 */
export function hyperband(options: HyperbandOptions = {}): Pruner {
  const rules = checkHalving('hyperband', options);
  const brackets = options.brackets ?? null;
  if (brackets !== null) checkWholeNumbers('hyperband', { brackets }, { brackets: 1 });
  return {
    name: 'hyperband',
    options: { ...rules, brackets },
    start: (problem) =>
      new HalvingRun(problem, rules, (rungs, lowest) => new Brackets(problem, rules, brackets, rungs, lowest)),
  };
}

/** n_s of every bracket, those that judge earliest first: how many trials each starts for each that the others start. */
export function bracketSizes(count: number, eta: number): readonly number[] {
  return Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    let starts = count;
    for (let i = 0; i < s; i++) starts *= eta;
    return Math.ceil(starts / (s + 1));
  });
}

class Brackets implements Plan {
  readonly #wanted: number;
  readonly #eta: number;
  readonly #last: number | null;
  readonly #rungs: Rungs;
  readonly #lowest: () => number;
  readonly #stream: Random;
  readonly #draws = new Map<number, number>();
  /** Up to which share of the draws each bracket reaches. */
  #shares: readonly number[] = [];

  constructor(problem: Problem, rules: HalvingRules, wanted: number | null, rungs: Rungs, lowest: () => number) {
    this.#wanted = wanted ?? Number.POSITIVE_INFINITY;
    this.#eta = rules.eta;
    this.#last = problem.fidelity?.max ?? null;
    this.#rungs = rungs;
    this.#lowest = lowest;
    this.#stream = random(problem.seed).fork('hyperband');
  }

  brackets(): number {
    const all = this.#countRungs();
    const count = Math.min(all, this.#wanted);
    if (count !== this.#shares.length) {
      const sizes = bracketSizes(all, this.#eta).slice(0, count);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      let sum = 0;
      this.#shares = sizes.map((size) => (sum += size) / total);
    }
    return count;
  }

  /** Rungs at or below the last step, at least one. */
  #countRungs(): number {
    const last = this.#last ?? this.#rungs.longest;
    const lowest = this.#lowest();
    return Number.isNaN(last) || lowest === Number.POSITIVE_INFINITY
      ? 1
      : Math.max(1, this.#rungs.countBelow(last + 1) - lowest);
  }

  bracketOf(row: number): number {
    const { length } = this.#shares;
    if (length < 2) return 0;
    let draw = this.#draws.get(row);
    if (draw === undefined) this.#draws.set(row, (draw = this.#stream.fork(row).uniform()));
    const bracket = this.#shares.findIndex((share) => draw < share);
    return bracket < 0 ? length - 1 : bracket;
  }

  startOf(bracket: number): number {
    return bracket;
  }

  ceiling(): number {
    return Number.POSITIVE_INFINITY;
  }
}
