import { History } from '../../history/history.ts';
import { type Change, type Direction, recordOf, type TrialDraft } from '../../history/record.ts';

/** A history of trials, complete unless they say otherwise, with objectives f0, f1 … */
export function toldHistory(directions: readonly Direction[], drafts: readonly object[]): History {
  const history = new History(directions.map((direction, i) => ({ name: `f${i}`, direction })));
  history.apply(
    drafts.map(
      (draft, i): Change => ({
        type: 'trial',
        trial: recordOf({ state: 'complete', ...draft } as TrialDraft, i, i),
      }),
    ),
  );
  return history;
}
