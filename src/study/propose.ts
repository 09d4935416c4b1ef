import { NOTES, SEEN, WARNING } from '../history/attribute-names.ts';
import type { History } from '../history/history.ts';
import { attributed, type Change, type Json } from '../history/record.ts';
import type { Seen } from '../history/seen.ts';
import type { Random } from '../math/random.ts';
import type { Proposal, SamplerRun } from '../samplers/sampler.ts';
import { contains } from '../space/distribution.ts';
import { fromUnit } from '../space/encode.ts';
import type { Feasibility } from '../space/feasibility.ts';
import { isActive, namedValues, type SearchSpace } from '../space/space.ts';
import { meant } from '../space/sticks.ts';
import { errorRecord } from '../errors.ts';

/** What a study does about a configuration that was tried before. */
export type Duplicates = 'allow' | 'avoid' | 'reuse';

/** A trial that waits for its parameters: what it must have, by stored name (an enqueued trial's wish). */
export interface Unassigned {
  readonly number: number;
  readonly fixed: ReadonlyMap<string, number>;
}

/** The parameters of one trial, and what is stored with them. */
export interface Assignment {
  readonly number: number;
  /** By node; NaN = inactive. */
  readonly values: Float64Array;
  readonly notes: Readonly<Record<string, Json>> | null;
  readonly warning: string | null;
  readonly from: number | null;
  /** The earlier trial with the same parameters, if any; null where that does not matter. */
  readonly twin: number | null;
}

/** What proposing looks at; the same when a study runs and when it is replayed. */
export interface Proposing {
  readonly space: SearchSpace;
  readonly history: History;
  readonly run: SamplerRun;
  readonly root: Random;
  readonly duplicates: Duplicates;
  readonly feasibility: Feasibility;
  /** `another.ts`, where duplicates are avoided. */
  readonly another: ((given: Proposing, trial: Unassigned, taken: readonly Float64Array[]) => Assignment | null) | null;
}

/**
 * A sampler's run that also decides elsewhere, such as in a thread: there it draws, completes and checks its proposals by a
 * copy of the history as it is at the call, so that nothing that happens meanwhile can change them.
 */
export interface RunElsewhere extends SamplerRun {
  /** The same as `decide` with the run in place; null = not now: decide here, by its other methods. */
  assign(trials: readonly Unassigned[], duplicates: Duplicates): Promise<readonly Assignment[]> | null;
  /** Ends what runs elsewhere, once it has answered; the next `assign` starts it again. */
  close(): Promise<void>;
}

/** Does the run decide elsewhere? */
export function isElsewhere(run: SamplerRun): run is RunElsewhere {
  return 'assign' in run;
}

/** The sampler's proposals, or the word that it failed. */
export interface Drawn {
  readonly proposals: readonly Proposal[];
  readonly warning: string | null;
}

/**
 * The stream of trials that are about to start. A trial's own fork of it is the same whether it was asked for alone or with
 * others, so samplers that draw by number give the same trials.
 */
function streamOf(root: Random, numbers: readonly number[]): Random {
  if (numbers.length === 1) return root.fork(numbers[0]!);
  const together = root.fork('together').fork(numbers[0]!);
  return {
    uniform: () => together.uniform(),
    normal: () => together.normal(),
    fork: (key) => (typeof key === 'number' ? root.fork(key).fork(key) : together.fork(key)),
  };
}

/** What trials about to start begin with, decided where the run decides: see `assign`. */
export function decide(
  given: Proposing,
  trials: readonly Unassigned[],
): readonly Assignment[] | Promise<readonly Assignment[]> {
  const elsewhere = isElsewhere(given.run) ? given.run.assign(trials, given.duplicates) : null;
  if (elsewhere !== null) return elsewhere;
  const drawn = draw(
    given,
    trials.map(({ number }) => number),
  );
  return 'then' in drawn ? drawn.then((later) => assign(given, trials, later)) : assign(given, trials, drawn);
}

