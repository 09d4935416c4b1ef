import { OWNER } from '../../history/attribute-names.ts';
import type { Change, TrialDraft, TrialRecord } from '../../history/record.ts';
import { jsonValue } from '../../history/texts.ts';
import { instantOf, type Zone } from '../optuna/instant.ts';
import type { Host, Owner, Repeat } from '../storage.ts';
import { lossOf } from '../lost.ts';
import type { SqlDriver, SqlValue } from './driver.ts';
import type { TrialWriter } from './trial-writer.ts';

const RUNNING = `SELECT t.trial_id, t.datetime_start,
  (SELECT a.value_json FROM trial_system_attributes a WHERE a.trial_id = t.trial_id AND a."key" = '${OWNER}'),
  (SELECT h.heartbeat FROM trial_heartbeats h WHERE h.trial_id = t.trial_id)
  FROM trials t WHERE t.study_id = ? AND t.state = 'RUNNING' ORDER BY t.trial_id`;

/**
 * Ends the running trials whose owner is gone: at once where it was a process of this host, else after `graceMs`
 * without a sign of life. A trial of an Optuna worker has no owner; without a heartbeat nobody can tell, and it is left alone.
 *
 * @param recordOf a trial by its id
 * @param repeat the trial that repeats a lost one, if any
 * @returns their ids, and what is to repeat them
 */
export async function failStale(
  db: SqlDriver,
  writer: TrialWriter,
  study: number,
  at: number,
  graceMs: number,
  host: Host | null,
  zone: Zone,
  recordOf: (id: number) => Promise<TrialRecord>,
  repeat: Repeat,
): Promise<{ readonly lost: readonly number[]; readonly repeats: readonly TrialDraft[] }> {
  const lost: number[] = [];
  const repeats: TrialDraft[] = [];
  const changes: Change[] = [];
  for (const row of await db.all(RUNNING, [study])) {
    const [id, started, ownerText, beat] = row;
    const owner = typeof ownerText === 'string' ? (jsonValue(ownerText) as unknown as Owner | null) : null;
    const alive = owner === null || host === null ? null : host.alive(owner);
    const last = lastSign(owner, instant(started, zone), instant(beat, 'utc')); // Optuna's heartbeats are UTC in every version
    if (alive === true || (alive === null && (last === null || at - last <= graceMs))) continue;
    const loss = lossOf(await recordOf(id as number), owner, Math.min(at, last ?? at), repeat);
    if (loss.draft !== null) repeats.push(loss.draft);
    lost.push(id as number);
    changes.push(...loss.changes);
  }
  await writer.apply(db, study, changes);
  return { lost, repeats };
}

/** The last sign of life of a trial's worker; null = nobody can tell. */
function lastSign(owner: Owner | null, started: number | null, beat: number | null): number | null {
  return owner === null ? beat : Math.max(beat ?? 0, started ?? 0);
}

const instant = (text: SqlValue | undefined, zone: Zone): number | null =>
  typeof text === 'string' ? instantOf(text, zone) : null;
