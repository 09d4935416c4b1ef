import type { Storage } from '../../storage/storage.ts';
import { repeatOf } from '../again/requeue.ts';
import type { Session } from '../session.ts';

const STALE_EVERY_MS = 500;

/** How long a sign of life of another host's worker may be absent. */
const GRACE_MS = 60_000;

/** Before an ask, where others share the storage: trials of lost workers go back to the queue, and what others wrote is taken in. */
export async function catchUp(session: Session): Promise<void> {
  const now = session.clock.elapsed();
  if (now - session.staleCheckedAt >= STALE_EVERY_MS) {
    session.staleCheckedAt = now;
    await requeueLost(session);
  }
  await (await session.reader()).refreshForAsk();
}

/**
 * Running trials of a study that nobody computes, as far as can be told, by id, and until when somebody did; milliseconds since 1970 UTC.
 *
 * @param at now, in the same unit
 */
export const lostSince = async (storage: Storage, study: number, at: number): Promise<ReadonlyMap<number, number>> =>
  (await storage.lostSince?.(study, at, GRACE_MS)) ?? new Map();

/** Trials whose worker died are failed, and queued again with their parameters, at most `retries` times. */
async function requeueLost(session: Session): Promise<void> {
  const lost = await session.persist(() =>
    session.storage.failStale(session.record.id, session.clock.instant(), GRACE_MS, (trial) =>
      repeatOf(trial, session.retries),
    ),
  );
  if (lost.length > 0) await session.refresh();
}
