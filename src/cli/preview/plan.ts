import { VernierError } from '../../errors.ts';
import { OWNER } from '../../history/attribute-names.ts';
import { isFeasible } from '../../history/best.ts';
import { confirmsOf, repeatsOf } from '../../history/repeats.ts';
import { isRepeated } from '../../history/lineage.ts';
import type { TrialRecord } from '../../history/record.ts';
import { isTrained, membersOf } from '../../history/population.ts';
import type { HistoryView } from '../../history/view.ts';
import { type Budget, limitsOf } from '../../config/budget.ts';
import { spaceSize } from '../../space/space.ts';
import { dueOf } from '../../history/due.ts';
import type { ComputeTime } from '../../study/limits/compute.ts';
import { billOf } from '../../study/limits/cost.ts';
import { NoImprovement } from '../../study/limits/no-improvement.ts';
import { reachedBefore } from '../../study/preview/over.ts';
import type { Before, Plan, PlanLimits } from '../../study/preview/plan.ts';
import type { StoppedBy } from '../../study/study.ts';
import { CLOCK } from '../clock.ts';
import type { Job } from '../job.ts';
import { type KnownLength, lengthOf } from './length.ts';
import type { RunFlags } from '../run-options.ts';

/** What a run would be, as far as that can be known, and from where. */
export interface RunPlan {
  readonly plan: Plan;
  /** From where the length of trials is known. */
  readonly lengthBy: KnownLength['by'];
  /** Recorded trials that it rests on. */
  readonly recorded: number;
  /** Trials that the study has already, but for those that confirm others. */
  readonly before: number;
  /** What ends the search before its first trial; null = nothing does. */
  readonly over: StoppedBy | null;
  /** Is the search over, so that only the best trials are run again? The trials of the plan are these. */
  readonly isConfirming: boolean;
  /** What it means that the plan has all its trials. */
  readonly lastBy: StoppedBy;
  /** Can trials be stopped early? */
  readonly isPruned: boolean;
  /** Limits that are not looked at, for what they need is not known. */
  readonly ignored: readonly (keyof Budget | 'target')[];
}

/** What a study is found to have. */
export interface Found {
  readonly history: HistoryView;
  /** Settings that no trial has yet, where the search ends with them; null = there is no end of them, or none that can be foreseen. */
  readonly left: number | null;
  /** How long its trials have run. */
  readonly time: ComputeTime;
  /** Running trials that nobody computes, by id: those of a worker that died the run takes over, and begins them again. */
  readonly lost: Pick<ReadonlySet<number>, 'has'>;
}

/**
 * @param found null = there is no such study yet
 * @throws `config-invalid` for lengths that contradict each other, and where no limit is left whose end can be foreseen
 */
export function planOfRun(job: Job, budget: Budget, flags: RunFlags, found: Found | null): RunPlan {
  const { fidelity, sampler } = job;
  const history = found?.history ?? null;
  const isPruned = job.pruner === null ? false : job.pruner !== undefined || fidelity !== null || judges(job);
  const { length, by, recorded } = lengthOf(job, flags, history);
  // Half-run trials may go on, however many there are, and whatever settings were tried; also those of an earlier run that paused some.
  const isStanding = found !== null && (isPruned || hasPaused(found.history)) && length.steps !== null;
  const over = found === null ? null : overBy(job, budget, found, isStanding);
  // Where the search is over, nothing is found any more that would be run again, or be better.
  const searching = over === null ? budget : { ...budget, confirm: null, noImprovement: null };
  const { limits, ignored } = limitsOfPlan(searching, by !== 'unknown', found);
  if (job.target !== null) ignored.push('target');
  const byTrials = budget.trials === null ? Number.POSITIVE_INFINITY : trialsLeft(budget.trials, found);
  const left = (isStanding ? null : found?.left) ?? Number.POSITIVE_INFINITY;
  const trials = over === null ? Math.min(byTrials, left) : 0;
  const all: PlanLimits = {
    ...limits,
    ...(Number.isFinite(trials) ? { trials } : {}),
    concurrency: job.concurrency,
    graceSeconds: job.graceSeconds,
  };
  if (!isBounded(job, all)) throw boundless(ignored);
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
    ...(found === null ? {} : { before: beforeOf(found, isStanding && over === null) }),
  };
  const again = history === null || (isStanding && over === null) ? 0 : repeatsDue(history, budget, over);
  const isConfirming = again > 0;
  return {
    plan: isConfirming ? confirmingPlan(plan, again) : plan,
    lengthBy: by,
    recorded,
    before: found === null ? 0 : countedTrials(found),
    over,
    isConfirming,
    lastBy: over ?? (left <= byTrials ? 'exhausted' : 'trials'),
    isPruned: isPruned && over === null,
    ignored: over === null ? ignored : [],
  };
}

/** What ends the search before its first trial, as the run would find it; null = nothing does. */
function overBy(job: Job, budget: Budget, found: Found, isStanding: boolean): StoppedBy | null {
  const { history, left, time } = found;
  const limits = { ...limitsOf(budget), ...(job.target === null ? {} : { target: job.target }) };
  const reached = reachedBefore(history, limits, job.graceSeconds, CLOCK, time);
  if (reached !== null) return reached;
  if (left === 0 && !isStanding) return 'exhausted';
  if (isTrained(history, membersOf(job.sampler))) return 'exhausted';
  if (isStanding) return null;
  return budget.trials !== null && trialsLeft(budget.trials, found) === 0 ? 'trials' : null;
}

