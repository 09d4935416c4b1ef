import type { History } from '../../history/history.ts';
import type { Json, TrialRecord } from '../../history/record.ts';
import { toExternal } from '../../space/distribution.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';
import { firstDrafts } from './first-trials.ts';
import type { RunOptions } from '../study.ts';
import { fixedParams } from '../again/wish.ts';

// The settings of today, given for a study that exists. Loaded apart: most runs give none.

/**
 * Takes them for the first trial where the study has none yet; says what to do where they can be that no more. Of what is given again,
 * or was tried in another way, nothing is said.
 *
 * @returns a warning, or null
 * @throws `parameter-invalid` for settings that do not fit the space
 */
export async function startAgain(
  storage: Storage,
  { id, name }: Pick<StudyRecord, 'id' | 'name'>,
  history: History,
  space: SearchSpace | null,
  start: NonNullable<RunOptions['start']>,
  feasibility: Feasibility,
): Promise<string | null> {
  const [draft] = firstDrafts(space, { start }, 0, feasibility);
  const wish = draft!.systemAttributes!['fixed_params'] as Readonly<Record<string, Json>>;
  for (let row = 0; row < history.size; row++) if (isTried(history.record(row), wish)) return null;
  if (history.size === 0) {
    const made = await storage.createTrials(id, [draft!], 1); // none where somebody else was faster
    history.apply(made.map((trial) => ({ type: 'trial', trial })));
    if (made.length > 0) return null;
  }
  return `Study "${name}" has trials already, so that the settings given as \`start\` are not its first one: put them into the queue (study.enqueue, or "Steer" on the study's page), or use a new name.`;
}

/** Has the trial these values, or is it to have them? */
function isTried(record: TrialRecord, wish: Readonly<Record<string, Json>>): boolean {
  const fixed = fixedParams(record);
  return Object.keys(wish).every((name) => {
    const param = Object.hasOwn(record.params, name) ? record.params[name] : undefined;
    const value = param === undefined ? fixed[name] : toExternal(param.distribution, param.internal);
    return JSON.stringify(value) === JSON.stringify(wish[name]);
  });
}
