import { PRUNED } from './attribute-names.ts';
import type { HistoryView } from './view.ts';

/** Was the trial ended by a limit of the study, and keeps its last report? It was not given up for what it is. */
export function isCut(history: Pick<HistoryView, 'state' | 'attribute'>, row: number): boolean {
  const pruned = history.attribute(row, 'system', PRUNED) as { readonly by?: string } | undefined;
  return history.state(row) === 'pruned' && pruned?.by === 'limit';
}