/** Repeats that are still to be run once the search is over: of the best trials, and else those of an earlier run that stand in the queue. */
function repeatsDue(history: HistoryView, { confirm }: Budget, over: StoppedBy | null): number {
  const isDone = over === 'trials' || over === 'exhausted';
  if (confirm === null) return isDone ? repeatsOf(history).filter(({ state }) => state === 'open').length : 0;
  if (!isDone && over !== 'target' && over !== 'noImprovement') return 0;
  const { missing, open } = dueOf(history, confirm, NONE);
  return missing.length + open.length;
}

/** No repeat was given up. */
const NONE: ReadonlySet<number> = new Set();

/** So many whole trials, within what there is of time, computation and money. */
function confirmingPlan({ study: { objectives }, limits, ...plan }: Plan, trials: number): Plan {
  return { ...plan, study: { objectives, pruner: null }, limits: { ...limits, trials } };
}

/** What limits find of a study's trials, and these themselves where they may go on. */
function beforeOf(found: Found, isStanding: boolean): Before {
  const { history, time } = found;
  let results = 0;
  for (let row = 0; row < history.size; row++) if (isFeasible(history, row)) results++;
  return {
    results,
    noBetter: new NoImprovement(history, () => Number.POSITIVE_INFINITY).since,
    computeSeconds: time.seconds,
    ...(isStanding ? { standing: standingOf(found) } : {}),
  };
}

/** Trials as the run would find them: lost ones wait, to be begun again. What others run is over, for it does not end here. */
function standingOf(found: Found): NonNullable<Before['standing']> {
  const { history, lost } = found;
  const trials = Array.from({ length: history.size }, (_, row): TrialRecord => {
    const trial = history.record(row);
    if (trial.state !== 'running') return trial;
    if (isLost(history, row, lost)) return { ...trial, state: 'waiting', reports: [], metrics: {} };
    return { ...trial, state: 'failed', finishedAt: CLOCK.instant() };
  });
  return { trials, counted: countedTrials(found) };
}

const hasPaused = (history: HistoryView): boolean => history.open.some((row) => history.state(row) === 'paused');

const judges = ({ sampler }: Job): boolean => sampler?.traits.judges === true;

/** The limits of a plan, but for the number of trials; those that need the length of trials only where it is known. */
function limitsOfPlan(
  budget: Budget,
  isTimed: boolean,
  study: Found | null,
): { readonly limits: PlanLimits; readonly ignored: (keyof Budget | 'target')[] } {
  const { seconds, computeSeconds, maxCost, cost, noImprovement, confirm, finishRunning } = budget;
  const bill = study === null || cost === null ? null : billOf(study.history, study.time, cost);
  const perHour = isTimed
    ? (cost?.perHour ?? (bill?.isKnown && study!.time.seconds > 0 ? meanPerHour(bill, study!.time) : null))
    : null;
  const ignored: (keyof Budget | 'target')[] = [
    ...(!isTimed && seconds !== null ? ['seconds' as const] : []),
    ...(!isTimed && computeSeconds !== null ? ['computeSeconds' as const] : []),
    ...(perHour === null && maxCost !== null ? ['maxCost' as const] : []),
    ...(budget.whenGainPerHourBelow === null ? [] : ['whenGainPerHourBelow' as const]),
  ];
  const limits: PlanLimits = {
    ...(seconds === null || !isTimed ? {} : { seconds }),
    ...(computeSeconds === null || !isTimed ? {} : { computeSeconds }),
    ...(maxCost === null || perHour === null ? {} : { maxCost }),
    ...(perHour === null ? {} : { costPerHour: perHour }),
    ...(noImprovement === null ? {} : { noImprovement }),
    ...(confirm === null ? {} : { confirm }),
    ...(finishRunning ? { finishRunning } : {}),
  };
  return { limits, ignored };
}

const meanPerHour = (bill: { total(): number }, time: ComputeTime): number => (3600 * bill.total()) / time.seconds;

/** How many trials a limit on them leaves. */
const trialsLeft = (trials: number, found: Found | null): number =>
  Math.max(0, trials - (found === null ? 0 : countedTrials(found)));

/** Trials that count for the limit and are not waiting to be run. */
function countedTrials({ history, lost }: Found): number {
  let counted = 0;
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    if (
      state !== 'waiting' &&
      !isLost(history, row, lost) &&
      state !== 'removed' &&
      !isRepeated(history, row) &&
      confirmsOf(history, row) === null
    )
      counted++;
  }
  return counted;
}

/** Does a trial run that nobody computes? One that names no owner is taken over by nobody. */
const isLost = (history: HistoryView, row: number, lost: Found['lost']): boolean =>
  history.state(row) === 'running' &&
  history.attribute(row, 'system', OWNER) !== undefined &&
  lost.has(history.record(row).id);

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
