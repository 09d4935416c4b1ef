import type { Cursor, StudyRecord } from '../storage/storage.ts';
import type { Clock } from '../study/study.ts';
import type { Archive } from './archive.ts';
import type { FollowedStudy } from './followed-study.ts';
import { publicId, type Studies } from './studies.ts';
import { type Summary, summaryOf } from './study-view.ts';

/** What a survey needs to know of its surroundings. */
export interface Surroundings {
  readonly archive: Archive;
  readonly studies: Studies;
  readonly clock: Clock;
  /** As in `ServerPorts`. */
  stamp(): string | null;
  sha256(text: string): string;
  isStopping(): boolean;
}

interface Kept {
  readonly summary: Summary;
  /** Of an open study: its cursor. */
  readonly cursor: string | null;
  /** Of one that was looked at and closed again: how to tell whether there is more by now. */
  readonly mark: Mark | null;
  /** When it was looked at last, and how long that took, by the clock that never goes back. */
  readonly at: number;
  readonly took: number;
  /** The storage's stamp then. */
  readonly stamp: string | null;
}

interface Mark {
  readonly since: Cursor;
  readonly generation: number;
  /** Hash of what the storage answers since then: open trials are answered each time. */
  readonly hash: string;
}

/** A study is looked at again after so long at the soonest, in milliseconds, and after so many times what the last look took. */
const AGAIN_MS = 1000;
const AGAIN_TIMES = 20;
/** Summaries that are kept. */
const MOST = 10_000;
/** A closed study with more news than this is loaded again. */
const PAGE = 500;

/**
 * What is said of studies in a list, for all of them: those that nobody has opened are looked at in the background, one at a time, and
 * closed again. What is known is answered at once, even if it is a little old.
 */
export class Survey {
  readonly #around: Surroundings;
  readonly #kept = new Map<string, Kept>();
  readonly #due = new Map<string, StudyRecord>();
  #working: Promise<void> | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** What was last seen of a study; null = nothing yet. */
  known(record: StudyRecord): Summary | null {
    return this.#kept.get(keyOf(record))?.summary ?? null;
  }

  /** The summary of an open study as it is now. */
  of(study: FollowedStudy): Summary {
    const { cursor, record, history } = study;
    const kept = this.#kept.get(keyOf(record));
    if (kept?.cursor === cursor) return kept.summary;
    const { clock } = this.#around;
    const began = clock.elapsed();
    const summary = summaryOf(history, clock.instant());
    this.#keep(record, { summary, cursor, mark: null, at: began, took: clock.elapsed() - began, stamp: null });
    return summary;
  }

  /** Looks at those of which there may be news. Resolves when all of them were looked at, or after `patienceMs`: the rest goes on. */
  async look(records: readonly StudyRecord[], patienceMs: number): Promise<void> {
    const { clock } = this.#around;
    const stamp = this.#around.stamp();
    for (const record of records) if (this.#isDue(record, stamp)) this.#due.set(keyOf(record), record);
    if (this.#due.size === 0) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
    await Promise.race([this.#working, new Promise<void>((resolve) => clock.after(patienceMs, resolve))]);
  }

  #isDue(record: StudyRecord, stamp: string | null): boolean {
    const kept = this.#kept.get(keyOf(record));
    if (kept === undefined) return true;
    if (stamp !== null && stamp === kept.stamp) return false;
    return this.#around.clock.elapsed() - kept.at >= Math.max(AGAIN_MS, AGAIN_TIMES * kept.took);
  }

  async #work(): Promise<void> {
    // Small ones first, also those that somebody asks for meanwhile: nobody is to wait for a large one but itself.
    const large = new Map<string, StudyRecord>();
    while (this.#due.size + large.size > 0 && !this.#around.isStopping()) {
      const from = this.#due.size > 0 ? this.#due : large;
      const [key, record] = from.entries().next().value!;
      from.delete(key);
      // One that is gone, or cannot be read now, is left out: the list says what is known.
      const isDone = await this.#lookAt(record, from === large).catch(() => true);
      if (!isDone) large.set(key, record);
      await new Promise<void>((resolve) => this.#around.clock.after(0, resolve));
    }
  }

  /** @param isLarge it is known to have many trials @returns false for one that turned out so */
  async #lookAt(record: StudyRecord, isLarge: boolean): Promise<boolean> {
    const { archive, studies, clock, stamp } = this.#around;
    const before = stamp();
    const open = studies.opened(record);
    if (open !== null) {
      await open.refresh();
      this.of(open);
      return this.#seen(record, before);
    }
    const kept = this.#kept.get(keyOf(record));
    if (kept !== undefined && kept.mark !== null && (await this.#isSame(record, kept.mark)))
      return this.#seen(record, before);
    const began = clock.elapsed();
    const look = isLarge ? await archive.loadLarge(record) : await archive.loadSmall(record);
    if (look === null) return false;
    const { history, cursor } = look;
    const { generation } = archive;
    const summary = summaryOf(history, clock.instant());
    const mark = { since: cursor, generation, hash: await this.#hashSince(record, cursor) };
    this.#keep(record, {
      summary,
      cursor: null,
      mark,
      at: clock.elapsed(),
      took: clock.elapsed() - began,
      stamp: before,
    });
    return true;
  }

  async #isSame(record: StudyRecord, { since, generation, hash }: Mark): Promise<boolean> {
    return generation === this.#around.archive.generation && hash === (await this.#hashSince(record, since));
  }

  async #hashSince(record: StudyRecord, since: Cursor): Promise<string> {
    const { changes, more } = await this.#around.archive.use((storage) => storage.read(record.id, since, PAGE));
    return more ? 'more' : this.#around.sha256(JSON.stringify(changes));
  }

  #seen(record: StudyRecord, stamp: string | null): true {
    const kept = this.#kept.get(keyOf(record))!;
    this.#keep(record, { ...kept, at: this.#around.clock.elapsed(), stamp });
    return true;
  }

  #keep(record: StudyRecord, kept: Kept): void {
    this.#kept.set(keyOf(record), kept);
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

/** Studies that Optuna made have only a number, which another one may get: the name tells them apart. */
const keyOf = (record: StudyRecord): string => `${publicId(record)} ${record.name}`;
