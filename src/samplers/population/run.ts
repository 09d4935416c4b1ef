import { VernierError } from '../../errors.ts';
import type { Copy } from '../../history/population.ts';
import type { Fidelity, Problem } from '../../history/problem.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import { index, type Random } from '../../math/random.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { allDirections } from '../../math/sobol-directions.ts';
import type { SobolTable } from '../../math/sobol.ts';
import type { Distribution } from '../../space/distribution.ts';
import * as feasibility from '../../space/feasible.ts';
import { namedValues, nodeValues, type SearchSpace } from '../../space/nodes.ts';
import type { Members as Judging, Proposal, SamplerRun } from '../sampler.ts';
import { startPoint, startValue } from '../startup.ts';
import { alternatives } from '../suited.ts';
import { asNotes, Members } from './members.ts';
import type { PopulationRules } from './options.ts';

/** What the parameters of a copy are made of. */
export interface Exploration {
  readonly space: SearchSpace;
  readonly history: HistoryView;
  readonly members: Members;
  readonly copy: Copy;
  /** Parameters of the trial that is copied, by node; NaN = inactive. */
  readonly values: Float64Array;
  readonly random: Random;
}

/** New parameters of a copy, by node, and why these. Constraints are repaired afterwards. */
export type Explore = (given: Exploration) => { readonly values: Float64Array; readonly why: string };

/** A population: members start at the points of a Sobol sequence; copies explore. */
export class PopulationRun implements SamplerRun {
  readonly members: Judging;
  readonly #members: Members;
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #explore: Explore;
  readonly #directions: SobolTable;
  /** Why no member can be copied; null = one can. */
  readonly #warning: string | null;
  /** Trials that have warned of that. */
  readonly #warned = new Set<number>();
  #history: HistoryView | null = null;

  /** @throws `space-unsupported` where no space is declared, `config-invalid` where there is no fidelity */
  constructor(name: string, problem: Problem, rules: PopulationRules, explore: Explore) {
    this.#space = declared(name, problem);
    this.#seed = problem.seed;
    this.#explore = explore;
    this.#directions = this.#space.nodes.length > AT_HAND ? allDirections() : firstDirections();
    const fidelity = trained(name, problem);
    const members = new Members(fidelity, problem.budget, rules);
    this.#members = members;
    this.#warning = copylessWords(name, problem.budget, fidelity, members.interval, rules);
    this.members = {
      observe() {},
      judge: (row) => members.judge(row),
      until: (row) => members.until(row),
      why: (row) => members.why(row),
      promote(atMost) {
        const move = members.next(atMost);
        return move?.kind === 'go on' ? move.row : null;
      },
      room(atMost) {
        const missing = members.missing();
        return missing > 0 ? missing : members.next(atMost)?.kind === 'copy' ? 1 : 0;
      },
    };
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#members.observe(history, delta);
    if (this.#warning !== null) this.#noteWarned(history, delta);
  }

  #noteWarned(history: HistoryView, { rows, reset }: Delta): void {
    if (reset) this.#warned.clear();
    for (const row of reset ? everythingIn(history).rows : rows)
      if (history.notes(row)?.['warned'] === COPYLESS) this.#warned.add(row);
      else this.#warned.delete(row);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    return trials.map((trial, i) => {
      const move = this.#members.next(Number.POSITIVE_INFINITY, trials.slice(i)); // it is made: there may be so many
      const own = random.fork(trial);
      // Trials that are proposed together begin as members of their own: one copy is made at a time.
      if (move?.kind === 'copy' && i === 0) return this.#copy(move.instead, move.sources, own);
      const fresh = this.#fresh(trial, own);
      return this.#warning === null || i > 0 || this.#hasWarned(trial) ? fresh : warned(fresh, this.#warning);
    });
  }

  #hasWarned(trial: number): boolean {
    return [...this.#warned].some((row) => row < trial);
  }

  #fresh(trial: number, random: Random): Proposal {
    const values = startPoint(this.#space, trial, this.#seed, this.#directions, random, this.#history, feasibility);
    return { params: namedValues(this.#space, values), notes: { why: 'A new member: a point of a Sobol sequence.' } };
  }

  #copy(instead: number, sources: readonly number[], random: Random): Proposal {
    const history = this.#history!;
    const from = sources[index(random.fork('source'), sources.length)]!;
    const copy = { from, instead, at: this.#members.all.get(from)!.lastStep };
    const { values, why } = this.#explore({
      space: this.#space,
      history,
      members: this.#members,
      copy,
      values: nodeValues(this.#space, (name) => history.columns.get(name)?.values[from]),
      random: random.fork('explore'),
    });
    const kept = feasibility.repair(this.#space, values, random.fork('repair')) ?? values;
    return {
      params: namedValues(this.#space, kept),
      from,
      again: true,
      notes: {
        why: `Goes on from trial ${from}, which does better than trial ${instead}; ${why}`,
        copy: asNotes(copy),
      },
    };
  }

  suggest(trial: number, name: string, distribution: Distribution): number {
    return startValue(trial, name, distribution, this.#seed);
  }
}

/** What the trial notes that has warned that nobody can be copied: it is said once. */
const COPYLESS = 'copyless';

const warned = (proposal: Proposal, warning: string): Proposal => ({
  ...proposal,
  notes: { ...proposal.notes, warned: COPYLESS },
  warning,
});

/** Why a population is but so many trials side by side: its members are never judged, or no trial is left for a copy. null = it is one. */
function copylessWords(
  name: string,
  budget: number | null,
  { max }: Fidelity,
  interval: number,
  { population }: PopulationRules,
): string | null {
  if (interval >= max)
    return `${name} copies nobody: its interval is ${interval}, and the last step is ${max}, so no member is judged before its end. Take a smaller interval.`;
  if (budget !== null && budget <= population)
    return `${name} copies nobody: its population is ${population}, and ${budget} trials leave none for a copy. Take more trials, or a smaller population.`;
  return null;
}

/** Dimensions of the table that is there without unpacking the large one. */
const AT_HAND = 64;

function declared(name: string, problem: Problem): SearchSpace {
  if (problem.space !== null) return problem.space;
  throw new VernierError(
    'space-unsupported',
    `${name} needs a declared space: it must know all parameters beforehand.`,
    { hint: `Declare one with space({ … }). Or use ${alternatives(problem)}.` },
  );
}

/** How long members train. Without it a member would be paused at its last step, too, and copied there, with nothing left to train. */
function trained(name: string, { fidelity }: Problem): Fidelity {
  if (fidelity !== null) return fidelity;
  throw new VernierError('config-invalid', `${name} needs a fidelity: it must know at which step a training ends.`, {
    hint: "Say what a step is, and which one is the last: fidelity: { name: 'epoch', max: 24 }.",
  });
}
