import { toWire } from '../wire/change-json.ts';
import type { FollowedStudy, News } from './followed-study.ts';

const encoder = new TextEncoder();
/** News goes to many: it is written once. */
const written = new WeakMap<News, Uint8Array>();

/** The bytes of one server-sent event. @param id where the reader stands after it; null = where it stood */
export function eventBytes(event: string, data: unknown, id: string | null = null): Uint8Array {
  return eventOf(event, JSON.stringify(data), id);
}

const eventOf = (event: string, json: string, id: string | null): Uint8Array =>
  encoder.encode(`event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${json}\n\n`);

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
      return eventBytes('changes', { changes: news.changes.map(toWire) }, news.cursor);
    case 'reset':
      return resetBytes(news.why);
    case 'trouble':
      return eventBytes('trouble', { message: news.trouble?.message ?? null, hint: news.trouble?.hint ?? null });
    default:
      return eventBytes(news.type, {});
  }
}

/** An event of a reader that catches up is closed once it has so many characters. */
const EVENT_LENGTH = 256 * 1024;

/**
 * Why a reader cannot catch up from a cursor, and has to load the snapshot; null = it can. Whole trials take more bytes than columns:
 * where many have changed, the snapshot is the shorter way.
 */
export function whyReset(study: FollowedStudy, cursor: string | null): string | null {
  const version = cursor === null ? null : study.versionOf(cursor);
  if (version === null) return cursor === null ? 'No cursor was given.' : 'The cursor is not known here.';
  const most = Math.max(5000, study.history.size / 4);
  return study.rowsSince(version).length > most ? 'Too much has changed since.' : null;
}

/**
 * The events that bring a reader from a version to the present, made as they are taken: the rows touched since, as whole trials. What is
 * touched meanwhile follows. Once it is done, the reader has all that there is at that moment.
 *
 * Only the last event of a round moves the reader's cursor, so whoever is cut off in between gets all of them again.
 */
export function* catchUp(study: FollowedStudy, version: number): Generator<Uint8Array, void> {
  for (let from = version; from < study.version; ) {
    const { version: to, cursor } = study;
    const rows = study.rowsSince(from);
    for (let at = 0; at < rows.length; ) {
      const texts: string[] = [];
      for (let length = 0; at < rows.length && length < EVENT_LENGTH; at++) {
        const text = JSON.stringify(toWire(study.whole(rows[at]!)));
        texts.push(text);
        length += text.length;
      }
      yield eventOf('changes', `{"changes":[${texts.join(',')}]}`, at === rows.length ? cursor : null);
    }
    from = to;
  }
}

/** The event that sends a reader back to the snapshot. */
export const resetBytes = (why: string): Uint8Array => eventBytes('reset', { why });
