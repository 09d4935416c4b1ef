import type { Change } from '../history/record.ts';
import { isOver } from './running.ts';
import type { Session } from './session.ts';
import { lastReport } from './tell.ts';

/**
 * The end of a study: paused trials become pruned, with their last report as value, unless a trial still runs somewhere
 * or the study keeps them. Otherwise Optuna would see a waiting queue and run them.
 *
 * @param unlessDue true = the search has ended here alone, whatever others do: a study of which something is due stays as it is
 */
export async function closeStudy(session: Session, unlessDue = false): Promise<void> {
  if (session.closing === 'keep-paused') return;
  if (session.storage.traits.sharedBy !== 'process') await session.refresh();
  while (!(await hasClosed(session, unlessDue))) await session.refresh(); // another process closes it, too
}

/** false where a trial was no longer what it was here; then nothing is written. */
async function hasClosed(session: Session, unlessDue: boolean): Promise<boolean> {
  const { history } = session;
  if (history.open.some((row) => history.state(row) === 'running')) return true;
  if (unlessDue && isDue(session)) return true;
  const at = session.clock.instant();
  const changes = history.open
    .filter((row) => history.state(row) === 'paused')
    .map((row): Change => {
      const id = history.table.ids[row]!;
      return { type: 'finished', id, state: 'pruned', values: lastReport(history, row), at };
    });
  try {
    await session.write(changes);
    return true;
  } catch (error) {
    if (!isOver(error)) throw error;
    return false;
  }
}

/**
 * Is a paused trial to go on, or to give way to a copy? There was none when the search ended here: whoever has paused one since, or may
 * make more trials, takes it up.
 */
const isDue = ({ pruner, run }: Session): boolean =>
  (pruner?.promote?.() ?? null) !== null || (run.members?.room() ?? 0) > 0;
