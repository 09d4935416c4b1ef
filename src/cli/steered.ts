import type { Storage } from '../storage/storage.ts';
import { type Held, heldBy } from '../study/hold.ts';
import { type LimitsBy, limitsOn } from '../study/set-limits.ts';

/** What is said of a study while it runs. */
export interface SteeredNow {
  /** Who has paused it; null = nobody. */
  readonly held: Held | null;
  /** Limits that go before those of the run; null = none. */
  readonly limits: LimitsBy | null;
}

/** Nothing is said. */
export const UNSTEERED: SteeredNow = { held: null, limits: null };

/** Looks at what is said of a study, once a second. */
export interface Steered {
  readonly now: SteeredNow;
  close(): void;
}

/** Begins to look. */
export function watchSteering(storage: Storage, name: string): Steered {
  let now = UNSTEERED;
  const look = async (): Promise<void> => {
    const record = await storage.findStudy(name).catch(() => null); // a storage that is away is told of elsewhere
    if (record !== null) now = { held: heldBy(record), limits: limitsOn(record) };
  };
  void look();
  const timer = setInterval(() => void look(), 1000);
  return {
    get now() {
      return now;
    },
    close: () => clearInterval(timer),
  };
}

/** That a study is paused, for whoever waits for it. */
export const heldLine = ({ by, why }: Held): string =>
  `Paused by ${by}${why === null ? '' : ` (${why})`}: no trial starts until it is resumed.`;
