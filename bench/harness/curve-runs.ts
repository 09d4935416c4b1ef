import type { Work } from '../jobs.ts';
import { CurvePartner, curvePartnerHash } from '../peers/curve-partner.ts';
import { type CurveTask, curveTaskOf } from '../tasks/curves.ts';
import { type CurveBuild, loadSearch } from './curve-builds.ts';
import { ourSearch } from './curve-ours.ts';
import { type CurvePlan, type CurveRun, runCurves } from './curve-run.ts';
import { type Failed, kept } from './kept.ts';

/** Something that searches over curves: a build of ours, or a program in Python. Plain JSON. */
export type CurveOptimiser = { readonly label: string; readonly hash: string } & (
  | ({ readonly kind: 'ours' } & CurveBuild)
  | { readonly kind: 'peer'; readonly peer: string }
);

/** A pair of sampler and pruner in Python, by its name there. */
export function curvePeerOf(peer: string): CurveOptimiser {
  return { kind: 'peer', label: peer, hash: curvePartnerHash(), peer };
}

/** All runs of a question over curves. */
export interface CurveRuns {
  /** null where it is not there. */
  find(optimiser: CurveOptimiser, task: string, plan: CurvePlan): CurveRun | null;
  /** Runs that ended in an exception: what was thrown. */
  readonly failures: ReadonlyMap<string, string>;
}

interface CurveJob {
  readonly optimiser: CurveOptimiser;
  readonly task: string;
  readonly plan: CurvePlan;
}

/** Makes the runs that are missing, on `cores` processes, and keeps them. 0 cores: only looks for those that are there. */
export async function curveRunsOf(
  optimisers: readonly CurveOptimiser[],
  tasks: readonly CurveTask[],
  plans: readonly CurvePlan[],
  cores?: number,
): Promise<CurveRuns> {
  const jobs = plans.flatMap((plan) =>
    tasks.flatMap(({ name: task }) =>
      optimisers.map((optimiser) => ({ optimiser, key: key(task, plan), job: { optimiser, task, plan } as CurveJob })),
    ),
  );
  const all = await kept<CurveOptimiser, CurveJob, CurveRun>('curve-runs', '.cache/bench/curve-runs', jobs, cores);
  return { failures: all.failures, find: (optimiser, task, plan) => all.find(optimiser, key(task, plan)) };
}

/** Changes with what a search is told, and how it is run: a run that was kept under another number is made again. */
const RULES = 4;

function key(task: string, { seed, workers, fullRuns, trials }: CurvePlan): string {
  const limits = `${fullRuns === null ? '' : ` full runs ${fullRuns}`}${trials === null ? '' : ` trials ${trials}`}`;
  return `${task} v${curveTaskOf(task).version}.${RULES} seed ${seed} workers ${workers}${limits}`;
}

/** One run, in a helper process. */
export const work: Work<CurveJob, CurveRun | Failed> = async ({ optimiser, task: name, plan }) => {
  const task = curveTaskOf(name);
  let partner: CurvePartner | null = null;
  try {
    if (optimiser.kind === 'peer') partner = new CurvePartner(optimiser.peer);
    const loaded = optimiser.kind === 'ours' ? await loadSearch(optimiser) : null;
    return await runCurves(
      (clock) => (partner === null ? ourSearch(loaded!, task, plan, clock) : partner.search(task, plan)),
      task,
      plan,
    );
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    partner?.close();
  }
};
