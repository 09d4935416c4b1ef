import {
  type Belief,
  belief,
  fit,
  type Hyperparameters,
  hyperparameters,
  Likelihood,
  type Sample,
} from '../../models/gp/fit.ts';
import type { Layout } from '../../math/layout.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import type { WarpName } from '../../models/gp/warp.ts';
import type { Output } from './outputs.ts';
import { nextFit } from './schedule.ts';
import { MANY, type Settings } from './settings.ts';

/** Fewest results from which forms of the losses are compared. */
const ENOUGH = 8;

/** Hyperparameters and the number of results they were fitted to: what a proposal's notes keep of a fit. */
export interface FitNote {
  readonly n: number;
  readonly theta: readonly number[];
  /** Absent where there was nothing to choose. */
  readonly warp?: WarpName;
}

/** One output as a Gaussian process over a growing set of trials: fitted at fixed numbers of them, conditioned at each ask. */
export class Regression {
  readonly #layout: Layout;
  #process: GaussianProcess | null = null;
  #theta = '';

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * The process given what is known, and the fit it rests on.
   *
   * @param points shape (rows × columns); the first ones have targets
   * @param output its targets, in several forms where there is a choice: the one that predicts the better half best is taken
   * @param last the newest recorded fit
   * @param prior what is believed of hyperparameters; that of the output, or the settings' own, where nothing else is known
   */
  at(
    points: Float64Array,
    rows: number,
    { warps, better, results, prior: own }: Pick<Output, 'warps' | 'better' | 'results' | 'prior'>,
    last: FitNote | null,
    settings: Settings,
    prior: Belief = belief(this.#layout.groups, { ...settings.prior, ...own }),
  ): { readonly process: GaussianProcess; readonly note: FitNote; readonly isFresh: boolean } {
    const usable =
      last !== null && last.theta.length === hyperparameters(this.#layout.groups) && last.n <= results ? last : null;
    const isFresh = usable === null || nextFit(usable.n) <= results;
    const note = isFresh ? this.#chosen(points, { warps, better, results }, usable, settings, prior) : usable;
    const process = this.#processOf(note);
    const { targets } = warps.find(({ name }) => name === note.warp) ?? warps[0]!;
    process.condition(points, rows, targets, targets.length);
    return { process, note, isFresh };
  }

  #chosen(
    points: Float64Array,
    { warps, better, results }: Pick<Output, 'warps' | 'better' | 'results'>,
    last: FitNote | null,
    settings: Settings,
    prior: Belief,
  ): FitNote {
    const isChoice = warps.length > 1 && results >= ENOUGH && isDecision(last?.n ?? 0, results);
    const tried = isChoice ? warps : [warps.find(({ name }) => name === last?.warp) ?? warps[0]!];
    let best: FitNote | null = null;
    let most = Number.NEGATIVE_INFINITY;
    for (const { name, targets, logSlopes } of tried) {
      const sample = { layout: this.#layout, points, targets, n: targets.length };
      const theta = this.#fitted(sample, last, isChoice || results <= MANY, settings, prior);
      let density = 0;
      if (isChoice) {
        const likelihood = new Likelihood(sample);
        likelihood.at(theta, new Float64Array(theta.length));
        density = likelihood.leaveOneOut(better);
        for (const i of better) density += logSlopes[i]!;
      }
      if (best !== null && !(density > most)) continue;
      most = density;
      best = { n: results, theta: [...theta], ...(warps.length > 1 ? { warp: name } : {}) };
    }
    return best!;
  }

  #fitted(
    sample: Sample,
    last: FitNote | null,
    isAfresh: boolean,
    { evaluations }: Settings,
    prior: Belief,
  ): Hyperparameters {
    const starts = last === null || isAfresh ? [prior.mean] : [];
    if (last !== null) starts.push(Float64Array.from(last.theta));
    return fit(sample, prior, starts, { evaluations }).theta;
  }

  #processOf({ theta }: FitNote): GaussianProcess {
    const key = theta.join();
    if (this.#process === null || key !== this.#theta) {
      this.#process = new GaussianProcess(this.#layout, Float64Array.from(theta));
      this.#theta = key;
    }
    return this.#process;
  }
}

/** Is the warp chosen anew: at each fit up to 60, then at every fiftieth result? */
function isDecision(last: number, known: number): boolean {
  return known <= 60 || Math.floor(last / 50) < Math.floor(known / 50);
}
