import { Hold } from './hold.ts';
import type { RunningTrial } from './running.ts';
import type { Session } from './session.ts';

const BEAT_MS = 15_000;

/** What a search does where others share the storage. */
export interface Others {
  /** Has somebody paused the study? Then the answer takes a while, and it is to be asked again. */
  held(): Promise<boolean>;
  /** Ends the signs of life. */
  leave(): void;
}

/** Joins the others: gives signs of life for the trials that run, where another host could take them for dead, and heeds a pause. */
export function join(session: Session, running: ReadonlyMap<RunningTrial, unknown>): Others {
  const hold = new Hold(session);
  let cancel = (): void => undefined;
  const again = (): void => {
    const ids = [...running.keys()].map(({ id }) => id);
    // A missed beat is no fault of the trial: the next one follows, and the storage's own trouble shows at the next write.
    if (ids.length > 0) session.storage.beat(ids, session.clock.instant()).catch(() => undefined);
    cancel = session.clock.after(BEAT_MS, again);
  };
  cancel = session.clock.after(BEAT_MS, again);
  return { held: () => hold.isOn(), leave: () => cancel() };
}
