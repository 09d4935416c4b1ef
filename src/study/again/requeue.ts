import { errorOf, errorRecord, VernierError } from '../../errors.ts';
import type { Outcome } from '../../execution/executor.ts';
import { appliedAll, PAUSED } from '../../history/applied.ts';
import { PASSED, REPEATED, RESUME, RESUMED, RETRY_OF, STOPS, TRY } from '../../history/lineage.ts';
import type { Change, Json, TrialDraft, TrialRecord } from '../../history/record.ts';
import { toExternal } from '../../space/distribution.ts';
import type { Task } from '../../execution/executor.ts';
import { CHECKPOINT, CONFIRMS, START } from '../../history/attribute-names.ts';
import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';
import { fixedParams } from './wish.ts';

// Trials that are run once more. Loaded apart: they are those of workers that died, or were stopped.

/** How a trial ends that is to be run once more. */
const STOPPED: Outcome = {
  state: 'failed',
  error: new VernierError('worker-lost', 'Stopped; it is in the queue again.'),
};

/**
 * Ends a trial that was stopped, and queues its repeat, however often that has happened; where its executor could not run it, as often as
 * one may be lost. Both in one transaction: who is killed here has lost nothing, and where somebody else has ended the trial before,
 * nothing is queued twice.
 *
 * @param fault what its executor threw; null = it was stopped
 * @returns null where somebody else had ended it before its last report
 * @throws `trial-finished`, `trial-missing` where somebody else has ended it since
 */
export async function stopTrial(session: Session, trial: RunningTrial, fault: unknown): Promise<'failed' | null> {
  if (trial.ended) return null;
  const changes = trial.endChanges(fault === null ? STOPPED : { state: 'failed', error: errorOf(errorRecord(fault)) })!;
  const ended = appliedAll(session.history.record(trial.number), changes);
  const draft = fault === null ? draftOf(ended, timesOf(ended, STOPS) + 1) : repeatOf(ended, session.retries);
  if (draft === null) await session.write(changes);
  else await writeWith(session, [repeated(trial.id), ...changes], draft);
  return 'failed';
}

const repeated = (id: number): Change => ({ type: 'attributed', id, owner: 'system', key: REPEATED, value: true });

async function writeWith(session: Session, changes: readonly Change[], draft: TrialDraft): Promise<void> {
  const { storage, record } = session;
  const made = await session.persist(() => storage.createTrials(record.id, [draft], undefined, () => changes));
  (await session.reader()).wrote(changes);
  session.absorb([...changes, ...made.map((trial): Change => ({ type: 'trial', trial }))]);
}

/** The trial that repeats one whose worker was lost, from its last checkpoint on; null where that has happened too often. */
export function repeatOf(trial: TrialRecord, retries: number): TrialDraft | null {
  const stops = timesOf(trial, STOPS);
  return timesOf(trial, TRY) - stops >= retries ? null : draftOf(trial, stops);
}

const timesOf = ({ systemAttributes }: TrialRecord, key: string): number =>
  (systemAttributes[key] as number | undefined) ?? 0;

function draftOf(trial: TrialRecord, stops: number): TrialDraft {
  const first = (trial.systemAttributes[RETRY_OF] as number | undefined) ?? trial.number;
  const fixed = Object.fromEntries(
    Object.entries(trial.params).map(([name, { distribution, internal }]) => [
      name,
      toExternal(distribution, internal),
    ]),
  );
  const legacy = legacyOf(trial);
  const confirms = trial.systemAttributes[CONFIRMS];
  return {
    state: 'waiting',
    ...(confirms === undefined ? {} : { params: trial.params }),
    userAttributes: trial.userAttributes,
    ...(legacy === null ? {} : reportedUntil(legacy.step, trial)),
    systemAttributes: {
      fixed_params: { ...fixedParams(trial), ...fixed },
      ...(confirms === undefined ? {} : { [CONFIRMS]: confirms }),
      [RETRY_OF]: first,
      [TRY]: timesOf(trial, TRY) + 1,
      ...(stops === 0 ? {} : { [STOPS]: stops }),
      ...(legacy === null ? {} : { [RESUME]: legacy as unknown as Json, ...wentOnOf(trial) }),
      ...passedOf(trial),
      ...(trial.systemAttributes[START] === undefined ? {} : { [START]: true }),
    },
  };
}

/** What a trial leaves to the one that repeats it: the last checkpoint named, be it by itself or by the one before it; null = none. */
function legacyOf({ systemAttributes }: TrialRecord): NonNullable<Task['resume']> | null {
  const legacy = (systemAttributes[CHECKPOINT] ?? systemAttributes[RESUME] ?? null) as Task['resume'];
  return (legacy?.checkpoint ?? null) === null ? null : legacy;
}

/** Who goes on does not report the steps behind the checkpoint again: they come along, and the trial is judged by them. */
function reportedUntil(last: number, { reports, metrics }: TrialRecord): Pick<TrialDraft, 'reports' | 'metrics'> {
  return {
    reports: reports.filter(([step]) => step <= last),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, series]) => [name, series.filter(([step]) => step <= last)]),
    ),
  };
}

/** Where it went on from so far. What it had spent before counts with the lost one. */
function wentOnOf({ systemAttributes }: TrialRecord): Record<string, Json> {
  const past = systemAttributes[RESUMED] as readonly Readonly<Record<string, Json>>[] | undefined;
  return past === undefined ? {} : { [RESUMED]: past.map(({ before: _, ...entry }) => entry) };
}

/**
 * The step that it was paused at: a rung that it was promoted past does not stop it again. Not the pause itself, whose seconds
 * are those of the lost trial.
 */
function passedOf({ systemAttributes }: TrialRecord): Record<string, Json> {
  const paused = systemAttributes[PAUSED] as { readonly step?: number } | undefined;
  const step = paused?.step ?? systemAttributes[PASSED];
  return step === undefined ? {} : { [PASSED]: step };
}
