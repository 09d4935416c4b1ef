import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { visible } from './text.ts';

/** Writes lines as fast as their reader takes them; ends early where the stream breaks or its reader has gone. */
export async function writeLines(out: Writable, lines: Iterable<string>): Promise<void> {
  for (const line of lines) {
    if (out.destroyed) return;
    if (!out.write(`${line}\n`)) await drained(out);
  }
}

/** Lines of data as a terminal may show them. */
export function* shown(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield visible(line);
}

/** Waits for room, or for the end. Whatever did not come is listened for no more: there may be a wait for every line. */
async function drained(out: Writable): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]).catch(() => undefined);
  over.abort();
}
