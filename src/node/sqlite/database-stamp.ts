import { statSync } from 'node:fs';

/** A file system tells apart changes that are so far from one another, in milliseconds; most do far better. */
const TICK_MS = 100;

/** What was written to the log so long ago is seen by all readers: no disk is slower, and no process is held longer amid a commit. */
const SETTLED_MS = 5000;

/**
 * A text that is another one after any change to a SQLite file; null = it cannot be told.
 *
 * What is new goes to the log beside the file, and from there to the file itself. Of a change a moment ago nothing is said: the next one
 * may leave the same mark. And a reader may come between the writing of a change and its commit, which leaves no mark of its own:
 * so the text is another one, too, once what was written last has settled.
 *
 * The index of the log, which tells of each commit, is not looked at: to open and close it drops the locks that this process has on it.
 *
 * @param now milliseconds since 1970 UTC
 */
export function databaseStamp(file: string, now: number): string | null {
  const parts: string[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  for (const path of [file, `${file}-wal`]) {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat !== undefined) newest = Math.max(newest, Number(stat.mtimeMs));
    parts.push(stat === undefined ? 'none' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`);
  }
  if (newest > now - TICK_MS) return null;
  return [...parts, newest > now - SETTLED_MS ? 'new' : 'settled'].join(' ');
}
