import type { Outcome } from '../../execution/executor.ts';
import { WARNING } from '../../history/attribute-names.ts';
import { lastReported } from '../../history/reported-cost.ts';
import type { HistoryView } from '../../history/view.ts';
import type { RunningTrial } from '../running.ts';

/** How often a trial has reported a metric or an objective. */
export function timesReported(history: HistoryView, row: number, name: string): number {
  const isObjective = history.objectives.some((one) => one.name === name);
  return isObjective ? history.reports(row).steps.length : (history.metric(row, name)?.values.length ?? 0);
}

/** Notes with a trial that ends that it reported no cost, or one that cannot be, and what it is counted as. Answers whether it did. */
export function remarkCost(history: HistoryView, trial: RunningTrial, outcome: Outcome, name: string): boolean {
  const cost = finalCost(outcome, name) ?? lastReported(history, trial.number, name);
  if (cost !== undefined && cost >= 0 && cost < Number.POSITIVE_INFINITY) return false;
  const counted =
    cost !== undefined && Number.isFinite(cost) ? 'counted as 0' : 'its cost is estimated from that of the others';
  const odd = `A trial reported ${cost === undefined ? 'no cost' : `a cost of ${cost}`} (${name}); ${counted}.`;
  const before = history.attribute(trial.number, 'system', WARNING);
  trial.setSystem(WARNING, before === undefined ? odd : `${String(before)} ${odd}`);
  return true;
}

function finalCost(outcome: Outcome, name: string): number | undefined {
  if (outcome.state === 'pruned') return undefined;
  const { score } = outcome;
  return typeof score === 'object' && !Array.isArray(score)
    ? (score as Readonly<Record<string, number>>)[name]
    : undefined;
}
