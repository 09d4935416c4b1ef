import type { History } from '../../history/history.ts';
import type { winnerRow } from '../../history/confirmation.ts';
import type { EarlierStudy, Problem } from '../../history/problem.ts';
import type { Objective } from '../../history/record.ts';
import type { Sampler, SamplerRun } from '../../samplers/sampler.ts';
import { cardinality } from '../../space/distribution.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import type { Shape } from '../../space/shape.ts';
import type { SearchSpace } from '../../space/space.ts';
import type { Cursor, Storage, StudyRecord } from '../../storage/storage.ts';
import { OpenStudy } from '../open-study.ts';
import { Session } from '../session.ts';
import { named, type Setup } from './setup.ts';
import { type Clock, fidelityOf, type RunOptions, type Study } from '../study.ts';
import type { Objectives } from '../trial.ts';

const CLOCK: Clock = {
  instant: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** What a new and an opened study have in common when they start. */
export interface Prepared {
  readonly storage: Storage;
  readonly record: StudyRecord;
  readonly history: History;
  /** Where reading goes on; null = from the start. */
  readonly cursor: Cursor | null;
  readonly problem: Problem;
  readonly feasibility: Feasibility;
  readonly setup: Setup;
  readonly sampler: Sampler;
  readonly run: SamplerRun;
  /** Tells the best of trials that may have been run again. */
  readonly winner?: typeof winnerRow;
  /** What the trials that exist are stored with. */
  readonly warnings?: readonly unknown[];
}

/** The study at work. */
export async function started<S extends Shape, O extends Objectives>(
  { setup, ...parts }: Prepared,
  options: RunOptions<S>,
): Promise<Study<S, O>> {
  const session = new Session({
    ...parts,
    pruner: options.pruner ?? null,
    duplicates: setup.duplicates,
    copies: parts.run.members && (await import('../again/copies.ts')).alone(parts.sampler, options),
    unique: setup.duplicates === 'avoid' ? await import('../another.ts') : null,
    peers: parts.storage.traits.sharedBy === 'process' ? null : (await import('../shared/peers.ts')).peers(),
    retries: options.retries ?? 3,
    closing: options.close ?? 'prune-paused',
    clock: options.clock ?? CLOCK,
  });
  return new OpenStudy<S, O>(session, setup);
}

/** How the study will search: what the options say, else what is stored, else the defaults. */
export function setupOf(
  options: RunOptions & { readonly program?: string },
  objectives: readonly Objective[],
  sampler: Sampler,
  stored: Setup | null,
): Setup {
  const { space } = options;
  // Also where the space as a whole is infinite: the case of a branch that has no real number would come again and again.
  const mayRepeat =
    space?.nodes.some(
      ({ when, distribution }) => !when.length && cardinality(distribution) === Number.POSITIVE_INFINITY,
    ) === false;
  return {
    seed: options.seed ?? stored?.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    sampler: named(sampler),
    pruner:
      options.pruner === undefined ? (stored?.pruner ?? null) : options.pruner === null ? null : named(options.pruner),
    judgeBy:
      options.judgeBy ??
      stored?.judgeBy ??
      (objectives.length === 1 ? { kind: 'objective', name: objectives[0]!.name } : { kind: 'all' }),
    fidelity: fidelityOf(options.fidelity) ?? stored?.fidelity ?? null,
    duplicates: options.duplicates ?? stored?.duplicates ?? (mayRepeat ? 'avoid' : 'allow'),
    budget: options.budget ?? stored?.budget ?? null,
    spending: stored?.spending,
    declared: space !== undefined || (stored?.declared ?? false),
    program: options.program ?? stored?.program ?? null,
  };
}

/** What samplers and pruners are told. */
export function problemOf(
  space: SearchSpace | null,
  objectives: readonly Objective[],
  setup: Setup,
  transfer: readonly EarlierStudy[] = [],
): Problem {
  const { judgeBy, budget, spending, fidelity, seed } = setup;
  const learnt = transfer.length === 0 ? {} : { transfer };
  return { space, objectives, judgeBy, budget, spending, fidelity, seed, ...learnt };
}

/** @throws `space-unsupported` where the sampler's traits do not fit the problem, `config-invalid` where it is no sampler */
export async function checkTraits(sampler: Sampler, problem: Problem): Promise<void> {
  const { traits } = sampler;
  const isBranched = problem.space?.nodes.some(({ when }) => when.length > 0);
  if (!traits || (isBranched && !traits.conditional) || (traits.objectives === 'one' && problem.objectives.length > 1))
    throw (await import('./misfit.ts')).misfit(sampler, problem);
}
