import type { Json } from '../history/record.ts';
import type { StudyRecord } from '../storage/storage.ts';
import type { Archive } from './archive.ts';

/** What can be changed of a study here. */
export type Action =
  | 'note'
  | 'write-note'
  | 'pause'
  | 'resume'
  | 'limits'
  | 'space'
  | 'enqueue'
  | 'dequeue'
  | 'remove'
  | 'stop'
  | 'run'
  | 'end-run'
  | 'undo';

/** One change that somebody made through a server, as it is kept with its study. */
export interface JournalEntry {
  /** Counted from 1, in each study. */
  readonly n: number;
  readonly action: Action;
  readonly by: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Of a change of one trial. */
  readonly trial: number | null;
  /** What was changed of it: the key of an attribute, the number of the change that was undone. */
  readonly key: string | null;
  /** For people. */
  readonly detail: string | null;
  /** What was there before, which undoing brings back; undefined where it was too long to be kept. */
  readonly before?: Json;
  /** Who took it back, and when; null = it stands. */
  readonly undone: { readonly by: string; readonly at: number } | null;
}

/** What is said of a change when it is made. */
export type JournalDraft = Pick<JournalEntry, 'action' | 'by' | 'at'> &
  Partial<Pick<JournalEntry, 'trial' | 'key' | 'detail' | 'before'>>;

/** Study system attributes: the last changes, each in a place of its own, for they are read with the study. */
const PREFIX = 'vernier:change:';
/** So many are kept. */
const KEPT = 100;
/** Signs of JSON that are kept of what was there before. */
const LONGEST = 20_000;

/** The changes that are kept with a study, the last one first. */
export function journalOf({ systemAttributes }: StudyRecord): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const key of Object.keys(systemAttributes))
    if (key.startsWith(PREFIX)) entries.push(systemAttributes[key] as unknown as JournalEntry);
  return entries.sort((a, b) => b.n - a.n);
}

/** Keeps the changes of studies with them. */
export class Journal {
  readonly #archive: Archive;
  /** Changes take their numbers one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  /** Adds a change that was made. @throws `storage-unavailable`, `study-missing` */
  add(study: StudyRecord, { trial = null, key = null, detail = null, before, ...draft }: JournalDraft): Promise<void> {
    return this.#inTurn(async () => {
      const found = await this.#archive.use((storage) => storage.findStudy(study.name));
      if (found?.id !== study.id) return; // it is gone, and its changes with it
      const isKept = before !== undefined && JSON.stringify(before).length <= LONGEST;
      const n = 1 + (journalOf(found)[0]?.n ?? 0);
      await this.#write(study, { ...draft, n, trial, key, detail, undone: null, ...(isKept ? { before } : {}) });
    });
  }

  /** Marks a change as undone. */
  mark(study: StudyRecord, entry: JournalEntry, by: string, at: number): Promise<void> {
    return this.#inTurn(() => this.#write(study, { ...entry, undone: { by, at } }));
  }

  #write({ id }: StudyRecord, entry: JournalEntry): Promise<void> {
    const key = `${PREFIX}${entry.n % KEPT}`;
    return this.#archive.use((storage) => storage.setStudyAttribute(id, 'system', key, entry as unknown as Json));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
