import type { Change } from '../history/record.ts';
import type { Session } from './session.ts';
import { lastReport } from './tell.ts';

/**
 * The end of a study: paused trials become pruned, with their last report as value, unless a trial still runs somewhere
 * or the study keeps them. Otherwise Optuna would see a waiting queue and run them.
 */
export async function closeStudy(session: Session): Promise<void> {
  const { history } = session;
  if (session.closing === 'keep-paused') return;
  if (session.storage.traits.sharedBy !== 'process') await session.refresh();
  if (history.open.some((row) => history.state(row) === 'running')) return;
  const at = session.clock.instant();
  const changes = history.open
    .filter((row) => history.state(row) === 'paused')
    .map((row): Change => {
      const id = history.table.ids[row]!;
      return { type: 'finished', id, state: 'pruned', values: lastReport(history, row), at };
    });
  await session.write(changes);
}
