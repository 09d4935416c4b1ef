import { isVernierError } from '../errors.ts';
import { studyMissing } from '../storage/refusals.ts';
import type { History } from '../history/history.ts';
import type { Change } from '../history/record.ts';
import { snapshotOf } from '../history/snapshot-writer.ts';
import type { Cursor, Storage, StudyRecord } from '../storage/storage.ts';
import { idOf } from '../study/opening/setup.ts';
import { grown } from '../math/growing.ts';
import type { Archive, Trouble } from './archive.ts';
import { historyBytes } from './history-bytes.ts';
import { recordChanges } from './record-changes.ts';

/** What a study's listeners hear of. */
export type News =
  | { readonly type: 'changes'; readonly changes: readonly Change[]; readonly cursor: string }
  | { readonly type: 'study' }
  | { readonly type: 'reset'; readonly why: string }
  | { readonly type: 'trouble'; readonly trouble: Trouble | null }
  | { readonly type: 'deleted' };

/** What follows a study needs to know of its surroundings. */
export interface Following {
  readonly archive: Archive;
  /** Text that tells this opening of the study from all others. */
  newEpoch(): string;
  elapsed(): number;
  /** As in `ServerPorts`. */
  stamp(): string | null;
}

/** A compressed snapshot is given out again for so long, in milliseconds: events lead from it to the present. */
const SNAPSHOT_MS = 2000;
/** The study's own attributes are looked at so often, in milliseconds. */
const RECORD_MS = 1000;
const PAGE = 1000;

/**
 * One study, kept up to date from the storage and shared by all that look at it.
 *
 * A cursor is `EPOCH.VERSION`: the version counts the changes taken in, each row remembers the version that touched it last, so
 * a reader that comes back with any earlier version gets the rows touched since, however long it was away.
 */
export class FollowedStudy {
  record: StudyRecord;
  history: History;
  epoch: string;
  version = 0;
  /** When somebody looked at it last, by the clock that never goes back. */
  usedAt: number;
  isDeleted = false;
  readonly #around: Following;
  #cursor: Cursor;
  #generation: number;
  #touched = new Float64Array(0);
  readonly #listeners = new Set<(news: News) => void>();
  #refreshing: Promise<void> | null = null;
  /** The storage's stamp before it was last read: as long as it stays, there is nothing new. */
  #stamp: string | null = null;
  #recordAt: number;
  #trouble: Trouble | null = null;
  #snapshot: { readonly cursor: string; readonly at: number; readonly bytes: Promise<Uint8Array> } | null = null;
  #bytes: { readonly size: number; readonly version: number; readonly bytes: number } | null = null;

  private constructor(around: Following, record: StudyRecord, history: History, cursor: Cursor) {
    this.#around = around;
    this.record = record;
    this.history = history;
    this.epoch = around.newEpoch();
    this.#cursor = cursor;
    this.#generation = around.archive.generation;
    this.usedAt = this.#recordAt = around.elapsed();
  }

  /** Loads a study. @throws `study-missing`, `storage-unavailable` */
  static async open(around: Following, record: StudyRecord): Promise<FollowedStudy> {
    const { history, cursor } = await around.archive.load(record);
    return new FollowedStudy(around, record, history, cursor);
  }

