import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { startValue } from '../startup.ts';
import { Joint } from './joint.ts';
import type { Effort } from './search.ts';
import type { Settings } from './settings.ts';

/** One run of `gp`: the models over the declared space; other names are drawn quasi-randomly. */
export class GpRun implements SamplerRun {
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

  /** Columns of a point: what an ask costs grows with them. */
  get columns(): number {
    return this.#joint?.columns ?? 0;
  }

  /** Is there a model of what trials cost beside the others? */
  get isThrifty(): boolean {
    return this.#joint?.isThrifty ?? false;
  }

  /** @param effort how hard to look, if not as hard as the settings say */
  propose(trials: readonly number[], random: Random, effort?: Effort): readonly Proposal[] {
    if (this.#joint === null) return trials.map(() => ({ params: new Map() }));
    return this.#joint.propose(trials, random, effort);
  }

  suggest(trial: number, name: string, distribution: Distribution): number {
    return startValue(trial, name, distribution, this.#problem.seed);
  }
}
