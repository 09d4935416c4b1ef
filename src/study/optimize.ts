import { errorOf, errorRecord } from '../errors.ts';
import type { Executor, Outcome } from '../execution/executor.ts';
import { next } from './ask.ts';
import { isOver, type RunningTrial } from './running.ts';
import { isBounded } from './limits/bounded.ts';
import type { Bounds } from './limits/bounds.ts';
import type { Tally } from './limits/first-failures.ts';
import type { Session } from './session.ts';
import type { ConfirmationSummary, Limits, StoppedBy, Summary } from './study.ts';

/**
 * THE MAIN FLOW: ask → execute → tell, on as many lanes as allowed.
 *
 * A lane without work waits for the others: their results may promote a paused trial, or send one back to the queue.
 */
export async function optimize(session: Session, executor: Executor, limits: Limits): Promise<Summary> {
  const wanted = limits.concurrency ?? (executor.capacity < Number.POSITIVE_INFINITY ? executor.capacity : 1);
  const lanes = Math.max(1, Math.min(wanted, executor.capacity));
  const bounds = isBounded(limits)
    ? new (await import('./limits/bounds.ts')).Bounds(session, executor, limits, lanes)
    : null;
  const failures = limits.firstFailures === undefined ? null : await import('./limits/first-failures.ts');
  const running = new Map<RunningTrial, Promise<void>>();
  const tally: Tally = { complete: 0, pruned: 0, paused: 0, failed: 0 };
  const stopBeating =
    session.storage.traits.sharedBy === 'process' ? null : (await import('./beat.ts')).beat(session, running);
  let broken: unknown = null;

  const stopReason = (): StoppedBy | null => {
    if (limits.signal?.aborted || limits.finish?.aborted) return 'signal';
    const isHopeless = failures?.hasOnlyFailed(session, limits.firstFailures!, tally, running.keys());
    return bounds?.reached() ?? (isHopeless ? 'failures' : null);
  };

  async function lane(): Promise<void> {
    for (;;) {
      if (bounds !== null) await bounds.refresh();
      if (broken !== null || stopReason() !== null) return;
      const [trial] = await next(session, 1, limits.trials);
      if (trial === undefined) {
        if (running.size === 0) return;
        await Promise.race(running.values());
        continue;
      }
      await run(trial);
    }
  }

  function run(trial: RunningTrial): Promise<void> {
    const work = runTrial(session, executor, trial, bounds, limits.signal, tally).finally(() => running.delete(trial));
    running.set(trial, work);
    return work;
  }

  const onLanes = (one: () => Promise<void>): Promise<unknown> =>
    Promise.all(
      Array.from({ length: lanes }, () =>
        one().catch((error: unknown) => {
          broken ??= error; // the other lanes finish what they run
        }),
      ),
    );

  let stoppedBy: StoppedBy = 'trials';
  let confirmation: ConfirmationSummary | undefined;
  try {
    await onLanes(lane);
    stoppedBy = stopReason() ?? (session.exhausted || session.run.members?.room() === 0 ? 'exhausted' : 'trials');
    if (limits.confirm && broken === null)
      confirmation = await (await import('./confirm/confirm.ts')).confirm(session, limits.confirm, {
        stoppedBy,
        reached: bounds!.reachedAfter,
        running,
        run,
        onLanes,
      });
  } finally {
    stopBeating?.();
    bounds?.close();
  }
  if (broken !== null) throw broken;
  const mayBePaused = session.storage.traits.sharedBy !== 'process' || session.history.open.length > 0;
  if (mayBePaused && (stoppedBy === 'trials' || stoppedBy === 'exhausted'))
    await (await import('./close.ts')).closeStudy(session);
  const why = stoppedBy === 'notWorthIt' && bounds!.why;
  return { ...tally, stoppedBy, ...(why && { why }), ...(confirmation && { confirmation }) };
}

async function runTrial(
  session: Session,
  executor: Executor,
  trial: RunningTrial,
  bounds: Bounds | null,
  user: AbortSignal | undefined,
  tally: Tally,
): Promise<void> {
  const signal = bounds?.signal ?? user ?? NEVER.signal;
  const isBegun = !signal.aborted;
  let outcome = reused(session, trial);
  let broken: unknown = null;
  if (outcome === null && isBegun) {
    try {
      outcome = await executor.run(trial.task, trial, signal);
    } catch (error) {
      broken = error; // the executor's own fault: the trial fails, and the search ends with the error
      outcome = { state: 'failed', error: errorOf(errorRecord(error)) };
    }
  }
  const isStopped = signal.aborted && outcome?.state !== 'complete' && trial.ruling.verdict === 'continue';
  // At a limit a trial ends for good; whom the user stops, and who has not begun, goes back to the queue.
  const isAgain = isStopped && (!bounds?.ended || !isBegun);
  if (isStopped && !isAgain) outcome = bounds!.cut(trial);
  if (outcome !== null) bounds?.remark(trial, outcome);
  const end =
    isAgain || outcome === null
      ? (await import('./requeue.ts')).stopTrial(session, trial)
      : endTrial(session, trial, outcome);
  const state = await end.catch(nullWhereOver);
  if (state !== null && !trial.task.repeat) tally[state]++;
  if (broken !== null) throw broken;
}

const NEVER = new AbortController();

/** Somebody else may end a trial between its last report and its end: a worker that woke late has nothing to say any more. */
function nullWhereOver(error: unknown): null {
  if (isOver(error)) return null;
  throw error;
}

/** With `duplicates: 'reuse'`, the score of an earlier complete trial with the same parameters. */
function reused(session: Session, trial: RunningTrial): Outcome | null {
  if (session.duplicates !== 'reuse' || trial.twin === null || session.history.state(trial.twin) !== 'complete')
    return null;
  trial.setSystem('vernier:reused', trial.twin);
  return { state: 'complete', score: session.history.record(trial.twin).values ?? [] };
}

/** Writes a trial's end; answers how it ended, or null where somebody else had ended it. */
export async function endTrial(session: Session, trial: RunningTrial, outcome: Outcome): Promise<keyof Tally | null> {
  if (trial.ended) return null;
  const changes = trial.endChanges(outcome) ?? trial.endChanges(await faulty(session, outcome))!;
  await session.write(changes);
  const last = changes[changes.length - 1]!;
  return last.type === 'finished' ? last.state : 'paused';
}

/** What an outcome with a score that is none comes to. */
async function faulty({ problem }: Session, outcome: Outcome): Promise<Outcome> {
  const { score } = outcome as Outcome & { readonly state: 'complete' };
  return { state: 'failed', error: (await import('./score-fault.ts')).faultError(problem.objectives, score) };
}
