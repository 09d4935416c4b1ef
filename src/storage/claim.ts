import { OWNER } from '../history/attribute-names.ts';
import type { History } from '../history/history.ts';
import type { Change } from '../history/record.ts';
import type { Owner } from './storage.ts';

/** A trial that is taken up, and what that changes. */
export interface Claim {
  readonly row: number;
  readonly changes: readonly Change[];
}

/**
 * How somebody takes up a trial that waits or stands paused; null = there is no such trial.
 *
 * @param owner who takes it; null = nobody is written down
 * @param at when it starts, milliseconds since 1970 UTC
 * @param trial its id; left out = the first that waits
 */
export function claimOf(history: History, owner: Owner | null, at: number, trial?: number): Claim | null {
  const row =
    trial === undefined
      ? history.open.find((open) => history.state(open) === 'waiting')
      : history.table.rowOf.get(trial);
  if (row === undefined) return null;
  const state = history.state(row);
  if (state !== 'waiting' && state !== 'paused') return null;
  const id = history.table.ids[row]!;
  const changes: Change[] = [{ type: 'started', id, at }];
  if (owner !== null) changes.push({ type: 'attributed', id, owner: 'system', key: OWNER, value: { ...owner } });
  return { row, changes };
}
