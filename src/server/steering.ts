import { VernierError } from '../errors.ts';
import { EDIT_OF, PRUNED } from '../history/attribute-names.ts';
import { isPopulation } from '../history/population.ts';
import { type Change, isFinished, type Json } from '../history/record.ts';
import type { ParamValue } from '../space/shape.ts';
import { type Held, hold, release } from '../study/shared/hold.ts';
import { checkConfirmable } from '../study/confirm/wanted.ts';
import { type Named, named } from '../study/opening/setup.ts';
import { prunerByName } from '../pruners/catalog.ts';
import type { StudyRecord } from '../storage/storage.ts';
import { checkSetLimits, LIMITS, limitsOn, NO_LIMITS, type SetLimits } from '../study/shared/set-limits.ts';
import { userParams } from '../study/open-study.ts';
import { waiting } from '../study/again/outside.ts';
import { plainJson } from '../study/telling/plain-json.ts';
import { storedSetup, storedSpaceOf } from '../study/opening/stored.ts';
import { lastReport } from '../study/telling/tell.ts';
import { checkRoom } from './attribute-room.ts';
import type { Archive } from './archive.ts';
import type { FollowedStudy } from './followed-study.ts';
import { noTrial } from './refusal.ts';

// What a person may change of a running study. All of it are the usual changes, written to the storage: whoever works on the study
// learns of them there.

/**
 * Puts a setting into the queue; answers the number of its trial.
 *
 * @param from a trial whose parameters are taken over but for those that are given; null = none. Of its parameters those count that are
 *   still active beside the given ones
 * @throws `parameter-invalid`, `values-invalid`, `trial-missing`, `storage-unavailable`; Refusal 413
 */
export async function enqueue(
  archive: Archive,
  study: FollowedStudy,
  params: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
  from: number | null,
): Promise<number> {
  const { record } = study;
  const wish = plainJson('params', params) as unknown as Readonly<Record<string, ParamValue>>;
  const space = await storedSpaceOf(record);
  if (from !== null) stateOf(study, from);
  const whole = from === null ? wish : { ...userParams(space, study.history.record(from)), ...wish };
  const asked = waiting(space, whole, attributes as Readonly<Record<string, Json>>);
  for (const [key, value] of Object.entries(asked.userAttributes!)) checkRoom('the trial', {}, key, value);
  const draft = from === null ? asked : { ...asked, systemAttributes: { ...asked.systemAttributes, [EDIT_OF]: from } };
  const [made] = await archive.use((storage) => storage.createTrials(record.id, [draft]));
  return made!.number;
}

/**
 * Ends a trial: it counts as pruned, with its last report as value. Who runs it is told at its next report.
 *
 * @throws `trial-missing`, `trial-finished`
 */
export async function stopTrial(
  archive: Archive,
  study: FollowedStudy,
  number: number,
  by: { readonly who: string; readonly why: string; readonly at: number },
): Promise<void> {
  const { history, record } = study;
  const state = stateOf(study, number);
  if (isFinished(state))
    throw new VernierError('trial-finished', `Trial ${number} is ${state} already.`, { details: { number } });
  if (state === 'waiting')
    throw new VernierError('trial-missing', `Trial ${number} has not started: there is nothing to stop.`, {
      details: { number },
      hint: 'Take it out of the queue: DELETE the trial.',
    });
  const { id, startedAt, reports } = history.record(number);
  const step = reports.at(-1)?.[0] ?? 0;
  const changes: readonly Change[] = [
    { type: 'attributed', id, owner: 'system', key: PRUNED, value: { by: by.who, step, why: by.why } },
    {
      type: 'finished',
      id,
      state: 'pruned',
      values: lastReport(history, number),
      at: Math.max(by.at, startedAt ?? by.at), // a clock that was set back makes no trial shorter than nothing
    },
  ];
  await archive.use((storage) => storage.write(record.id, changes));
}

