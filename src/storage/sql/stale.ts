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

/** A running trial, and what is known of its worker. */
interface Running {
  readonly id: number;
  readonly owner: Owner | null;
  /** Milliseconds since 1970 UTC; null = not said. */
  readonly started: number | null;
  /** The last sign of life of its worker; null = nobody can tell. */
  readonly last: number | null;
  readonly isLost: boolean;
}

/** Where running trials are looked at, and by what their workers are judged. */
export interface StaleLook {
  readonly db: SqlDriver;
  readonly study: number;
  /** Now, milliseconds since 1970 UTC. */
  readonly at: number;
  /** How long a sign of life of another host's worker may be absent. */
  readonly graceMs: number;
  readonly host: Host | null;
  readonly zone: Zone;
}

/**
 * Ends the running trials whose owner is gone: at once where it was a process of this host, else after `graceMs`
 * without a sign of life. A trial of an Optuna worker has no owner; without a heartbeat nobody can tell, and it is left alone.
 *
 * @param recordOf a trial by its id
 * @param repeat the trial that repeats a lost one, if any
 * @returns their ids, and what is to repeat them
 */
export async function failStale(
  look: StaleLook,
  writer: TrialWriter,
  recordOf: (id: number) => Promise<TrialRecord>,
  repeat: Repeat,
): Promise<{ readonly lost: readonly number[]; readonly repeats: readonly TrialDraft[] }> {
  const lost: number[] = [];
  const repeats: TrialDraft[] = [];
  const changes: Change[] = [];
  for (const { id, owner, last, isLost } of await runningTrials(look)) {
    if (!isLost) continue;
    const loss = lossOf(await recordOf(id), owner, Math.min(look.at, last ?? look.at), repeat);
    if (loss.draft !== null) repeats.push(loss.draft);
    lost.push(id);
    changes.push(...loss.changes);
  }
  await writer.apply(look.db, look.study, changes);
  return { lost, repeats };
}

/** The running trials that nobody computes, and until when somebody did: see `Storage.lostSince`. */
export async function lostSince(look: StaleLook): Promise<ReadonlyMap<number, number>> {
  const running = await runningTrials(look);
  return new Map(
    running
      .filter(({ last, isLost }) => isLost || last === null)
      .map(({ id, started, last }) => [id, Math.min(look.at, last ?? started ?? look.at)]),
  );
}

async function runningTrials({ db, study, at, graceMs, host, zone }: StaleLook): Promise<readonly Running[]> {
  return (await db.all(RUNNING, [study])).map(([id, startText, ownerText, beat]) => {
    const owner = typeof ownerText === 'string' ? (jsonValue(ownerText) as unknown as Owner | null) : null;
    const alive = owner === null || host === null ? null : host.alive(owner);
    const started = instant(startText, zone);
    const last = lastSign(owner, started, instant(beat, 'utc')); // Optuna's heartbeats are UTC in every version
    const isLost = alive === false || (alive === null && last !== null && at - last > graceMs);
    return { id: id as number, owner, started, last, isLost };
  });
}

/** The last sign of life of a trial's worker; null = nobody can tell. */
function lastSign(owner: Owner | null, started: number | null, beat: number | null): number | null {
  return owner === null ? beat : Math.max(beat ?? 0, started ?? 0);
}

const instant = (text: SqlValue | undefined, zone: Zone): number | null =>
  typeof text === 'string' ? instantOf(text, zone) : null;
