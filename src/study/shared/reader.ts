import { winnerRow } from '../../history/confirmation.ts';
import { type Change, trialOf } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import type { Cursor, Storage, StudyRecord } from '../../storage/storage.ts';
import type { Copies } from '../again/legacy.ts';
import type { Duplicates } from '../propose.ts';
import type { Clock } from '../study.ts';

/** What a reader needs of its session. */
interface Session {
  winner: ((history: HistoryView) => number | null) | undefined;
  readonly storage: Storage;
  readonly record: StudyRecord;
  readonly clock: Clock;
  readonly duplicates: Duplicates;
  readonly copies: Copies | undefined;
  persist<T>(call: () => Promise<T>): Promise<T>;
  absorb(changes: readonly Change[]): void;
}

const PAGE = 1000;
const MOMENT_MS = 20;

/** Takes in what other processes wrote to a study. */
export class Reader {
  readonly #session: Session;
  #cursor: Cursor | null;
  #refreshing: Promise<void> = Promise.resolve();
  /** When this process last wrote to a row: a page that was read before must not overwrite it. */
  readonly #written = new Map<number, number>();
  #writes = 0;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /** @param cursor where reading goes on; null = from the start */
  constructor(session: Session, cursor: Cursor | null) {
    this.#session = session;
    this.#cursor = cursor;
    session.winner = winnerRow; // others may have run the best trials again
  }

  /** Hears of what this process wrote. */
  wrote(changes: readonly Change[]): void {
    this.#writes++;
    if (this.#session.storage.traits.sharedBy !== 'process')
      for (const change of changes) this.#written.set(trialOf(change), this.#writes);
  }

  /** Takes in what was written since the last time. Calls at the same time wait for one another. */
  refresh(): Promise<void> {
    const next = this.#refreshing.then(() => this.#readPages());
    this.#refreshing = next.catch(() => undefined);
    return next;
  }

  /**
   * The same before an ask, unless it was done a moment ago: trials that take a millisecond need not look for others' results
   * each time. Where duplicates are avoided, or members of a population are made, every look counts.
   */
  async refreshForAsk(): Promise<void> {
    const { duplicates, copies, clock } = this.#session;
    if (duplicates === 'allow' && copies === undefined && clock.elapsed() - this.#refreshedAt < MOMENT_MS) return;
    await this.refresh();
    this.#refreshedAt = clock.elapsed();
  }

  async #readPages(): Promise<void> {
    const { storage, record } = this.#session;
    for (let more = true; more; ) {
      const before = this.#writes;
      const page = await this.#session.persist(() => storage.read(record.id, this.#cursor, PAGE));
      this.#cursor = page.cursor;
      more = page.more;
      this.#session.absorb(page.changes.filter((change) => (this.#written.get(trialOf(change)) ?? 0) <= before));
    }
    this.#written.clear();
  }
}
