import { jsonValue } from '../../history/texts.ts';
import { OWNER } from '../optuna/codec.ts';
import { instantOf, type Zone } from '../optuna/instant.ts';
import type { Host, Owner } from '../storage.ts';
import type { SqlDriver, SqlRow } from './driver.ts';
import type { TrialWriter } from './trial-writer.ts';

const RUNNING = `SELECT t.trial_id, t.datetime_start,
  (SELECT a.value_json FROM trial_system_attributes a WHERE a.trial_id = t.trial_id AND a."key" = '${OWNER}'),
  (SELECT h.heartbeat FROM trial_heartbeats h WHERE h.trial_id = t.trial_id)
  FROM trials t WHERE t.study_id = ? AND t.state = 'RUNNING' ORDER BY t.trial_id`;

/**
 * Fails the running trials whose owner is gone: at once where it was a process of this host, else after `graceMs`
 * without a sign of life. A trial of an Optuna worker has no owner; without a heartbeat nobody can tell, and it is left alone.
 */
export async function failStale(
  db: SqlDriver,
  writer: TrialWriter,
  study: number,
  at: number,
  graceMs: number,
  host: Host | null,
  zone: Zone,
): Promise<readonly number[]> {
  const stale: number[] = [];
  for (const row of await db.all(RUNNING, [study]))
    if (isStale(row, at, graceMs, host, zone)) stale.push(row[0] as number);
  await writer.apply(
    db,
    study,
    stale.map((id) => ({ type: 'finished', id, state: 'failed', values: null, at })),
  );
  return stale;
}

function isStale(row: SqlRow, at: number, graceMs: number, host: Host | null, zone: Zone): boolean {
  const [, started, ownerText, beatText] = row;
  const owner = typeof ownerText === 'string' ? (jsonValue(ownerText) as unknown as Owner | null) : null;
  const alive = owner === null || host === null ? null : host.alive(owner);
  if (alive !== null) return !alive;
  const beat = typeof beatText === 'string' ? instantOf(beatText, 'utc') : null; // Optuna's heartbeats are UTC in every version
  const start = typeof started === 'string' ? instantOf(started, zone) : null;
  const last = owner === null ? beat : Math.max(beat ?? 0, start ?? 0);
  return last !== null && at - last > graceMs;
}
