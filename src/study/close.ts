import type { Change } from '../history/record.ts';
import { isOver } from './running.ts';
import type { Session } from './session.ts';
import type { StoppedBy } from './study.ts';
import { lastReport } from './tell.ts';

/**
 * The end of a study: paused trials become pruned, with their last report as value, unless a trial still runs somewhere
 * or the study keeps them. Otherwise Optuna would see a waiting queue and run them.
 *
 * @param stoppedBy why the search has ended here, whatever others do; left out = it is over for all
 */
export async function closeStudy(session: Session, stoppedBy?: StoppedBy): Promise<void> {
  if (session.closing === 'keep-paused') return;
  if (session.storage.traits.sharedBy !== 'process') await session.refresh();
  while (!(await hasClosed(session, stoppedBy))) await session.refresh(); // another process closes it, too
}

/** false where a trial was no longer what it was here; then nothing is written. */
async function hasClosed(session: Session, stoppedBy: StoppedBy | undefined): Promise<boolean> {
  const { history } = session;
  if (history.open.some((row) => history.state(row) === 'running')) return true;
  if (stoppedBy !== undefined && isDue(session, stoppedBy)) return true;
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
 * Is a paused trial to go on, or to give way to a copy? There was none when the search ended here: whoever has paused one since takes it
 * up in a moment.
 */
function isDue({ pruner, run }: Session, stoppedBy: StoppedBy): boolean {
  if ((pruner?.promote?.() ?? null) !== null) return true;
  return stoppedBy === 'exhausted' && (run.members?.room() ?? 0) > 0;
}
