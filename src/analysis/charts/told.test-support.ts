import { History } from '../../history/history.ts';
import { type Change, type Objective, recordOf, type TrialDraft } from '../../history/record.ts';
import type { Distribution } from '../../space/distribution.ts';

/** A trial as tests write it: complete unless it says otherwise. */
export type Told = Partial<Omit<TrialDraft, 'params'>> & { readonly params?: Readonly<Record<string, number>> };

/** Objectives f0, f1 … in these directions. */
export const objectivesOf = (directions: readonly Objective['direction'][]): readonly Objective[] =>
  directions.map((direction, i) => ({ name: `f${i}`, direction }));

/** The change that brings a trial. */
export function trialChange(told: Told, number: number, distributions: Readonly<Record<string, Distribution>>): Change {
  const params = Object.fromEntries(
    Object.entries(told.params ?? {}).map(([name, internal]) => [
      name,
      { distribution: distributions[name]!, internal },
    ]),
  );
  return { type: 'trial', trial: recordOf({ state: 'complete', ...told, params }, 100 + number, number) };
}

/** A history of trials, with objectives f0, f1 … */
export function toldHistory(
  trials: readonly Told[],
  distributions: Readonly<Record<string, Distribution>> = {},
  directions: readonly Objective['direction'][] = ['minimize'],
): History {
  const history = new History(objectivesOf(directions));
  history.apply(trials.map((told, i) => trialChange(told, i, distributions)));
  return history;
}
