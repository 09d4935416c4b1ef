import type { Change } from '../history/record.ts';
import { toWire } from '../wire/change-json.ts';
import type { FollowedStudy, News } from './followed-study.ts';

const encoder = new TextEncoder();
/** News goes to many: it is written once. */
const written = new WeakMap<News, Uint8Array>();

/** The bytes of one server-sent event. @param id where the reader stands after it; null = where it stood */
export function eventBytes(event: string, data: unknown, id: string | null = null): Uint8Array {
  return encoder.encode(`event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
}

/** What connections are kept open with: a comment. */
export const HEARTBEAT = encoder.encode(': still here\n\n');
/** The first bytes of a stream: come back after a second. */
export const OPENING = encoder.encode('retry: 1000\n\n');

/** A piece of news as an event. */
export function newsBytes(news: News): Uint8Array {
  let bytes = written.get(news);
  if (bytes === undefined) written.set(news, (bytes = bytesOf(news)));
  return bytes;
}

function bytesOf(news: News): Uint8Array {
  switch (news.type) {
    case 'changes':
      return changesBytes(news.changes, news.cursor);
    case 'reset':
      return eventBytes('reset', { why: news.why });
    case 'trouble':
      return eventBytes('trouble', { message: news.trouble?.message ?? null, hint: news.trouble?.hint ?? null });
    default:
      return eventBytes(news.type, {});
  }
}

const changesBytes = (changes: readonly Change[], id: string | null): Uint8Array =>
  eventBytes('changes', { changes: changes.map(toWire) }, id);

/** Trials in one event of a reader that catches up. */
const TRIALS_AN_EVENT = 200;
/** Beyond so many bytes the snapshot is the shorter way. */
const LONGEST_BYTES = 8_000_000;

/** How a reader comes to the present: by events, or, where there is no way, by loading the snapshot. */
export type CatchUp =
  | { readonly events: readonly Uint8Array[]; readonly reset: null }
  | { readonly events: null; readonly reset: Uint8Array };

/**
 * The way from a cursor to the present: the rows touched since, as whole trials. Only the last event moves the reader's cursor, so
 * whoever is cut off in between gets all of them again.
 */
export function catchUpFrom(study: FollowedStudy, cursor: string | null): CatchUp {
  const version = cursor === null ? null : study.versionOf(cursor);
  if (version === null) return reset(cursor === null ? 'No cursor was given.' : 'The cursor is not known here.');
  const rows = study.rowsSince(version);
  const events: Uint8Array[] = [];
  let bytes = 0;
  for (let at = 0; at < rows.length; at += TRIALS_AN_EVENT) {
    const isLast = at + TRIALS_AN_EVENT >= rows.length;
    const changes = rows.slice(at, at + TRIALS_AN_EVENT).map((row) => study.whole(row));
    const event = changesBytes(changes, isLast ? study.cursor : null);
    bytes += event.length;
    if (bytes > LONGEST_BYTES) return reset('Too much has changed since.');
    events.push(event);
  }
  return { events, reset: null };
}

const reset = (why: string): CatchUp => ({ events: null, reset: eventBytes('reset', { why }) });
