// What the rows over learning curves share: searches, their runs on all cores, and what is said where a pruner is not there.
import { curveBuildOf } from '../harness/curve-builds.ts';
import type { CurvePlan, CurveRun } from '../harness/curve-run.ts';
import { type CurveOptimiser, curvePeerOf, curveRunsOf } from '../harness/curve-runs.ts';
import { RANDOM_RUNS, type Recommender, regretOfRuns } from '../harness/curve-figures.ts';
import { duration } from '../harness/progress.ts';
import type { RowOptions } from '../measurement.ts';
import { hasPartners } from '../peers/partner.ts';
import { type CurveTask, curveTasks } from '../tasks/curves.ts';
import { seedsFrom } from './auto.ts';

/** Searches are made with so many workers. */
export const WORKERS = [1, 4, 16] as const;

const SEEDS = 20;

/** What was run: every search on every task. */
export interface CurveField {
  readonly tasks: readonly CurveTask[];
  readonly ours: readonly CurveOptimiser[];
  readonly peers: readonly CurveOptimiser[];
  /** One a seed. */
  of(optimiser: CurveOptimiser, task: CurveTask, workers: number): readonly CurveRun[];
  /** How many runs of ours ended in an exception. */
  readonly failures: number;
}

/** What a row asks for. */
export interface CurveQuestion {
  /** [pruner, sampler] each. */
  readonly searches: readonly (readonly [pruner: string, sampler: string])[];
  readonly peers?: readonly string[];
  /** Configurations of each search; default: any number, within the epochs of `RANDOM_RUNS` full runs. */
  readonly trials?: number;
}

/** Runs what a row asks for on the twelve tables. @throws NotExported where a pruner or sampler is not there */
export async function curveField(
  { searches, peers = [], trials }: CurveQuestion,
  row: RowOptions,
): Promise<CurveField> {
  const tasks = curveTasks();
  const ours: CurveOptimiser[] = [];
  for (const [pruner, sampler] of searches) ours.push({ kind: 'ours', ...(await curveBuildOf(pruner, sampler)) });
  const others = hasPartners() ? peers.map(curvePeerOf) : [];
  if (peers.length > 0 && !hasPartners()) row.progress('there is no Python environment: without peers');
  const planOf = (seed: number, workers: number): CurvePlan => ({
    seed,
    workers,
    fullRuns: trials === undefined ? RANDOM_RUNS : null,
    trials: trials ?? null,
  });
  const seeds = seedsFrom(row, SEEDS);
  const plans = seeds.flatMap((seed) => WORKERS.map((workers) => planOf(seed, workers)));
  const began = performance.now();
  const runs = await curveRunsOf([...ours, ...others], tasks, plans);
  row.progress(`runs took ${duration(performance.now() - began)}`);
  for (const [name, thrown] of [...runs.failures].slice(0, 3)) row.progress(`✗ ${name}: ${thrown}`);
  return {
    tasks,
    ours,
    peers: others,
    of: (optimiser, task, workers) =>
      seeds.flatMap((seed) => runs.find(optimiser, task.name, planOf(seed, workers)) ?? []),
    failures: [...runs.failures.keys()].filter((name) => ours.some(({ label }) => name.startsWith(`${label} `))).length,
  };
}

/** The default search, or `--sampler PRUNER,SAMPLER` in its place. */
export function defaultSearch({ sampler = 'auto,auto' }: RowOptions): readonly [pruner: string, sampler: string] {
  const [pruner, other] = sampler.split(',');
  if (other === undefined) throw new Error(`--sampler ${sampler}: expected PRUNER,SAMPLER, such as asha,tpe.`);
  return [pruner!, other];
}

/** Geometric mean over seeds by task, after so many full runs' worth of epochs. */
export function regretsByTask(
  { tasks, of }: CurveField,
  optimiser: CurveOptimiser,
  workers: number,
  fullRuns: number,
  by: Recommender,
): number[] {
  return tasks.map((task) => regretOfRuns(of(optimiser, task, workers), task, fullRuns, by));
}
