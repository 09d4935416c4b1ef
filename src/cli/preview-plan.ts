import { VernierError } from '../errors.ts';
import { confirmsOf } from '../history/repeats.ts';
import { isRepeated } from '../history/lineage.ts';
import { isTrained, membersOf } from '../history/population.ts';
import type { HistoryView } from '../history/view.ts';
import type { Budget } from '../config/budget.ts';
import { spaceSize } from '../space/space.ts';
import { dueOf } from '../history/due.ts';
import { ComputeTime } from '../study/limits/compute.ts';
import { billOf } from '../study/limits/cost.ts';
import type { Plan, PlanLimits } from '../study/preview/plan.ts';
import { CLOCK } from './clock.ts';
import type { Job } from './job.ts';
import { lengthOf, type KnownLength } from './preview-length.ts';
import type { RunFlags } from './run-options.ts';

/** What a run would be, as far as that can be known, and from where. */
export interface RunPlan {
  readonly plan: Plan;
  /** From where the length of trials is known. */
  readonly lengthBy: KnownLength['by'];
  /** Recorded trials that it rests on. */
  readonly recorded: number;
  /** Trials that the study has already, but for those that confirm others. */
  readonly before: number;
  /** Has the study all its trials, so that only the best of them are run again? The trials of the plan are these. */
  readonly isConfirming: boolean;
  /** Has its population come to its end, so that nothing is left to run? */
  readonly isOver: boolean;
  /** Can trials be stopped early? */
  readonly isPruned: boolean;
  /** Limits that are not looked at, for what they need is not known. */
  readonly ignored: readonly (keyof Budget | 'target')[];
}

/** @throws `config-invalid` for lengths that contradict each other, and where no limit is left whose end can be foreseen */
export function planOfRun(job: Job, budget: Budget, flags: RunFlags, history: HistoryView | null): RunPlan {
  const { fidelity, sampler } = job;
  const isPruned = job.pruner === null ? false : job.pruner !== undefined || fidelity !== null || judges(job);
  const { length, by, recorded } = lengthOf(job, flags, history);
  const { limits, ignored } = limitsLeft(budget, by !== 'unknown', history);
  if (job.target !== null) ignored.push('target');
  const isOver = history !== null && isTrained(history, membersOf(sampler));
  const all: PlanLimits = {
    ...limits,
    ...(isOver ? { trials: 0 } : {}),
    concurrency: job.concurrency,
    graceSeconds: job.graceSeconds,
  };
  if (!isBounded(job, all)) throw boundless(ignored);
  const due =
    limits.trials === 0 && budget.confirm !== null && history !== null ? dueOf(history, budget.confirm, NONE) : null;
  const again = due === null ? 0 : due.missing.length + due.open.length;
  const plan: Plan = {
    study: {
      objectives: job.objectives,
      ...(job.space === null ? {} : { space: job.space }),
      ...(sampler === null ? {} : { sampler }),
      ...(job.pruner === undefined ? {} : { pruner: job.pruner }),
      ...(fidelity === null ? {} : { fidelity }),
      ...(job.judgeBy === null ? {} : { judgeBy: job.judgeBy }),
      ...(job.duplicates === null ? {} : { duplicates: job.duplicates }),
    },
    limits: all,
    length,
    seed: job.seed ?? 0,
  };
  const isConfirming = again > 0;
  return {
    plan: isConfirming ? confirmingPlan(plan, again) : plan,
    lengthBy: by,
    recorded,
    before: history === null ? 0 : countedTrials(history),
    isConfirming,
    isOver,
    isPruned: isPruned && !isConfirming,
    ignored,
  };
}

/** No repeat was given up. */
const NONE: ReadonlySet<number> = new Set();

/** So many whole trials, within what is left of time, computation and money. */
function confirmingPlan({ study: { objectives }, limits, length, seed }: Plan, trials: number): Plan {
  const { confirm: _, noImprovement: __, ...supplies } = limits;
  return { study: { objectives, pruner: null }, limits: { ...supplies, trials }, length, seed };
}

