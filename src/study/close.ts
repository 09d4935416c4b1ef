import { countIn } from '../history/counted.ts';
import type { Change } from '../history/record.ts';
import { promoted } from './again/promoted.ts';
import { isOver } from './running.ts';
import type { Session } from './session.ts';
import type { Limits } from './study.ts';
import { lastReport } from './telling/tell.ts';

/**
 * The end of a study: paused trials become pruned, with their last report as value, unless a trial still runs somewhere
 * or the study keeps them. Otherwise Optuna would see a waiting queue and run them.
 *
 * @param search given where a search has come to its end here alone, whatever others do: a study of which something is due stays as it is
 */
export async function closeStudy(session: Session, search: Search | null = null): Promise<void> {
  if (session.closing === 'keep-paused') return;
  if (session.storage.traits.sharedBy !== 'process') await session.refresh();
  while (!(await hasClosed(session, search))) await session.refresh(); // another process closes it, too
}

/** How many trials a search might make the study have in all. */
type Search = Pick<Limits, 'trials'>;

/** false where a trial was no longer what it was here; then nothing is written. */
async function hasClosed(session: Session, search: Search | null): Promise<boolean> {
  const { history } = session;
  if (history.open.some((row) => history.state(row) === 'running')) return true;
  if (search !== null && isDue(session, search)) return true;
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
function isDue(session: Session, { trials }: Search): boolean {
  const { run, peers, exhausted, history } = session;
  const most = exhausted ? 0 : (peers?.limits.trials ?? trials);
  if (promoted(session, most) !== null) return true;
  return (run.members?.room(most) ?? 0) > 0 && countIn(history) < (most ?? Number.POSITIVE_INFINITY);
}
