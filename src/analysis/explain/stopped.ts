import { PRUNED } from '../../history/attribute-names.ts';
import type { HistoryView } from '../../history/view.ts';

/** Why a trial was stopped or paused. */
export interface Stopped {
  /** The pruner's name, `limit`, or `objective`: the function ended it by itself. */
  readonly by: string;
  readonly step: number;
  readonly why: string | null;
}

/** Who stopped or paused a trial; null where it was neither, nobody has said, or it has gone on since. */
export function stoppedOf(history: HistoryView, row: number): Stopped | null {
  if (!['paused', 'pruned'].includes(history.state(row))) return null;
  return (history.attribute(row, 'system', PRUNED) as Stopped | undefined) ?? null;
}

/** The same in one sentence. */
export function stoppedWords({ by, step, why }: Stopped): string {
  return why ?? `${by} stopped it at step ${step}.`;
}
