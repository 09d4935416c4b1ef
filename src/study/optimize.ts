import type { Executor, Outcome } from '../execution/executor.ts';
import { next } from './ask.ts';
import { isOver, type RunningTrial } from './running.ts';
import { isBounded } from './limits/bounded.ts';
import { lanesOf } from './limits/lanes.ts';
import type { Bounds } from './limits/bounds.ts';
import type { Tally } from './limits/first-failures.ts';
import type { Session } from './session.ts';
import type { Limits, StoppedBy, Summary } from './study.ts';

/**
 * THE MAIN FLOW: ask → execute → tell, on as many lanes as allowed.
 *
 * A lane without work waits for the others: their results may promote a paused trial, or send one back to the queue. Lanes come and go
 * where somebody changes how many there may be.
 */
export async function optimize(session: Session, executor: Executor, limits: Limits): Promise<Summary> {
  const lanes = lanesOf(limits, executor.capacity);
  const bounds =
    session.peers || isBounded(limits)
      ? new (await import('./limits/bounds.ts')).Bounds(session, executor, limits, lanes)
      : null;
  const running = new Map<RunningTrial, Promise<void>>();
  const tally: Tally = { complete: 0, pruned: 0, paused: 0, failed: 0 };
  const others = session.peers && (await import('./shared/others.ts')).join(session, running, lanes, executor.capacity);
  let broken: unknown = null;

  const stopReason = (): StoppedBy | null =>
    limits.signal?.aborted || limits.finish?.aborted ? 'signal' : (bounds?.reached(tally, running.keys()) ?? null);

  async function lane(place: number): Promise<void> {
    for (;;) {
      await bounds?.refresh();
      if (broken !== null || others?.ends(place) || stopReason()) return;
      if (await others?.held()) continue;
      const [trial] = await next(session, 1, limits.trials);
      if (trial !== undefined) await run(trial);
      else if (running.size === 0) return;
      else await Promise.race(others?.news(running) ?? running.values());
    }
  }

  function run(trial: RunningTrial): Promise<void> {
    const work = runTrial(session, executor, trial, bounds, limits.signal, tally).finally(() => running.delete(trial));
    running.set(trial, work);
    return work;
  }

  /** On all lanes at once; where one breaks, the others finish what they run. */
  async function onLanes(one: (place: number) => Promise<void>): Promise<void> {
    const open = (place: number): Promise<void> =>
      one(place).catch((error: unknown) => {
        broken ??= error;
      });
    await (others?.lanes(open) ?? Promise.all([...Array(lanes).keys()].map(open)));
    if (broken !== null) throw broken;
  }

  try {
    await onLanes(lane);
    const reason = stopReason();
    const stoppedBy = reason ?? (session.exhausted || session.run.members?.room() === 0 ? 'exhausted' : 'trials');
    const more = await bounds?.end(stoppedBy, running, run, onLanes);
    if (reason === null && (others || session.history.open.length > 0))
      await (await import('./close.ts')).closeStudy(session, limits);
    return { ...tally, stoppedBy, ...more };
  } finally {
    others?.leave();
    bounds?.close();
  }
}

async function runTrial(
  session: Session,
  executor: Executor,
  trial: RunningTrial,
  bounds: Bounds | null,
  user: AbortSignal | undefined,
  tally: Tally,
): Promise<void> {
  const signal = bounds?.signal ?? user ?? NEVER;
  const isBegun = !signal.aborted;
  let outcome = trial.twin === null ? null : (await import('./again/reused.ts')).reused(session, trial);
  let broken: unknown = null;
  if (outcome === null && isBegun) {
    try {
      outcome = await executor.run(trial.task, trial, signal);
    } catch (error) {
      broken = error; // the executor's own fault: the trial goes back to the queue, and the search ends with the error
    }
  }
  const isStopped = signal.aborted && outcome?.state !== 'complete' && trial.ruling.verdict === 'continue';
  // At a limit a trial ends for good; whom the user stops, and who has not begun, goes back to the queue.
  const isAgain = isStopped && (!bounds?.ended || !isBegun);
  if (isStopped && !isAgain) outcome = bounds!.cut(trial);
  if (outcome !== null) bounds?.remark(trial, outcome);
  const end =
    isAgain || outcome === null
      ? (await import('./again/requeue.ts')).stopTrial(session, trial, broken)
      : endTrial(session, trial, outcome);
  // Somebody else may end a trial between its last report and its end: a worker that woke late has nothing to say any more.
  const state = await end.catch((error: unknown) => {
    if (!isOver(error)) throw error;
    return null;
  });
  if (state !== null && !trial.task.repeat) tally[state]++;
  if (broken !== null) throw broken;
}

/** Of trials that nobody aborts, such as those that are asked and told by hand. */
export const NEVER = new AbortController().signal;

/** Writes a trial's end; answers how it ended, or null where somebody else had ended it. */
export async function endTrial(session: Session, trial: RunningTrial, outcome: Outcome): Promise<keyof Tally | null> {
  if (trial.ended) return null;
  const { steps } = session.history.reports(trial.number);
  if (outcome.state === 'complete' && steps.at(-1) === trial.task.until)
    (await import('./telling/odd-end.ts')).noteShort(session, trial);
  const changes =
    trial.endChanges(outcome) ?? (await import('./telling/odd-end.ts')).faultChanges(session, trial, outcome);
  await session.write(changes);
  const last = changes.at(-1)!;
  return last.type === 'finished' ? last.state : 'paused';
}
