import { PRUNED } from './attribute-names.ts';
import type { HistoryView } from './view.ts';

/** Was the trial ended by a limit of the study, and keeps its last report? It was not given up for what it is. */
export function isCut(history: Pick<HistoryView, 'state' | 'attribute'>, row: number): boolean {
  return history.state(row) === 'pruned' && isEndedByLimit(history, row);
}

/** The same, also where it had reported nothing, and has failed. */
export function isEndedByLimit(history: Pick<HistoryView, 'attribute'>, row: number): boolean {
  return (history.attribute(row, 'system', PRUNED) as { readonly by?: string } | undefined)?.by === 'limit';
}