  get cursor(): string {
    return `${this.epoch}.${this.version}`;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** About how many bytes it takes. Counted anew when it has grown by a tenth. */
  get bytes(): number {
    const { size } = this.history;
    const known = this.#bytes;
    if (known !== null && size <= 1.1 * known.size && this.version <= known.version + 1000) return known.bytes;
    const bytes = historyBytes(this.history) + 8 * this.#touched.length;
    this.#bytes = { size, version: this.version, bytes };
    return bytes;
  }

  subscribe(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Takes in what was written since the last time. Calls at the same time share one look.
   *
   * @throws `storage-unavailable`; `study-missing` once it was deleted
   */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** As `refresh`, after a change of the study's own attributes: looks at these, too. */
  async refreshRecord(): Promise<void> {
    await this.#refreshing?.catch(() => undefined); // it may have looked before the change
    this.#recordAt = Number.NEGATIVE_INFINITY;
    this.#stamp = null;
    return this.refresh();
  }

  async #read(): Promise<void> {
    const { archive } = this.#around;
    if (this.isDeleted) throw studyMissing(this.record.id);
    const stamp = this.#around.stamp();
    if (stamp !== null && stamp === this.#stamp && this.#trouble === null) return;
    this.#stamp = null;
    try {
      const isLookedAt = await this.#identify();
      if (this.#generation !== archive.generation) await this.#loadAgain();
      for (let more = true; more; ) {
        const page = await archive.use((storage) => storage.read(this.record.id, this.#cursor, PAGE));
        if (this.#generation !== archive.generation) return await this.#loadAgain();
        this.#cursor = page.cursor;
        more = page.more;
        this.#take(page.changes.flatMap((change) => this.#news(change)));
      }
      this.#tellTrouble(null);
      if (isLookedAt) this.#stamp = stamp; // else something may have been said of the study that was not looked at
    } catch (error) {
      if (isVernierError(error) && error.code === 'study-missing') this.#deleted();
      if (isVernierError(error) && error.code === 'storage-unavailable') this.#tellTrouble(archive.trouble);
      throw error;
    }
  }

  /**
   * Is it still the same study, and what is said of it? Ids are given out again after a deletion. Answers whether it looked: it did so
   * a moment ago, else.
   */
  async #identify(): Promise<boolean> {
    const { archive, elapsed } = this.#around;
    if (elapsed() - this.#recordAt < RECORD_MS && this.#generation === archive.generation) return false;
    const found = await archive.use((storage) => findSame(storage, this.record));
    this.#recordAt = elapsed();
    const isSame = found !== null && (idOf(this.record) === '' || idOf(found) === idOf(this.record));
    if (!isSame) throw studyMissing(this.record.id);
    const isChanged = JSON.stringify(found) !== JSON.stringify(this.record);
    this.record = found;
    if (isChanged) this.#tell({ type: 'study' });
    return true;
  }

  /** The storage was opened again: it may be an older copy, so everything is read anew. */
  async #loadAgain(): Promise<void> {
    const { archive, newEpoch } = this.#around;
    const { history, cursor } = await archive.load(this.record);
    this.history = history;
    this.#cursor = cursor;
    this.#generation = archive.generation;
    this.epoch = newEpoch();
    this.version = 0;
    this.#touched = new Float64Array(0);
    this.#snapshot = null;
    this.#bytes = null;
    this.#tellTrouble(null);
    this.#tell({ type: 'reset', why: 'The storage was opened again.' });
  }

  /** What is new in a change that the storage answers: mostly whole records, of which little is. */
  #news(change: Change): readonly Change[] {
    if (change.type !== 'trial') return [change];
    const { trial } = change;
    const row = this.history.table.rowOf.get(trial.id);
    if (row === undefined || row !== trial.number) return [change];
    return recordChanges(this.history.record(row), trial);
  }

  #take(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const { rows } = this.history.apply(changes);
    this.version++;
    this.#touched = grown(this.#touched, this.history.size);
    for (const row of rows) this.#touched[row] = this.version;
    this.#tell({ type: 'changes', changes, cursor: this.cursor });
  }

  #deleted(): void {
    if (this.isDeleted) return;
    this.isDeleted = true;
    this.#tell({ type: 'deleted' });
  }

  #tellTrouble(trouble: Trouble | null): void {
    if ((trouble === null) === (this.#trouble === null) && trouble?.message === this.#trouble?.message) return;
    this.#trouble = trouble;
    this.#tell({ type: 'trouble', trouble });
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  /** The version of a cursor; null where it is not of this opening of the study. */
  versionOf(cursor: string): number | null {
    const dot = cursor.lastIndexOf('.');
    const version = Number(cursor.slice(dot + 1));
    const isOurs = dot > 0 && cursor.slice(0, dot) === this.epoch && /^\d{1,15}$/.test(cursor.slice(dot + 1));
    return isOurs && version <= this.version ? version : null;
  }

  /** Rows touched after a version, ascending. Cost O(size). */
  rowsSince(version: number): readonly number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.#touched.length && row < this.history.size; row++)
      if (this.#touched[row]! > version) rows.push(row);
    return rows;
  }

  /** A row as the change that brings it. */
  whole(row: number): Change {
    return { type: 'trial', trial: this.history.record(row) };
  }

  /** The study as compressed columns, and the cursor from which events go on. It may be a moment old. */
  async compressed(
    gzip: (bytes: Uint8Array) => Promise<Uint8Array>,
  ): Promise<{ readonly cursor: string; readonly bytes: Uint8Array }> {
    const now = this.#around.elapsed();
    const known = this.#snapshot;
    if (known === null || (known.cursor !== this.cursor && now - known.at > SNAPSHOT_MS)) {
      const bytes = gzip(new Uint8Array(snapshotOf(this.history).bytes));
      this.#snapshot = { cursor: this.cursor, at: now, bytes };
      bytes.catch(() => {
        this.#snapshot = null;
      });
    }
    const { cursor, bytes } = this.#snapshot!;
    return { cursor, bytes: await bytes };
  }
}

/** The study as it is now: by its name, which is unique; by its id where it has another name meanwhile. */
async function findSame(storage: Storage, { id, name }: StudyRecord): Promise<StudyRecord | null> {
  const named = await storage.findStudy(name);
  if (named !== null && named.id === id) return named;
  return (await storage.listStudies()).find((other) => other.id === id) ?? null;
}
