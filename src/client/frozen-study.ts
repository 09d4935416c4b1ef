import { historyOf } from '../history/snapshot-writer.ts';
import type { FeedStatus, StudyFeed } from './feed.ts';

/**
 * A study out of the bytes of a snapshot, as a report holds them. It has the face of a live one, and does not move.
 *
 * @param bytes are used up
 * @param at when the snapshot was made, milliseconds since 1970 UTC
 * @throws `version-mismatch` for bytes that are no snapshot of this version
 */
export function openFrozenStudy(bytes: ArrayBuffer, at: number): StudyFeed {
  const history = historyOf({ size: 0, bytes });
  const status: FeedStatus = { state: 'frozen', why: null, hint: null, since: at, nextTryAt: null };
  const nothing = () => undefined;
  return { history, status, subscribe: () => nothing, rest: nothing, retry: nothing, close: nothing };
}
