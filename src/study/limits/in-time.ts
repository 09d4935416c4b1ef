import type { LimitReached } from '../../execution/executor.ts';
import type { Clock } from '../study.ts';
import { graceIn, lasts, type Supply } from './limit.ts';

/** What is looked at, and who is told. */
export interface InTime {
  readonly clock: Clock;
  readonly supplies: readonly Supply[];
  /** Milliseconds that a trial needs to end by itself. */
  readonly graceMs: number;
  /** How many more trials may begin between two looks. */
  readonly lanes: number;
  /** Takes in what others have used; null where they do not count. */
  readonly refresh: (() => Promise<void>) | null;
  /** A supply is about to be used up: what runs is to end. */
  readonly end: (supply: Supply, reason: LimitReached) => void;
}

/** How often others are looked at, in milliseconds. */
const EVERY_MS = 500;
const LEAST_MS = 5;

/** Ends the trials that run one grace time before a supply is used up. Answers a function that ends the watch. */
export function endInTime({ clock, supplies, graceMs, lanes, refresh, end }: InTime): () => void {
  let closed = false;
  let cancel = (): void => undefined;

  async function look(): Promise<void> {
    // A storage that is away is asked again at the next look; what is known goes on being counted.
    if (refresh !== null) await refresh().catch(() => undefined);
    if (closed) return;
    for (const supply of supplies) {
      const left = lasts(supply, 0);
      if (left > graceIn(supply, 0, graceMs)) continue;
      closed = true;
      return end(supply, {
        limit: supply.reason,
        why: `${supply.words} was reached.`,
        graceMs: Math.max(0, Math.floor(left)),
      });
    }
    cancel = clock.after(pause(), () => void look());
  }

  /** Half of the time until the earliest end, even if every lane begins a trial now: as many others may do so unseen. */
  function pause(): number {
    const earliest = supplies.map((supply) => lasts(supply, lanes) - graceIn(supply, lanes, graceMs));
    return Math.max(LEAST_MS, Math.min(EVERY_MS, ...earliest.map((ms) => ms / 2)));
  }

  cancel = clock.after(pause(), () => void look());
  return () => {
    closed = true;
    cancel();
  };
}
