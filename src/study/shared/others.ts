import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';

/** A trial gives its next sign of life after this share of the time that it has run: what a lost one computed is known as exactly. */
const BEAT_SHARE = 0.1;
/** It never waits longer with it. */
const MOST_MS = 15_000;
/** How often it is looked whose is due. */
const EVERY_MS = 1000;

/** Signs of life of a trial, by the clock that never goes back. */
interface Beats {
  readonly first: number;
  readonly last: number;
}

/** What a search does where others share the storage. */
export interface Others {
  /** The ends of these trials, and a promise that something else is said of the study. */
  news(running: ReadonlyMap<RunningTrial, Promise<void>>): readonly Promise<void>[];
  /** Has somebody paused the study? Then the answer takes a while, and it is to be asked again. */
  held(): Promise<boolean>;
  /** Is the lane of this place to end, for there are to be fewer? */
  ends(place: number): boolean;
  /** Opens lanes, and more when somebody allows more; resolves when all have ended. */
  lanes(open: (place: number) => Promise<void>): Promise<void>;
  /** Ends the signs of life, and hears no more of the others. */
  leave(): void;
}

/**
 * Joins the others: gives signs of life for the trials that run, where another host could take them for dead, and heeds what is said of
 * the study.
 *
 * @param lanes how many trials may run at once, unless something else is said
 * @param capacity how many can
 */
export function join(
  session: Session,
  running: ReadonlyMap<RunningTrial, unknown>,
  lanes: number,
  capacity: number,
): Others {
  const peers = session.peers!;
  const wanted = (): number => Math.max(1, Math.min(peers.limits.concurrency ?? lanes, capacity));
  const atWork = new Map<number, Promise<void>>();
  let open: ((place: number) => Promise<void>) | null = null;
  let tell = (): void => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (tell = resolve));
  let said = next();

  function fill(): void {
    for (let place = 0; open !== null && place < wanted(); place++)
      if (!atWork.has(place))
        atWork.set(
          place,
          open(place).finally(() => atWork.delete(place)),
        );
  }

  let cancel = (): void => undefined;
  const given = new WeakMap<RunningTrial, Beats>();
  const again = (): void => {
    const now = session.clock.elapsed();
    const due = [...running.keys()].filter((trial) => isDue(given.get(trial), now));
    for (const trial of due) given.set(trial, { first: given.get(trial)?.first ?? now, last: now });
    const ids = due.map(({ id }) => id);
    // A missed beat is no fault of the trial: the next one follows, and the storage's own trouble shows at the next write.
    if (ids.length > 0) session.storage.beat(ids, session.clock.instant()).catch(() => undefined);
    cancel = session.clock.after(EVERY_MS, again);
  };
  cancel = session.clock.after(EVERY_MS, again);
  const unfollow = peers.follow(session, () => {
    tell();
    said = next();
    fill();
  });
  return {
    news: (ends) => [...ends.values(), said],
    held: () => peers.held(session),
    ends: (place) => place >= wanted(),
    async lanes(one) {
      await peers.hasNews(session).catch(() => false); // what was said before ends the search before its first trial, too
      open = one;
      do {
        fill();
        while (atWork.size > 0) await Promise.race(atWork.values());
      } while (await peers.hasNews(session).catch(() => false)); // a limit may have been raised a moment ago
      open = null;
    },
    leave() {
      cancel();
      unfollow();
    },
  };
}

/** Is it time for a trial's next sign of life? @param given those before; undefined = none yet */
const isDue = (given: Beats | undefined, now: number): boolean =>
  given === undefined || now - given.last >= Math.min(MOST_MS, BEAT_SHARE * (now - given.first));
