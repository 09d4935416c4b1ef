import { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import { type Change, recordOf } from '../history/record.ts';
import type { Delta } from '../history/view.ts';
import { index, type Random, random } from '../math/random.ts';
import type { Proposal, Sampler, SamplerRun } from '../samplers/sampler.ts';
import { contains, type Distribution, describe } from '../space/distribution.ts';
import { isActive, namedValues, type SearchSpace } from '../space/nodes.ts';

/** A study without storage and executor: what a sampler lives through, step by step, on made-up time. */
export interface Simulation {
  readonly history: History;
  /** All changes in order, as they came: one list an event. */
  readonly events: readonly (readonly Change[])[];
  /** By trial number: what was proposed, and how many events had come before. */
  readonly proposals: readonly { readonly proposal: Proposal; readonly events: number }[];
  /** Shape (trials × nodes): the configurations that ran. */
  readonly values: readonly Float64Array[];
}

/** How a simulated study runs. */
export interface SimulationOptions {
  readonly trials: number;
  /** Trials that run at once; they end in a random order of the problem's seed. Default 1. */
  readonly workers?: number;
  /** One number per objective, from values by node (NaN = inactive). */
  readonly objective: (values: Float64Array, trial: number) => readonly number[];
  /** Outcome constraints, by the same values. */
  readonly constraints?: (values: Float64Array) => Readonly<Record<string, number>>;
  /** How a trial ends; complete by default. A pruned one reports its value first. */
  readonly ends?: (trial: number) => 'complete' | 'pruned' | 'failed';
}

/** The stream that a study gives the sampler for one trial. */
export const trialStream = (problem: Problem, trial: number): Random => random(problem.seed).fork(trial);

/**
 * Runs a sampler on an objective until the trials are used up or the space is.
 *
 * @throws an error that names the parameter, where a proposal leaves the space.
 */
export async function simulate(sampler: Sampler, problem: Problem, options: SimulationOptions): Promise<Simulation> {
  const space = problem.space!;
  const run = await sampler.start(problem);
  const history = new History(problem.objectives);
  const events: Change[][] = [];
  const proposals: { proposal: Proposal; events: number }[] = [];
  const values: Float64Array[] = [];
  const running: number[] = [];
  const order = random(problem.seed).fork('order of ending');
  const take = (changes: Change[]): void => {
    events.push(changes);
    run.observe(history, history.apply(changes));
  };
  for (let exhausted = false; ; ) {
    const isFull = running.length >= (options.workers ?? 1) || proposals.length >= options.trials || exhausted;
    if (isFull && running.length === 0) break;
    if (isFull) {
      const [trial] = running.splice(index(order, running.length), 1);
      take(ending(trial!, values[trial!]!, options));
      continue;
    }
    const trial = proposals.length;
    take([{ type: 'trial', trial: recordOf({ state: 'running', startedAt: trial }, trial, trial) }]);
    const [proposal] = await run.propose([trial], trialStream(problem, trial));
    if (proposal === undefined) {
      exhausted = true;
      continue;
    }
    proposals.push({ proposal, events: events.length });
    values.push(completed(space, run, proposal, trial, trialStream(problem, trial)));
    take(suggestions(space, trial, values[trial]!, proposal));
    running.push(trial);
  }
  return { history, events, proposals, values };
}

/** One more proposal of a fresh run that takes in a history at once, or in the pieces given. */
export async function proposedAfter(
  sampler: Sampler,
  problem: Problem,
  events: readonly (readonly Change[])[],
  trial: number,
  pieces: 'one' | 'each' | 'reset',
): Promise<Proposal | undefined> {
  const run = await sampler.start(problem);
  const history = new History(problem.objectives);
  if (pieces === 'each') for (const changes of events) run.observe(history, history.apply(changes));
  else {
    if (pieces === 'reset') {
      const [half, rest] = [events.slice(0, events.length >> 1), events.slice(events.length >> 1)];
      run.observe(history, history.apply(half.flat()));
      history.apply(rest.flat());
    } else history.apply(events.flat());
    run.observe(history, everything(history, pieces === 'reset'));
  }
  return (await run.propose([trial], trialStream(problem, trial)))[0];
}

/** A delta of all rows. */
export function everything(history: History, reset: boolean): Delta {
  return { rows: Int32Array.from({ length: history.size }, (_, row) => row), reset };
}

function ending(trial: number, params: Float64Array, { objective, constraints, ends }: SimulationOptions): Change[] {
  const outcome = Object.entries(constraints?.(params) ?? {});
  const state = ends?.(trial) ?? 'complete';
  const values = state === 'failed' ? null : [...objective(params, trial)];
  return [
    ...outcome.map(([key, value]): Change => ({ type: 'constrained', id: trial, key, value })),
    ...(state === 'pruned' ? [{ type: 'reported', id: trial, step: trial % 9, values: values! } as const] : []),
    { type: 'finished', id: trial, state, values, at: 1000 + trial },
  ];
}

/** As a study does: inactive names are dropped and missing ones suggested; but what leaves the space is an error here. */
function completed(
  space: SearchSpace,
  run: SamplerRun,
  { params }: Proposal,
  trial: number,
  stream: Random,
): Float64Array {
  const values = new Float64Array(space.nodes.length).fill(Number.NaN);
  space.nodes.forEach(({ name, distribution }, i) => {
    if (!isActive(space, values, i)) return;
    values[i] = params.get(name) ?? run.suggest(trial, name, distribution, stream.fork(name));
    checkMember(name, distribution, values[i]!);
  });
  return values;
}

function checkMember(name: string, distribution: Distribution, value: number): void {
  if (!contains(distribution, value)) throw new Error(`${name} = ${value} is no value of ${describe(distribution)}`);
}

function suggestions(space: SearchSpace, trial: number, values: Float64Array, { notes }: Proposal): Change[] {
  const stored = namedValues(space, values);
  const changes: Change[] = [];
  space.nodes.forEach(({ name, distribution }, i) => {
    if (!Number.isNaN(values[i]!))
      changes.push({ type: 'suggested', id: trial, name, distribution, internal: stored.get(name)! });
  });
  if (notes !== undefined)
    changes.push({ type: 'attributed', id: trial, owner: 'system', key: 'vernier:notes', value: notes });
  return changes;
}
