import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { cardinality } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { cmaEs } from '../evolution/cma-es.ts';
import { Features } from '../gp/features.ts';
import { GpRun } from '../gp/run.ts';
import { settings } from '../gp/settings.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { tpe } from '../tpe/tpe.ts';
import { decide, type Decision, type Expert, type Situation } from './decide.ts';
import { allowance } from './governor.ts';
import { Watch } from './watch.ts';

/** A rule that chooses the expert. */
export type Rule = (situation: Situation) => Decision;

/** The run of `auto`: all experts watch, one proposes. */
export async function startAuto(problem: Problem, rule: Rule = decide): Promise<SamplerRun> {
  const { space } = problem;
  const declared = space !== null && space.nodes.length > 0;
  const usual = settings({});
  const isNumeric = declared && mostlyNumbers(space) && problem.objectives.length === 1;
  const experts = new Map<Expert, SamplerRun>([['tpe', await tpe().start(problem)]]);
  if (declared) {
    experts.set('gp', new GpRun(problem, usual));
    experts.set('brisk', new GpRun(problem, { ...usual, effort: BRISK }));
    if (isNumeric) experts.set('cmaEs', await cmaEs().start(problem));
  }
  return new AutoRun(problem, experts, isNumeric, rule);
}

/** The effort of a Gaussian process in a hurry. */
const BRISK = { candidates: 128, starts: 2, evaluations: 15, rounds: 3 };

class AutoRun implements SamplerRun {
  readonly #experts: ReadonlyMap<Expert, SamplerRun>;
  readonly #isNumeric: boolean;
  readonly #rule: Rule;
  readonly #columns: number;
  readonly #watch: Watch;

  constructor(problem: Problem, experts: ReadonlyMap<Expert, SamplerRun>, isNumeric: boolean, rule: Rule) {
    this.#experts = experts;
    this.#isNumeric = isNumeric;
    this.#rule = rule;
    this.#watch = new Watch(problem.objectives.length);
    this.#columns = problem.space === null ? 0 : new Features(problem.space).layout.columns;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#watch.observe(history, delta);
    for (const expert of this.#experts.values()) expert.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] | Promise<readonly Proposal[]> {
    const { expert, because } = this.#decision(trials);
    const tell = (proposals: readonly Proposal[]): readonly Proposal[] =>
      proposals.map((proposal) => ({ ...proposal, notes: told(proposal.notes, expert, because) }));
    const proposals = this.#experts.get(expert)!.propose(trials, random);
    return 'then' in proposals ? proposals.then(tell) : tell(proposals); // at once where it can be: one transaction
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    return this.#experts.get('tpe')!.suggest(trial, name, distribution, random);
  }

  #decision(trials: readonly number[]): Decision {
    if (!this.#experts.has('gp')) return { expert: 'tpe', because: null };
    return this.#rule(this.#situation(trials));
  }

  #situation(trials: readonly number[]): Situation {
    const { results, models, seconds, workers } = this.#watch;
    return {
      trial: trials[0]!,
      results,
      models,
      columns: this.#columns,
      allowance: allowance(seconds, Math.max(workers, trials.length)),
      isNumeric: this.#isNumeric,
    };
  }
}

/** Are four fifths of the parameters numbers, none in a branch, none an ordering or a subset? */
function mostlyNumbers({ groups, nodes }: SearchSpace): boolean {
  if (nodes.some(({ when }) => when.length > 0)) return false;
  let numbers = 0;
  for (const { parameter } of groups) {
    if (parameter.kind === 'permutation' || parameter.kind === 'subset') return false;
    if (parameter.kind === 'simplex' || cardinality(parameter) > 20) numbers++;
  }
  return numbers >= 0.8 * groups.length;
}

const SAYS: Readonly<Record<Expert, string>> = {
  gp: 'Gaussian process.',
  brisk: 'Gaussian process.',
  tpe: 'Density estimation draws where good trials are dense.',
  cmaEs: 'CMA-ES draws from the valley that it has learnt.',
};

/** The expert's own notes, with its name and the reason for asking it. */
function told(notes: Proposal['notes'], expert: Expert, because: string | null): NonNullable<Proposal['notes']> {
  const why = typeof notes?.['why'] === 'string' ? notes['why'] : SAYS[expert];
  return {
    ...notes,
    expert,
    why: because === null ? why : `${why} (${because[0]!.toUpperCase()}${because.slice(1)}.)`,
  };
}
