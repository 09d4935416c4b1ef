import type { TrialDraft } from '../../history/record.ts';
import type { Random } from '../../math/random.ts';
import { madeCurve } from './made-curve.ts';
import type { Plan } from './plan.ts';

/**
 * Trials that stand in a simulated study for those that the study has: one that has used as much time, one as good as their best, and
 * those since that were no better, as far as limits look at them. They have no parameters, so that no setting is taken for tried.
 *
 * @param scale seconds of the search's own time in one of the study
 */
export function standIns({ before, limits, length, study }: Plan, root: Random, scale: number): readonly TrialDraft[] {
  if (before === undefined) return [];
  const failed = (seconds: number): TrialDraft => ({
    state: 'failed',
    startedAt: -1000 * scale * seconds,
    finishedAt: 0,
  });
  const isSpent = limits.computeSeconds !== undefined || limits.maxCost !== undefined;
  const spent = isSpent ? [failed(before.computeSeconds)] : [];
  if (limits.noImprovement === undefined) return spent;
  const best = before.results > 0 ? [bestOf(study.objectives, before.results, length.steps ?? 1, root)] : [];
  const counted = best.length === 0 ? spent.length : 0; // before a first result each counts for patience
  return [...spent, ...best, ...Array.from({ length: before.noBetter - counted }, () => failed(0))];
}

/** A trial as good as the best of so many at random, by each objective. */
function bestOf(objectives: Plan['study']['objectives'], results: number, step: number, root: Random): TrialDraft {
  const values = Object.entries(objectives).map(([name, direction]) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < results; i++) least = Math.min(least, madeCurve(root.fork(i).fork(name)).at(step));
    return direction === 'maximize' ? -least : least;
  });
  return { state: 'complete', values, finishedAt: 0 };
}