/** Asks the sampler. One that throws must not stop the study: its trials are drawn at random, with a word about it. */
export function draw(
  { run, root }: Proposing,
  numbers: readonly number[],
  stream = streamOf(root, numbers),
): Drawn | Promise<Drawn> {
  const failed = (error: unknown): Drawn => ({
    proposals: numbers.map(() => ({ params: new Map(), notes: { why: 'Drawn at random, for the sampler failed.' } })),
    warning: `The sampler failed: ${errorRecord(error).message}`,
  });
  try {
    const proposals = run.propose(numbers, stream);
    return 'then' in proposals
      ? proposals.then((made): Drawn => ({ proposals: made, warning: null })).catch(failed)
      : { proposals, warning: null };
  } catch (error) {
    return failed(error);
  }
}

/**
 * Parameters for trials about to start: the sampler's proposals, completed and checked, parents first.
 * Inactive names are dropped, missing or impossible values are filled by `suggest`, constraints are repaired;
 * a duplicate is drawn anew where it is to be avoided. So a sampler cannot store nonsense.
 * Synchronous: nothing may happen between what was seen and what is chosen.
 *
 * @returns an assignment per trial, in order; fewer where the space is exhausted.
 */
export function assign(given: Proposing, trials: readonly Unassigned[], drawn: Drawn): readonly Assignment[] {
  const assignments: Assignment[] = [];
  const taken: Float64Array[] = [];
  for (const [i, trial] of trials.entries()) {
    const proposal = drawn.proposals[i];
    if (proposal === undefined && trial.fixed.size === 0) break;
    let made = completed(given, trial, proposal ?? NOTHING, drawn.warning);
    if (given.another !== null && trial.fixed.size === 0 && isTaken(made, taken)) {
      const fresh = given.another(given, trial, taken);
      if (fresh === null) break;
      made = fresh;
    }
    taken.push(made.values);
    assignments.push(made);
  }
  return assignments;
}

/** Of a sampler that has nothing to say. */
export const NOTHING: Proposal = { params: new Map() };

/** The parameters of a trial: what was proposed, and what is missing of it. */
export function completed(given: Proposing, trial: Unassigned, proposal: Proposal, warning: string | null): Assignment {
  const { space, run, root, history, feasibility } = given;
  const values = new Float64Array(space.nodes.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Number.NaN;
    if (!isActive(space, values, i)) continue;
    const { name, distribution } = space.nodes[i]!;
    const wish = trial.fixed.get(name) ?? proposal.params.get(name);
    if (wish !== undefined && contains(distribution, wish)) values[i] = wish;
    else {
      const own = root.fork(trial.number).fork(name);
      values[i] =
        warning === null ? run.suggest(trial.number, name, distribution, own) : fromUnit(distribution, own.uniform());
    }
  }
  const kept = meant(
    space,
    trial.fixed.size > 0 || space.constraints.length === 0
      ? values
      : (feasibility.repair(space, values, root.fork(trial.number).fork('repair')) ?? values),
  );
  return {
    number: trial.number,
    values: kept,
    notes: proposal.notes ?? null,
    warning:
      warning ??
      (feasibility.satisfies(space, kept)
        ? (proposal.warning ?? null)
        : 'The parameters given break a constraint of the space.'),
    from: proposal.from ?? null,
    twin: proposal.again || given.duplicates === 'allow' ? null : history.find(namedValues(space, kept)),
  };
}

/** Has a trial these parameters, or one of those that are about to? */
export const isTaken = (made: Assignment, taken: readonly Float64Array[]): boolean =>
  made.twin !== null || taken.some((other) => other.every((value, i) => Object.is(value, made.values[i])));

/** Adds the changes that store an assignment: every parameter, why it was chosen, and what had been seen. */
export function addChanges(changes: Change[], space: SearchSpace, id: number, made: Assignment, seen: Seen): void {
  for (let i = 0; i < space.nodes.length; i++) {
    const { name, distribution } = space.nodes[i]!;
    const internal = made.values[i]!;
    if (!Number.isNaN(internal)) changes.push({ type: 'suggested', id, name, distribution, internal });
  }
  changes.push(attributed(id, SEEN, seen as unknown as Json));
  if (made.notes !== null) changes.push(attributed(id, NOTES, made.notes));
  if (made.warning !== null) changes.push(attributed(id, WARNING, made.warning));
}
