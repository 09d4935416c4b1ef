import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { cardinality } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { cmaEs } from '../evolution/cma-es.ts';
import { GpRun } from '../gp/run.ts';
import { settings } from '../gp/settings.ts';
import { checkOptions, type NoOptions } from '../options.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { settings as densitySettings } from '../tpe/options.ts';
import { tpe } from '../tpe/tpe.ts';
import { BRISK, decide, type Decision, type Expert, type Situation } from './decide.ts';
import { allowance } from './governor.ts';
import { repairsOf } from './repairs.ts';
import { Watch } from './watch.ts';

/** A rule that chooses the expert. */
export type Rule = (situation: Situation) => Decision;

/** The run of `auto`: all experts watch, one proposes. */
export async function startAuto(problem: Problem, options: NoOptions = {}, rule: Rule = decide): Promise<SamplerRun> {
  checkOptions('auto', options, {});
  const { space } = problem;
  const declared = space !== null && space.nodes.length > 0;
  const isNumeric = declared && mostlyNumbers(space) && problem.objectives.length === 1;
  const experts: Experts = {
    tpe: await tpe().start(problem),
    gp: declared ? new GpRun(problem, settings({})) : null,
    cmaEs: isNumeric ? await cmaEs().start(problem) : null,
  };
  return new AutoRun(problem, experts, rule);
}

/** Those that watch the study; the ones that the space has no use for are not there. */
interface Experts {
  readonly tpe: SamplerRun;
  readonly gp: GpRun | null;
  readonly cmaEs: SamplerRun | null;
}

class AutoRun implements SamplerRun {
  readonly #experts: Experts;
  readonly #rule: Rule;
  readonly #watch: Watch;
  readonly #repairs: number;

  constructor(problem: Problem, experts: Experts, rule: Rule) {
    this.#experts = experts;
    this.#rule = rule;
    this.#watch = new Watch(problem.objectives.length);
    this.#repairs = problem.space === null ? 0 : repairsOf(problem.space);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#watch.observe(history, delta);
    const { tpe, gp, cmaEs } = this.#experts;
    for (const expert of [tpe, gp, cmaEs]) expert?.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] | Promise<readonly Proposal[]> {
    const { expert, because } = this.#decision(trials);
    const says = expert === 'tpe' && this.#watch.finished < TPE_STARTUP ? FIRST : SAYS[expert];
    const tell = (proposals: readonly Proposal[]): readonly Proposal[] =>
      proposals.map((proposal) => ({ ...proposal, notes: told(proposal.notes, expert, says, because) }));
    const proposals = this.#proposed(expert, trials, random);
    return 'then' in proposals ? proposals.then(tell) : tell(proposals); // at once where it can be: one transaction
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    return this.#experts.tpe.suggest(trial, name, distribution, random);
  }

  #proposed(
    expert: Expert,
    trials: readonly number[],
    random: Random,
  ): readonly Proposal[] | Promise<readonly Proposal[]> {
    const { tpe, gp, cmaEs } = this.#experts;
    if (expert === 'tpe') return tpe.propose(trials, random);
    if (expert === 'cmaEs') return cmaEs!.propose(trials, random);
    return gp!.propose(trials, random, expert === 'brisk' ? BRISK : undefined);
  }

  #decision(trials: readonly number[]): Decision {
    const { gp, cmaEs } = this.#experts;
    if (gp === null) return { expert: 'tpe', because: null };
    const { results, modelled, models, seconds, workers } = this.#watch;
    return this.#rule({
      trial: trials[0]!,
      results,
      modelled,
      models,
      repairs: this.#repairs,
      columns: gp.columns,
      allowance: allowance(seconds, Math.max(workers, trials.length)),
      isNumeric: cmaEs !== null,
    });
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

/** Finished trials up to which density estimation has nothing to go by, and what is said until then. */
const TPE_STARTUP = densitySettings({}).startup;
const FIRST = 'A first look: points spread evenly over the space.';

const SAYS: Readonly<Record<Expert, string>> = {
  gp: 'Gaussian process.',
  brisk: 'Gaussian process.',
  tpe: 'Density estimation draws where good trials are dense.',
  cmaEs: 'CMA-ES draws from the valley that it has learnt.',
};

/** The expert's own notes, with its name and the reason for asking it. */
function told(
  notes: Proposal['notes'],
  expert: Expert,
  says: string,
  because: string | null,
): NonNullable<Proposal['notes']> {
  const why = typeof notes?.['why'] === 'string' ? notes['why'] : says;
  return {
    ...notes,
    expert,
    why: because === null ? why : `${why} (${because[0]!.toUpperCase()}${because.slice(1)}.)`,
  };
}
