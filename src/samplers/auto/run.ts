import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { cardinality } from '../../space/distribution.ts';
import { satisfies } from '../../space/feasible.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { cmaEs } from '../evolution/cma-es.ts';
import { GpRun } from '../gp/run.ts';
import { settings } from '../gp/settings.ts';
import { checkOptions, type NoOptions } from '../options.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { quasiRandom } from '../quasi-random.ts';
import { settings as densitySettings } from '../tpe/options.ts';
import { startTpe, type TpeRun } from '../tpe/tpe.ts';
import { Untried } from '../untried.ts';
import { BRISK, decide, type Decision, type Expert, LIGHT, LISTED, type Situation } from './decide.ts';
import { type Extent, extentOf } from './extent.ts';
import { allowance } from './governor.ts';
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
    tpe: await startTpe(problem, densitySettings({})),
    gp: declared ? new GpRun(problem, settings({})) : null,
    cmaEs: isNumeric ? await cmaEs().start(problem) : null,
    quasiRandom: await quasiRandom().start(problem),
  };
  return new AutoRun(problem, experts, rule);
}

/** Those that watch the study; the ones that the space has no use for are not there. */
interface Experts {
  readonly tpe: TpeRun;
  readonly gp: GpRun | null;
  readonly cmaEs: SamplerRun | null;
  readonly quasiRandom: SamplerRun;
}

class AutoRun implements SamplerRun {
  readonly #experts: Experts;
  readonly #rule: Rule;
  readonly #watch: Watch;
  readonly #extent: Extent | null;
  readonly #untried: Untried | null;
  #history: HistoryView | null = null;

  constructor(problem: Problem, experts: Experts, rule: Rule) {
    this.#experts = experts;
    this.#rule = rule;
    this.#watch = new Watch(problem.objectives.length);
    this.#extent = problem.space === null ? null : extentOf(problem.space);
    this.#untried = problem.space === null ? null : Untried.of(problem.space, satisfies);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#watch.observe(history, delta);
    this.#untried?.observe(history, delta);
    const { tpe, gp, cmaEs } = this.#experts;
    for (const expert of [tpe, gp, cmaEs]) expert?.observe(history, delta);
  }

  /** Density estimation chooses what appears while a trial runs. */
  get why(): string {
    return this.#experts.tpe.why!;
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] | Promise<readonly Proposal[]> {
    const decision = this.#decision(trials);
    const tell = (proposals: readonly Proposal[]): readonly Proposal[] =>
      proposals.map((proposal) => ({ ...proposal, notes: told(proposal.notes, decision) }));
    const proposals = this.#proposed(decision.expert, trials, random);
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
    const { tpe, gp, cmaEs, quasiRandom } = this.#experts;
    if (expert === 'tpe') return tpe.propose(trials, random);
    if (expert === 'lightTpe') return tpe.propose(trials, random, LIGHT);
    if (expert === 'cmaEs') return cmaEs!.propose(trials, random);
    if (expert === 'quasiRandom') return quasiRandom.propose(trials, random);
    return gp!.propose(trials, random, expert === 'brisk' ? BRISK : undefined);
  }

  #decision(trials: readonly number[]): Decision {
    const { gp, cmaEs } = this.#experts;
    if (gp === null) return { expert: 'tpe', because: null };
    const { results, modelled, seconds, workers } = this.#watch;
    const models = this.#watch.models + (gp.isThrifty ? 1 : 0);
    return this.#rule({
      trial: trials[0]!,
      results,
      modelled,
      models,
      extent: this.#extent!, // there is a space where there is a process
      untried: this.#history === null ? null : (this.#untried?.count(this.#history, LISTED) ?? null),
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
    if (parameter.kind === 'categorical' && !parameter.ordered) continue; // a thousand colours are no number
    if (parameter.kind === 'simplex' || cardinality(parameter) > 20) numbers++;
  }
  return numbers >= 0.8 * groups.length;
}

/** The expert's own notes, with its name and, before its own sentence, why it was asked where it is not the first choice. */
function told(notes: Proposal['notes'], { expert, because }: Decision): NonNullable<Proposal['notes']> {
  const why = notes?.['why'];
  if (typeof why !== 'string' || because === null) return { ...notes, expert };
  return { ...notes, expert, why: `${because[0]!.toUpperCase()}${because.slice(1)}: ${why}` };
}
