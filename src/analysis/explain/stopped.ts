import { PRUNED } from '../../history/attribute-names.ts';
import { isPopulation, replacementOf } from '../../history/population.ts';
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
  const stopped = (history.attribute(row, 'system', PRUNED) as Stopped | undefined) ?? null;
  return stopped !== null && isPopulation(stopped.by) ? replaced(history, row, stopped) : stopped;
}

/** A member of a population is paused first: what was said then does not know of the copy that takes its place. */
function replaced(history: HistoryView, row: number, stopped: Stopped): Stopped {
  const copy = replacementOf(history, row);
  if (copy === null) return stopped;
  const why = `it was among the worst at step ${stopped.step} and gave way to trial ${copy.trial}, a copy of trial ${copy.from}, which was better`;
  return { ...stopped, why };
}

/** The same in one sentence. */
export function stoppedWords({ by, step, why }: Stopped): string {
  return why ?? `${by} stopped it at step ${step}.`;
}
