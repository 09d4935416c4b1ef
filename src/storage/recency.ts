import type { History } from '../history/history.ts';
import { grown } from '../math/growing.ts';
import type { ChangePage, Cursor } from './storage.ts';

const NONE = -1;

const cursorOf = (tick: number): Cursor => String(tick) as Cursor;

/** Rows in the order of their last change: a list through two arrays, so that touching a row and asking what is newer cost O(1) a row. */
export class Recency {
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  /** When a row changed last: 1, 2, 3 … over all rows; 0 = never. */
  #tick = new Float64Array(0);
  #newest = NONE;
  #now = 0;

  /** @param rows how many have changed already, in order */
  constructor(rows = 0) {
    for (let row = 0; row < rows; row++) this.touch(row);
  }

  /** The tick of the last change. */
  get now(): number {
    return this.#now;
  }

  /** The tick of a row's last change. */
  tick(row: number): number {
    return this.#tick[row]!;
  }

  /** Makes a row the newest. */
  touch(row: number): void {
    this.#older = grown(this.#older, row + 1, NONE);
    this.#newer = grown(this.#newer, row + 1, NONE);
    this.#tick = grown(this.#tick, row + 1);
    this.#tick[row] = ++this.#now;
    if (row === this.#newest) return;
    const older = this.#older[row]!;
    const newer = this.#newer[row]!;
    if (older !== NONE) this.#newer[older] = newer;
    if (newer !== NONE) this.#older[newer] = older;
    if (this.#newest !== NONE) this.#newer[this.#newest] = row;
    this.#older[row] = this.#newest;
    this.#newer[row] = NONE;
    this.#newest = row;
  }

  /** Where reading goes on for whom everything is known. */
  get cursor(): Cursor {
    return cursorOf(this.#now);
  }

  /**
   * What a storage answers to `read`: each row that changed since, whole. Cost O(rows changed since).
   *
   * @param since null = from the start
   */
  page(history: History, since: Cursor | null, limit: number): ChangePage {
    const rows = this.since(since === null ? 0 : Number(since), Math.max(1, limit));
    const last = rows.length === 0 ? this.#now : this.tick(rows.at(-1)!);
    return {
      changes: rows.map((row) => ({ type: 'trial', trial: history.record(row) })),
      cursor: cursorOf(last),
      more: last < this.#now,
    };
  }

  /** The first `limit` rows changed after a tick, oldest change first. Cost O(rows changed after it). */
  since(tick: number, limit: number): readonly number[] {
    let row = this.#newest;
    if (row === NONE || this.#tick[row]! <= tick) return [];
    while (this.#older[row] !== NONE && this.#tick[this.#older[row]!]! > tick) row = this.#older[row]!;
    const rows: number[] = [];
    for (; row !== NONE && rows.length < limit; row = this.#newer[row]!) rows.push(row);
    return rows;
  }
}