const judges = ({ sampler }: Job): boolean => sampler?.traits.judges === true;

/** What is left of limits when the study has trials already; those that need the length of trials only where it is known. */
function limitsLeft(
  budget: Budget,
  isTimed: boolean,
  history: HistoryView | null,
): { readonly limits: PlanLimits; readonly ignored: (keyof Budget | 'target')[] } {
  const { trials, seconds, computeSeconds, maxCost, cost, noImprovement, confirm, finishRunning } = budget;
  const time = history === null ? null : new ComputeTime(history, CLOCK);
  const bill = time === null || cost === null ? null : billOf(history!, time, cost);
  const perHour = isTimed
    ? (cost?.perHour ?? (bill?.isKnown && time!.seconds > 0 ? meanPerHour(bill, time!) : null))
    : null;
  const ignored: (keyof Budget | 'target')[] = [
    ...(!isTimed && seconds !== null ? ['seconds' as const] : []),
    ...(!isTimed && computeSeconds !== null ? ['computeSeconds' as const] : []),
    ...(perHour === null && maxCost !== null ? ['maxCost' as const] : []),
    ...(budget.whenGainPerHourBelow === null ? [] : ['whenGainPerHourBelow' as const]),
  ];
  const limits: PlanLimits = {
    ...(trials === null ? {} : { trials: Math.max(0, trials - (history === null ? 0 : countedTrials(history))) }),
    ...(seconds === null || !isTimed ? {} : { seconds }),
    ...(computeSeconds === null || !isTimed
      ? {}
      : { computeSeconds: Math.max(0, computeSeconds - (time?.seconds ?? 0)) }),
    ...(maxCost === null || perHour === null ? {} : { maxCost: Math.max(0, maxCost - (bill?.total() ?? 0)) }),
    ...(perHour === null ? {} : { costPerHour: perHour }),
    ...(noImprovement === null ? {} : { noImprovement }),
    ...(confirm === null ? {} : { confirm }),
    ...(finishRunning ? { finishRunning } : {}),
  };
  return { limits, ignored };
}

const meanPerHour = (bill: { total(): number }, time: ComputeTime): number => (3600 * bill.total()) / time.seconds;

/** Trials that count for the limit and are not waiting to be run. */
function countedTrials(history: HistoryView): number {
  let counted = 0;
  for (let row = 0; row < history.size; row++) {
    const isThere = !['waiting', 'removed'].includes(history.state(row));
    if (isThere && !isRepeated(history, row) && confirmsOf(history, row) === null) counted++;
  }
  return counted;
}

function isBounded(job: Job, { trials, seconds, computeSeconds, maxCost, noImprovement }: PlanLimits): boolean {
  if ([trials, seconds, computeSeconds, maxCost, noImprovement].some((limit) => limit !== undefined)) return true;
  if (job.sampler?.name === 'grid' || judges(job)) return true;
  return job.space !== null && Number.isFinite(spaceSize(job.space)) && job.duplicates !== 'allow';
}

function boundless(ignored: RunPlan['ignored']): VernierError {
  if (ignored.includes('seconds') || ignored.includes('computeSeconds'))
    return new VernierError('config-invalid', 'The run ends by time, and nothing says how long a trial takes.', {
      hint: 'Add --trial-seconds 90, or --step-seconds 2 where a fidelity says how many steps a trial has.',
    });
  if (ignored.includes('maxCost'))
    return new VernierError('config-invalid', 'The run ends by its cost, and nothing says yet what a trial costs.', {
      hint: 'Add --trial-seconds 90 with --cost-per-hour 2.4, or bound the preview with --trials 100.',
    });
  return new VernierError(
    'config-invalid',
    `Nothing ends this run but ${ignored.includes('target') ? 'its target' : 'what an hour gains'}, and when that will be no simulation can say.`,
    { hint: 'Add a limit beside: --trials 100 or --time 2h.' },
  );
}
