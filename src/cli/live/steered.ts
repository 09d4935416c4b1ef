import type { Storage } from '../../storage/storage.ts';
import { lostSince } from '../../study/shared/catch-up.ts';
import { type Held, heldBy } from '../../study/shared/hold.ts';
import { type LimitsBy, limitsOn } from '../../study/shared/set-limits.ts';
import { CLOCK } from '../clock.ts';

/** What is said of a study while it runs, and what others leave lying. */
export interface SteeredNow {
  /** Who has paused it; null = nobody. */
  readonly held: Held | null;
  /** Limits that go before those of the run; null = none. */
  readonly limits: LimitsBy | null;
  /** Running trials that nobody computes, by id, and until when somebody did, in milliseconds since 1970 UTC. */
  readonly lost: ReadonlyMap<number, number>;
}

/** Nothing is said. */
export const UNSTEERED: SteeredNow = { held: null, limits: null, lost: new Map() };

/** Looks at what is said of a study, once a second. */
export interface Steered {
  readonly now: SteeredNow;
  close(): void;
}

/** Begins to look. */
export function watchSteering(storage: Storage, name: string): Steered {
  let now = UNSTEERED;
  const look = async (): Promise<void> => {
    const record = await storage.findStudy(name);
    if (record === null) return;
    const lost = await lostSince(storage, record.id, CLOCK.instant());
    now = { held: heldBy(record), limits: limitsOn(record), lost };
  };
  const tryToLook = (): void => void look().catch(() => undefined); // a storage that is away is told of elsewhere
  tryToLook();
  const timer = setInterval(tryToLook, 1000);
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
