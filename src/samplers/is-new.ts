import type { HistoryView } from '../history/view.ts';
import { namedValues, type SearchSpace } from '../space/nodes.ts';
import { meant } from '../space/sticks.ts';

/** Has no trial that is still there this configuration? */
export function isNew(space: SearchSpace, values: Float64Array, history: HistoryView | null): boolean {
  return history === null || history.find(namedValues(space, meant(space, values))) === null;
}
