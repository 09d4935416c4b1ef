import { isVernierError, VernierError } from '../errors.ts';
import { History } from '../history/history.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import type { Cursor, Storage, StudyRecord } from '../storage/storage.ts';
import type { Clock } from '../study/study.ts';
import type { ServerPorts } from './ports.ts';

/** What keeps a storage from answering. */
export interface Trouble {
  readonly message: string;
  readonly hint: string | null;
}

/** A study as it was found, and where reading goes on. */
export interface FirstLook {
  readonly history: History;
  readonly cursor: Cursor;
}

/** So many trials are read faster than they are loaded. */
const FEW = 50;

/** A lost storage is opened again so often at most, in milliseconds. */
const AGAIN_MS = 500;

/**
 * The storage of a server: opened when it is needed, and opened again when it was lost. A file that was moved away and put back
 * is another file to SQLite, so the old connection is of no more use.
 */
export class Archive {
  /** Counts openings: what was read from an earlier one is to be read again. */
  generation = 0;
  trouble: Trouble | null = null;
  readonly #open: () => Storage;
  readonly #beside: ServerPorts['load'];
  readonly #clock: Clock;
  #storage: Storage | null = null;
  #lostAt = Number.NEGATIVE_INFINITY;

  /** @param beside as `ServerPorts.load` */
  constructor(open: () => Storage, beside: ServerPorts['load'], clock: Clock) {
    this.#open = open;
    this.#beside = beside;
    this.#clock = clock;
  }

  /**
   * One call of the storage. Trouble is noted, and is over with the first call that is answered.
   *
   * @throws what the storage throws; `storage-unavailable` at once where it was lost a moment ago
   */
  async use<T>(call: (storage: Storage) => Promise<T>): Promise<T> {
    if (this.#storage === null) {
      if (this.trouble !== null && this.#clock.elapsed() - this.#lostAt < AGAIN_MS)
        throw new VernierError(
          'storage-unavailable',
          this.trouble.message,
          this.trouble.hint === null ? {} : { hint: this.trouble.hint },
        );
      this.#storage = this.#open();
      this.generation++;
    }
    const storage = this.#storage;
    try {
      const answer = await call(storage);
      if (storage === this.#storage) this.trouble = null;
      return answer;
    } catch (error) {
      if (isVernierError(error) && error.code === 'storage-unavailable') await this.#failed(storage, error);
      else if (storage === this.#storage) this.trouble = null; // a refusal is an answer, too
      throw error;
    }
  }

  /** The first look at a study. One with few trials is read at once; a large one is loaded beside this thread, where that pays. @throws `study-missing`, `storage-unavailable` */
  async load(record: StudyRecord): Promise<FirstLook> {
    return (await this.loadSmall(record)) ?? this.loadLarge(record);
  }

  /** As `load`; null for a study that has more than a few trials. */
  async loadSmall({ id, objectives }: StudyRecord): Promise<FirstLook | null> {
    const { changes, cursor, more } = await this.use((storage) => storage.read(id, null, FEW));
    if (more) return null;
    const history = new History(objectives);
    history.apply(changes);
    return { history, cursor };
  }

  /** As `load`, of a study that is known to have many trials. */
  async loadLarge({ id }: StudyRecord): Promise<FirstLook> {
    const beside = this.#beside(id)?.catch(() => null);
    // What reads on later is to be open from here on.
    if (beside !== undefined) await this.use((storage) => storage.findStudy(''));
    const loaded = (await beside) ?? (await this.use((storage) => storage.load(id)));
    return { history: historyOf(loaded.snapshot), cursor: loaded.cursor };
  }

  async #failed(storage: Storage, error: VernierError): Promise<void> {
    if (storage !== this.#storage) return; // it was given up already
    this.trouble = { message: error.message, hint: error.hint };
    if (error.details['permanent'] !== true) return;
    this.#storage = null;
    this.#lostAt = this.#clock.elapsed();
    await storage.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const storage = this.#storage;
    this.#storage = null;
    await storage?.close();
  }
}