/** Sets an attribute of a trial that has not ended. @throws `trial-missing`, `trial-finished`, `values-invalid`; Refusal 413 */
export async function setTrialAttribute(
  archive: Archive,
  study: FollowedStudy,
  number: number,
  key: string,
  value: unknown,
): Promise<void> {
  stateOf(study, number);
  const said = plainJson(`Attribute ${JSON.stringify(key)}`, value);
  await study.refreshRecord();
  const { id, userAttributes } = study.history.record(number);
  checkRoom(`trial ${number}`, userAttributes, key, said);
  await archive.use((storage) =>
    storage.write(study.record.id, [{ type: 'attributed', id, owner: 'user', key, value: said }]),
  );
}

/** Keeps new trials of a study from starting, whoever works on it; those that run go on. Who paused it first stays named. */
export async function pauseStudy(archive: Archive, { record }: FollowedStudy, by: Held): Promise<void> {
  await archive.use((storage) => hold(storage, record, by));
}

/** Lets trials start again. */
export async function resumeStudy(archive: Archive, { record }: FollowedStudy): Promise<void> {
  await archive.use((storage) => release(storage, record));
}

/** What is left out stays as it is; null = as each run was started. */
type WantedLimits = { readonly [K in Exclude<keyof SetLimits, 'pruner'>]?: SetLimits[K] | undefined } & {
  readonly pruner?: WantedPruner | null | undefined;
};

interface WantedPruner {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** A pruner with all its options: those that are not named are those that it has already. @throws `config-invalid`, `parameter-invalid` */
function prunerOn(record: StudyRecord, set: Named | null, { name, options }: WantedPruner): Named {
  const now = set ?? storedSetup(record)?.pruner ?? null;
  return named(prunerByName(name, { ...(now?.name === name ? now.options : null), ...options }));
}

/**
 * Sets limits of a study that go before those of its runs.
 *
 * @throws `config-invalid` for limits that make no sense
 */
export async function setLimits(
  archive: Archive,
  { record }: FollowedStudy,
  wanted: WantedLimits,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<void> {
  const before = limitsOn(record) ?? NO_LIMITS;
  const { pruner = undefined, ...others } = wanted;
  const said = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const limits: SetLimits = {
    ...before,
    ...said,
    ...(pruner === undefined ? {} : { pruner: pruner && prunerOn(record, before.pruner, pruner) }),
  };
  checkSetLimits({ ...limits, deadline: wanted.deadline ?? null }, at); // an old deadline may have gone by
  if (wanted.confirm) checkConfirmable(record, isPopulation(storedSetup(record)?.sampler.name));
  await archive.use((storage) =>
    storage.setStudyAttribute(record.id, 'system', LIMITS, { ...limits, by, at } as unknown as Json),
  );
}

/** Sets an attribute of a study. @throws `study-missing`, `values-invalid`; Refusal 413 */
export async function setStudyAttribute(
  archive: Archive,
  study: FollowedStudy,
  key: string,
  value: unknown,
): Promise<void> {
  const said = plainJson(`Attribute ${JSON.stringify(key)}`, value);
  await study.refreshRecord();
  const { record } = study;
  checkRoom('the study', record.userAttributes, key, said);
  await archive.use((storage) => storage.setStudyAttribute(record.id, 'user', key, said));
}

/** Removes a trial. @throws `trial-missing` */
export async function removeTrial(archive: Archive, study: FollowedStudy, number: number): Promise<void> {
  stateOf(study, number);
  const { id } = study.history.record(number);
  await archive.use((storage) => storage.write(study.record.id, [{ type: 'removed', id }]));
}

/** Deletes a study. @param name written out by whoever asks @throws `study-differs`, `study-missing` */
export async function deleteStudy(archive: Archive, { record }: FollowedStudy, name: string): Promise<void> {
  if (name !== record.name)
    throw new VernierError('study-differs', 'The name that was sent is not that of this study: nothing was deleted.', {
      hint: 'Send the name of the study that is to go.',
    });
  await archive.use((storage) => storage.deleteStudy(record.id));
}

/** @throws `trial-missing` */
function stateOf({ history }: FollowedStudy, number: number) {
  if (number >= history.size || history.state(number) === 'removed') throw noTrial(number);
  return history.state(number);
}
