import type { Work } from '../jobs.ts';
import { checkPeer, Partner, partnerHash } from '../peers/partner.ts';
import { taskOf } from '../tasks/catalog.ts';
import { load } from './builds.ts';
import { type Failed, kept } from './kept.ts';
import { type Run, type RunPlan, runOurs } from './run.ts';
import type { Task } from './task.ts';

/** Something that searches: a build of ours, or a program in Python. Plain JSON. */
export type Optimiser = { readonly label: string; readonly hash: string } & (
  | { readonly kind: 'ours'; readonly file: string; readonly options: string }
  | { readonly kind: 'peer'; readonly peer: string }
);

/** An optimiser in Python, by its name there. @throws for names that are not known there */
export function peerOf(peer: string): Optimiser {
  checkPeer(peer);
  return { kind: 'peer', label: peer, hash: partnerHash(), peer };
}

/** One run to be made. */
export interface Job {
  readonly optimiser: Optimiser;
  readonly task: string;
  readonly plan: RunPlan;
}

/** All runs of a question, each made once: what any earlier measurement of the same code has found is read. */
export interface Runs {
  /** @throws where this run was not part of the question, or has failed */
  of(optimiser: Optimiser, task: string, seed: number): Run;
  /** The same; null where it is not there. */
  find(optimiser: Optimiser, task: string, seed: number): Run | null;
  /** Runs that ended in an exception: what was thrown. */
  readonly failures: ReadonlyMap<string, string>;
}

const FOLDER = '.cache/bench/runs';

/**
 * Makes the runs that are missing, on `cores` processes. 0 cores: only looks for those that are there.
 *
 * @param plans  one a seed
 */
export async function runsOf(
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  plans: readonly RunPlan[],
  cores?: number,
): Promise<Runs> {
  // Seed by seed, so that an interrupted measurement has something to say of every task.
  const jobs = plans.flatMap((plan) =>
    tasks.flatMap(({ name: task }) =>
      optimisers.map((optimiser) => ({ optimiser, key: key(task, plan), job: { optimiser, task, plan } as Job })),
    ),
  );
  const all = await kept<Optimiser, Job, Run>('runs', FOLDER, jobs, cores);
  const bySeed = new Map(plans.map((plan) => [plan.seed, plan]));
  const find = (optimiser: Optimiser, task: string, seed: number): Run | null => {
    const plan = bySeed.get(seed);
    return plan === undefined ? null : all.find(optimiser, key(task, plan));
  };
  return {
    failures: all.failures,
    find,
    of(optimiser, task, seed) {
      const found = find(optimiser, task, seed);
      if (found !== null) return found;
      throw new Error(
        `${optimiser.label} has no run on ${task} with seed ${seed}: ${[...all.failures.values()][0] ?? 'it was not asked for'}`,
      );
    },
  };
}

function key(task: string, { seed, trials, batch = 1, transfer = false }: RunPlan): string {
  const special = `${batch === 1 ? '' : ` batch ${batch}`}${transfer ? ' transfer' : ''}`;
  return `${task} v${taskOf(task).version} seed ${seed} trials ${trials}${special}`;
}

/** One run, in a helper process. */
export const work: Work<Job, Run | Failed> = async ({ optimiser, task, plan }) => {
  try {
    if (optimiser.kind === 'peer') return await partner(optimiser.peer).run(taskOf(task), plan);
    return await runOurs(await load(optimiser), taskOf(task), plan);
  } catch (error) {
    if (optimiser.kind === 'peer') dismiss(optimiser.peer);
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

const partners = new Map<string, Partner>();

function partner(peer: string): Partner {
  if (!partners.has(peer)) partners.set(peer, new Partner(peer));
  return partners.get(peer)!;
}

/** A partner that has failed is not asked again; the next run starts another one. */
function dismiss(peer: string): void {
  partners.get(peer)?.close();
  partners.delete(peer);
}
