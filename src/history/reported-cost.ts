import { isFromNothing, RESUMED, type Resumption } from './lineage.ts';
import type { HistoryView } from './view.ts';

/** The last number that a trial reported under a name, be it an objective or a metric, as the user means it; undefined = none. */
export function lastReported(history: HistoryView, row: number, name: string): number | undefined {
  const objective = history.objectives.findIndex((one) => one.name === name);
  if (objective < 0) return history.metric(row, name)?.values.at(-1);
  const k = history.objectives.length;
  const final = history.losses[row * k + objective]!;
  const loss = Number.isNaN(final) ? history.reports(row).losses.at(objective - k) : final;
  return loss === undefined || history.objectives[objective]!.direction === 'minimize' ? loss : -loss;
}

/**
 * What a trial has cost that reports its cost under a name: the last number, a negative one counting as 0, and what earlier runs of it had
 * spent on steps that it ran again; null = it has reported nothing, or no finite number.
 */
export function reportedCost(history: HistoryView, row: number, name: string): number | null {
  const last = lastReported(history, row, name);
  return last === undefined || !Number.isFinite(last) ? null : Math.max(0, last) + spentAgain(history, row, name);
}

function spentAgain(history: HistoryView, row: number, name: string): number {
  const resumed = (history.attribute(row, 'system', RESUMED) ?? []) as unknown as readonly Resumption[];
  return resumed.reduce((sum, resumption) => {
    const spent = resumption.before?.values[name];
    if (spent === undefined) return sum;
    const kept = isFromNothing(resumption) ? 0 : numberBefore(history, row, name, resumption.first);
    return sum + Math.max(0, spent - Math.max(0, kept));
  }, 0);
}

/** The newest number under a name before a step; 0 = none. */
function numberBefore(history: HistoryView, row: number, name: string, step: number): number {
  const k = history.objectives.length;
  const objective = history.objectives.findIndex((one) => one.name === name);
  const steps = objective < 0 ? history.metric(row, name)?.steps : history.reports(row).steps;
  const at = steps?.findLastIndex((other) => other < step) ?? -1;
  if (at < 0) return 0;
  if (objective < 0) return history.metric(row, name)!.values[at]!;
  const loss = history.reports(row).losses[at * k + objective]!;
  return history.objectives[objective]!.direction === 'minimize' ? loss : -loss;
}
