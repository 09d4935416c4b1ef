import { confirmationOf, winnerRow } from '../../history/confirmation.ts';
import { type Confirms, repeatsOf } from '../../history/repeats.ts';
import { type Due, dueOf } from '../../history/due.ts';
import { asChange, type TrialDraft, type TrialRecord } from '../../history/record.ts';
import { resumed } from '../ask.ts';
import * as claimed from '../again/claimed.ts';
import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';
import type { ConfirmationSummary, StoppedBy } from '../study.ts';
import { draftOf } from './draft.ts';
import { runningElsewhere, unended } from './elsewhere.ts';
import { wantedOf } from './wanted.ts';

/** What confirming needs of the search that has just ended. */
export interface Ended {
  readonly stoppedBy: StoppedBy;
  /** Why no further trial may start; null = one may. */
  readonly reached: () => StoppedBy | null;
  /** Trials that run here. */
  readonly running: ReadonlyMap<RunningTrial, Promise<void>>;
  /** Rows of repeats that this call has run, also while it searched; grows as they end. */
  readonly repeats: ReadonlySet<number>;
  /** Runs a trial to its end. */
  readonly run: (trial: RunningTrial) => Promise<void>;
  /** Calls a lane as often as trials may run at once; what one throws ends the search. */
  readonly onLanes: (lane: () => Promise<void>) => Promise<void>;
}

/** How often others are looked at whose repeats are waited for, in milliseconds. */
const LOOK_MS = 200;

/**
 * Runs the best trials of a study again, as often as is wanted and has not been done yet, shared with all who do the same.
 *
 * What other processes ran of the search when it ended here is waited for, and run here where their workers die: it may beat those
 * that would be run again. What they begin later is not, for they may search on for long; who ends last confirms it.
 */
export async function confirm(
  session: Session,
  option: Parameters<typeof wantedOf>[0],
  ended: Ended,
): Promise<ConfirmationSummary> {
  const wanted = wantedOf(option);
  session.winner = winnerRow;
  await session.refresh();
  const due = (): Due => dueOf(session.history, wanted, forgiven);
  const draft = (one: Confirms): TrialDraft => draftOf(session.history, one, wanted);
  // Whatever failed in an earlier run may have been mended since.
  const forgiven: ReadonlySet<number> = new Set(
    repeatsOf(session.history).flatMap(({ row, state }) => (state === 'failed' ? [row] : [])),
  );
  const skipped = /^(?:signal|failures)$/.test(ended.stoppedBy) ? ended.stoppedBy : null;
  const awaited = runningElsewhere(session.history, session.storage.owner);
  let isDone = false;
  const stopped = (): StoppedBy | null => skipped ?? ended.reached();
  if (skipped === null)
    await ended.onLanes(async () => {
      while (!isDone && stopped() === null) {
        if (await session.peers?.held(session)) continue;
        const step = await session.inTurn(() => nextStep(session, due, awaited, draft));
        if (step === 'done') isDone = true;
        else if (step === 'wait') await Promise.race([...ended.running.values(), moment(session)]);
        else await ended.run(step);
      }
    });
  const { missing, open } = due();
  const left = missing.length + open.length;
  return {
    result: confirmationOf(session.history),
    // Those that were cut, or are in the queue again, do not count.
    runs: repeatsOf(session.history).filter(({ row, state }) => state !== 'open' && ended.repeats.has(row)).length,
    missing: left,
    stoppedBy: left === 0 ? null : (stopped() ?? ended.stoppedBy),
  };
}

const moment = (session: Session): Promise<void> =>
  new Promise((resolve) => {
    session.clock.after(LOOK_MS, resolve);
  });

/**
 * The next repeat to run, or a trial that was awaited and whose worker died; `wait` where others run the last repeats of a round, or a
 * trial that is awaited.
 */
async function nextStep(
  session: Session,
  due: () => Due,
  awaited: readonly number[],
  draft: (one: Confirms) => TrialDraft,
): Promise<RunningTrial | 'wait' | 'done'> {
  await session.peers?.catchUp(session); // trials whose worker died run no more; repeats are in the queue again
  for (;;) {
    await session.refresh();
    const others = unended(session.history, awaited);
    const left = others.find((row) => session.history.state(row) === 'waiting');
    if (left !== undefined) {
      const trial = await taken(session, left);
      if (trial !== null) return trial;
      continue;
    }
    if (others.length > 0) return 'wait';
    const { now, open } = due();
    if (now.length > 0) {
      await make(session, now.map(draft));
      continue;
    }
    const waiting = open.find(({ row }) => session.history.state(row) === 'waiting');
    if (waiting === undefined) return open.length > 0 ? 'wait' : 'done';
    const trial = await taken(session, waiting.row);
    if (trial !== null) return trial;
  }
}

/** A trial of the queue, to be run here; null = somebody else has it. */
async function taken(session: Session, row: number): Promise<RunningTrial | null> {
  const record = await claimed.claim(session, session.history.table.ids[row]!);
  const [trial = null] = record === null ? [] : await resumed(session, record, claimed);
  return trial;
}

/** Makes repeats in the queue, unless somebody has made trials since the history was read: these may be the same. */
async function make(session: Session, drafts: readonly TrialDraft[]): Promise<void> {
  const { storage, record, history } = session;
  const isLate = (made: readonly TrialRecord[]): boolean => made[0]!.number !== history.size;
  const made = await session.persist(() =>
    storage.createTrials(record.id, drafts, undefined, (trials) => (isLate(trials) ? null : [])),
  );
  if (made.length === 0) await session.refresh();
  else session.absorb(made.map(asChange));
}
