import { RETRY_OF } from '../../history/lineage.ts';
import { type Change, isFinished, recordOf } from '../../history/record.ts';
import { REMOVED } from '../optuna/codec.ts';
import type { ChangePage, Cursor } from '../storage.ts';
import type { SqlDriver } from './driver.ts';
import type { TrialHead, TrialReader } from './trial-reader.ts';
import { RecordSink, type TrialSink } from './trial-sink.ts';

/**
 * Where a reader stands. Optuna keeps no log of changes, so what may have changed is looked at again:
 * open trials each time, finished ones never, new ones by their id. Example: { last: 12, open: [9, 12], from: 0, removed: 0 }
 */
interface Position {
  /** The highest id seen. */
  readonly last: number;
  /** Ids seen that had not reached an end, ascending. */
  readonly open: readonly number[];
  /** Open ids up to this one were looked at in the present round of pages; 0 = a new round begins. */
  readonly from: number;
  /** The last mark of a removed trial seen: marks have ascending ids of their own. */
  readonly removed: number;
}

const START: Position = { last: 0, open: [], from: 0, removed: 0 };

const PAGE_END =
  'SELECT MAX(trial_id), COUNT(*) FROM (SELECT trial_id FROM trials WHERE study_id = ? AND trial_id > ? ORDER BY trial_id LIMIT ?)';

const REMOVED_SINCE = `SELECT a.trial_system_attribute_id, t.trial_id, t.number
  FROM trial_system_attributes a CROSS JOIN trials t
  WHERE a."key" IN ('${RETRY_OF}', '${REMOVED}') AND a."key" = '${REMOVED}'
  AND t.trial_id = a.trial_id AND t.study_id = ? AND a.trial_system_attribute_id > ?
  ORDER BY a.trial_system_attribute_id LIMIT ?`;

const ROWS_A_PAGE = 10_000;

/** Reads a whole study into a sink, page by page; answers where `readPage` goes on. */
export async function loadStudy(
  db: SqlDriver,
  reader: TrialReader,
  study: number,
  objectives: number,
  sink: TrialSink,
): Promise<Cursor> {
  const open: number[] = [];
  let last = 0;
  let trials = 500; // a page; grows and shrinks so that it has about `ROWS_A_PAGE` rows in all tables
  for (;;) {
    const [upTo, count] = await pageEnd(db, study, last, trials);
    if (count === 0) break;
    const page = await reader.range(db, study, last, upTo, objectives, sink);
    for (const head of page.heads) if (isOpen(head)) open.push(head.id);
    last = upTo;
    trials = Math.max(1, Math.min(ROWS_A_PAGE, Math.round((count * ROWS_A_PAGE) / page.rows)));
  }
  const marks = await db.all(REMOVED_SINCE, [study, 0, Number.MAX_SAFE_INTEGER]);
  return cursorOf({ last, open, from: 0, removed: (marks.at(-1)?.[0] as number | undefined) ?? 0 });
}

/** Answers what may have changed since a cursor, as whole records: removed trials, open ones, new ones. */
export async function readPage(
  db: SqlDriver,
  reader: TrialReader,
  study: number,
  objectives: number,
  since: Cursor | null,
  limit: number,
): Promise<ChangePage> {
  const at = since === null ? START : (JSON.parse(since) as Position);
  const room = Math.max(1, limit);

  const marks = since === null ? [] : await db.all(REMOVED_SINCE, [study, at.removed, room]);
  const changes: Change[] = marks.map(([, id, number]) => ({
    type: 'trial',
    trial: recordOf({ state: 'removed' }, id as number, number as number),
  }));
  const removed =
    since === null ? await lastMark(db, study) : ((marks.at(-1)?.[0] as number | undefined) ?? at.removed);

  const sink = new RecordSink();
  const again = at.open.filter((id) => id > at.from).slice(0, room - changes.length);
  const stillOpen = new Set(at.open);
  for (const id of again) stillOpen.delete(id);
  for (const [first, end] of runs(again, (id) => reader.isLong(id))) {
    const { heads } = await reader.range(db, study, first - 1, end, objectives, sink);
    for (const head of heads) if (isOpen(head)) stillOpen.add(head.id);
  }

  let { last } = at;
  const left = room - changes.length - again.length;
  const [upTo, count] = left > 0 ? await pageEnd(db, study, last, left) : [last, 0];
  if (count > 0) {
    const { heads } = await reader.range(db, study, last, upTo, objectives, sink);
    for (const head of heads) if (isOpen(head)) stillOpen.add(head.id);
    last = upTo;
  }
  for (const trial of sink.records()) changes.push({ type: 'trial', trial });

  const more = changes.length >= room;
  const from = more ? Math.max(at.from, again.at(-1) ?? 0, count > 0 ? upTo : 0) : 0;
  return { changes, cursor: cursorOf({ last, open: [...stillOpen].sort((a, b) => a - b), from, removed }), more };
}

/** First and last of each run of neighbouring ids: a thousand waiting trials in a row are read at once. @param isAlone is it a run of its own? */
function runs(
  ids: readonly number[],
  isAlone: (id: number) => boolean,
): readonly (readonly [first: number, last: number])[] {
  const found: [number, number][] = [];
  for (const id of ids) {
    const newest = found.at(-1);
    if (newest !== undefined && newest[1] === id - 1 && !isAlone(id) && !isAlone(newest[1])) newest[1] = id;
    else found.push([id, id]);
  }
  return found;
}

async function pageEnd(
  db: SqlDriver,
  study: number,
  after: number,
  limit: number,
): Promise<[upTo: number, count: number]> {
  const [row] = await db.all(PAGE_END, [study, after, limit]);
  return [(row![0] as number | null) ?? after, row![1] as number];
}

async function lastMark(db: SqlDriver, study: number): Promise<number> {
  const marks = await db.all(REMOVED_SINCE, [study, 0, Number.MAX_SAFE_INTEGER]);
  return (marks.at(-1)?.[0] as number | undefined) ?? 0;
}

const isOpen = (head: TrialHead): boolean => head.state !== 'removed' && !isFinished(head.state);

const cursorOf = (position: Position): Cursor => JSON.stringify(position) as Cursor;
