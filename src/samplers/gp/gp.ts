import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { paddedUnit, textKey } from '../../math/sobol.ts';
import type { Distribution } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import type { Proposal, Sampler, SamplerRun } from '../sampler.ts';
import { Joint } from './joint.ts';
import { type GpOptions, type Settings, settings } from './settings.ts';

/**
 * Bayesian optimisation with Gaussian processes: for few trials of costly objectives.
 *
 * A process with a Matérn-5/2 kernel, one length scale a parameter, is fitted to the results, worse ones drawn in by rank; the
 * next trial is the untried configuration of largest expected improvement. Several objectives, outcome constraints and
 * crashes have processes of their own.
 *
 * @example
 * const study = await createStudy({ space, sampler: gp() });
 */
export function gp(options: GpOptions = {}): Sampler {
  return gpOf(settings(options));
}

/** The sampler with other inner numbers: for measuring what they do. */
export function gpOf(chosen: Settings): Sampler {
  return {
    name: 'gp',
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true },
    start: (problem) => new GpRun(problem, chosen),
  };
}

class GpRun implements SamplerRun {
  readonly #problem: Problem;
  readonly #joint: Joint | null;

  constructor(problem: Problem, chosen: Settings) {
    this.#problem = problem;
    this.#joint =
      problem.space === null || problem.space.nodes.length === 0 ? null : new Joint(problem, problem.space, chosen);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#joint?.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    return this.#joint === null ? trials.map(() => ({ params: new Map() })) : this.#joint.propose(trials, random);
  }

  suggest(trial: number, name: string, distribution: Distribution): number {
    return fromUnit(distribution, paddedUnit(trial, textKey(name, this.#problem.seed)));
  }
}
