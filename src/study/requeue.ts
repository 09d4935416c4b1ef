import type { Json, TrialDraft, TrialRecord } from '../history/record.ts';
import { toExternal } from '../space/distribution.ts';
import { CHECKPOINT, RESUME } from './running.ts';
import type { Session } from './session.ts';
import { fixedParams } from './wish.ts';

// Trials that are run once more. Loaded apart: they are those of workers that died, or were stopped.

/** Queues a failed trial again, if it may be tried once more. */
export async function requeue(session: Session, id: number): Promise<boolean> {
  const row = session.history.table.rowOf.get(id);
  if (row === undefined) return false;
  const trial = session.history.record(row);
  const first = (trial.systemAttributes['vernier:retry-of'] as number | undefined) ?? trial.number;
  const tries = (trial.systemAttributes['vernier:try'] as number | undefined) ?? 0;
  if (tries >= session.retries) return false;
  const fixed = Object.fromEntries(
    Object.entries(trial.params).map(([name, { distribution, internal }]) => [
      name,
      toExternal(distribution, internal),
    ]),
  );
  const legacy = legacyOf(trial);
  const draft: TrialDraft = {
    state: 'waiting',
    userAttributes: trial.userAttributes,
    systemAttributes: {
      fixed_params: { ...fixedParams(trial), ...fixed },
      'vernier:retry-of': first,
      'vernier:try': tries + 1,
      ...(legacy === null ? {} : { [RESUME]: legacy }),
      ...(trial.systemAttributes['vernier:start'] === undefined ? {} : { 'vernier:start': true }),
    },
  };
  const created = await session.persist(() => session.storage.createTrials(session.record.id, [draft]));
  session.absorb(created.map((made) => ({ type: 'trial', trial: made })));
  return true;
}

/** What a trial leaves to the one that repeats it: the last checkpoint named, be it by itself or by the one before it; null = none. */
function legacyOf({ systemAttributes }: TrialRecord): Json {
  return systemAttributes[CHECKPOINT] ?? systemAttributes[RESUME] ?? null;
}
