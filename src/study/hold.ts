import type { StudyRecord } from '../storage/storage.ts';
import type { Session } from './session.ts';

/** Study system attribute: somebody paused it, `{ by, why, at }`; null = it was resumed. */
export const HOLD = 'vernier:paused';

/** Who paused a study, why (null = not said), and when (milliseconds since 1970 UTC). */
export interface Held {
  readonly by: string;
  readonly why: string | null;
  readonly at: number;
}

/** Whether a study is paused, and by whom; null = it is not. */
export function heldBy({ systemAttributes }: StudyRecord): Held | null {
  const { by, why, at } = (systemAttributes[HOLD] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof by !== 'string' || typeof at !== 'number') return null;
  return { by, why: typeof why === 'string' ? why : null, at };
}

/** The storage is asked so often, in milliseconds. */
const EVERY_MS = 500;

/** Keeps trials from starting while somebody has paused the study. Loaded apart: only where others share the storage. */
export class Hold {
  readonly #session: Session;
  #askedAt = Number.NEGATIVE_INFINITY;
  #held: Held | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Was the study paused, half a second ago at most? Then the answer takes as long: it is time to ask again. */
  async isOn(): Promise<boolean> {
    const { storage, record, clock, listeners } = this.#session;
    const now = clock.elapsed();
    if (now - this.#askedAt >= EVERY_MS) {
      this.#askedAt = now;
      const found = await this.#session.persist(() => storage.findStudy(record.name));
      this.#held = found?.id === record.id ? heldBy(found) : null;
      if (this.#held !== null) listeners.warn(words(this.#held));
    }
    if (this.#held === null) return false;
    await new Promise<void>((resolve) => clock.after(EVERY_MS, resolve));
    return true;
  }
}

const words = ({ by, why, at }: Held): string =>
  `The study was paused by ${by}, ${new Date(at).toISOString()}${why === null ? '' : ` (${why})`}: no trial starts until it is resumed.`;
