import { isVernierError, VernierError } from '../errors.ts';
import type { StudyRecord } from '../storage/storage.ts';
import type { Clock } from '../study/study.ts';
import { idOf } from '../study/opening/setup.ts';
import type { Archive } from './archive.ts';
import { FollowedStudy, type News } from './followed-study.ts';

/** When studies are closed again, and how often the storage is asked. */
export interface StudyLimits {
  readonly memoryBytes: number;
  readonly idleMs: number;
  readonly pollMs: number;
}

/** A storage that is away is asked again after so many milliseconds. */
const AWAY_MS = 500;

/** A study's id in addresses: one that no other study gets, where it has one. Studies that Optuna made have only their number. */
export function publicId(record: StudyRecord): string {
  const id = idOf(record);
  return id === '' ? String(record.id) : id;
}

/**
 * The studies that somebody looks at: opened at the first look, shared by all, followed while somebody listens, closed when
 * nobody does and time or memory are up.
 */
export class Studies {
  readonly #archive: Archive;
  readonly #stamp: () => string | null;
  readonly #clock: Clock;
  readonly #limits: StudyLimits;
  /** By the storage's number, the one used last at the end. */
  readonly #open = new Map<number, FollowedStudy>();
  readonly #opening = new Map<number, Promise<FollowedStudy>>();
  readonly #followed = new Set<FollowedStudy>();
  #listed: { readonly stamp: string | null; readonly records: readonly StudyRecord[] } | null = null;
  #sweeper: () => void;
  #isClosed = false;

  /** @param stamp as in `ServerPorts` */
  constructor(archive: Archive, clock: Clock, stamp: () => string | null, limits: StudyLimits) {
    this.#archive = archive;
    this.#stamp = stamp;
    this.#clock = clock;
    this.#limits = limits;
    this.#sweeper = clock.after(this.#sweepMs, () => this.#sweep());
  }

  get #sweepMs(): number {
    return Math.max(10, Math.min(30_000, this.#limits.idleMs / 2));
  }

  /** Those that are open now. */
  get open(): readonly FollowedStudy[] {
    return [...this.#open.values()];
  }

  /** A study, if it is open now; nobody is taken to look at it. */
  opened({ id }: StudyRecord): FollowedStudy | null {
    const study = this.#open.get(id);
    return study === undefined || study.isDeleted ? null : study;
  }

  /** All studies of the storage. @throws `storage-unavailable` */
  async list(): Promise<readonly StudyRecord[]> {
    const stamp = this.#stamp();
    if (stamp !== null && stamp === this.#listed?.stamp) return this.#listed.records;
    const records = await this.#archive.use((storage) => storage.listStudies());
    this.#listed = { stamp, records };
    return records;
  }

  /**
   * A study, up to date.
   *
   * @param id its public id, or the storage's number
   * @throws `study-missing`, `storage-unavailable`
   */
  async get(id: string): Promise<FollowedStudy> {
    const known = this.open.find(({ record }) => publicId(record) === id);
    const study = known ?? (await this.#find(id));
    this.#open.delete(study.record.id);
    this.#open.set(study.record.id, study); // the last one used
    study.usedAt = this.#clock.elapsed();
    try {
      await study.refresh();
    } catch (error) {
      if (isVernierError(error) && error.code === 'study-missing') {
        this.#forget(study);
        if (known !== undefined) return this.get(id); // another one may have got its number
      }
      throw error;
    }
    this.#shrink(study);
    return study;
  }

  async #find(id: string): Promise<FollowedStudy> {
    const records = await this.list();
    const record =
      records.find((one) => publicId(one) === id) ??
      (/^\d{1,15}$/.test(id) ? records.find((one) => one.id === Number(id)) : undefined);
    if (record === undefined)
      throw new VernierError('study-missing', 'There is no such study here.', {
        hint: 'See them all: GET /api/studies',
      });
    const open = this.#open.get(record.id);
    if (open !== undefined && !open.isDeleted) return open;
    let opening = this.#opening.get(record.id);
    if (opening === undefined) {
      const around = {
        archive: this.#archive,
        newEpoch: () => crypto.randomUUID().replaceAll('-', '').slice(0, 16),
        elapsed: () => this.#clock.elapsed(),
        stamp: this.#stamp,
      };
      opening = FollowedStudy.open(around, record).finally(() => this.#opening.delete(record.id));
      this.#opening.set(record.id, opening);
    }
    return opening;
  }

  /** Hears of a study's news, which is followed as long as somebody does. Answers a function that ends it. */
  follow(study: FollowedStudy, listener: (news: News) => void): () => void {
    const leave = study.subscribe(listener);
    if (!this.#followed.has(study)) {
      this.#followed.add(study);
      void this.#poll(study);
    }
    return () => {
      leave();
      study.usedAt = this.#clock.elapsed();
    };
  }

  async #poll(study: FollowedStudy): Promise<void> {
    while (study.listeners > 0 && !study.isDeleted && !this.#isClosed) {
      const began = this.#clock.elapsed();
      const isAway = await study.refresh().then(
        () => false,
        () => true, // listeners have been told why
      );
      const took = this.#clock.elapsed() - began;
      // What is slow to read is read less often, so that there is time for everything else.
      await this.#pause(isAway ? AWAY_MS : Math.max(this.#limits.pollMs, 3 * took));
    }
    this.#followed.delete(study);
    if (study.isDeleted) this.#forget(study);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }

  #forget(study: FollowedStudy): void {
    if (this.#open.get(study.record.id) === study) this.#open.delete(study.record.id);
  }

  /** Closes the studies used longest ago until the rest fits. @param kept is in use */
  #shrink(kept: FollowedStudy | null): void {
    let bytes = this.open.reduce((sum, study) => sum + study.bytes, 0);
    for (const study of this.open) {
      if (bytes <= this.#limits.memoryBytes) return;
      if (study === kept || study.listeners > 0) continue;
      this.#forget(study);
      bytes -= study.bytes;
    }
  }

  #sweep(): void {
    const now = this.#clock.elapsed();
    for (const study of this.open)
      if (study.listeners === 0 && now - study.usedAt >= this.#limits.idleMs) this.#forget(study);
    this.#shrink(null);
    if (!this.#isClosed) this.#sweeper = this.#clock.after(this.#sweepMs, () => this.#sweep());
  }

  /** Follows nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#sweeper();
    this.#open.clear();
  }
}
