import type { RunningTrial } from './running.ts';
import type { Session } from './session.ts';

const BEAT_MS = 15_000;

/** Signs of life for the trials that run, where another host could take them for dead; answers a function that ends them. */
export function beat(session: Session, running: ReadonlyMap<RunningTrial, unknown>): () => void {
  let cancel = (): void => undefined;
  const again = (): void => {
    const ids = [...running.keys()].map(({ id }) => id);
    // A missed beat is no fault of the trial: the next one follows, and the storage's own trouble shows at the next write.
    if (ids.length > 0) session.storage.beat(ids, session.clock.instant()).catch(() => undefined);
    cancel = session.clock.after(BEAT_MS, again);
  };
  cancel = session.clock.after(BEAT_MS, again);
  return () => cancel();
}
