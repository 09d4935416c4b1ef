import type { HistoryView } from '../../history/view.ts';
import { OUTCOME_CODE, OUTCOMES, type Outcome } from '../charts/outcome.ts';
import { distance, type Measure } from './distance.ts';

/** A trial with parameters like those of another one. */
export interface Neighbour {
  readonly trial: number;
  /** In [0, 1]: 0 = the same parameters. */
  readonly distance: number;
  readonly outcome: Outcome;
  /** By objective, as the user means them; null = none. */
  readonly values: readonly number[] | null;
  /** Parameters that are not the same, those furthest apart first. */
  readonly differs: readonly string[];
}

/**
 * The trials nearest to one by their parameters, the nearest first. Trials that have ended count, also those that failed or were pruned;
 * not those that ran others again, nor lost ones that were repeated. Cost O(trials × parameters).
 */
export function neighboursOf(
  history: HistoryView,
  row: number,
  measures: readonly Measure[],
  outcomes: Uint8Array,
  count: number,
): readonly Neighbour[] {
  const nearest: { readonly trial: number; readonly distance: number }[] = [];
  for (let trial = 0; trial < history.size; trial++) {
    if (trial === row || !COUNTS.has(outcomes[trial]!)) continue;
    const own = distance(measures, row, trial);
    const last = nearest.at(-1);
    if (nearest.length === count && (last === undefined || own >= last.distance)) continue;
    const at = nearest.findIndex((other) => own < other.distance);
    nearest.splice(at < 0 ? nearest.length : at, 0, { trial, distance: own });
    if (nearest.length > count) nearest.pop();
  }
  return nearest.map((one) => ({
    ...one,
    outcome: OUTCOMES[outcomes[one.trial]!]!,
    values: valuesAt(history, one.trial),
    differs: measures
      .map(({ name, between }) => ({ name, apart: between(row, one.trial) }))
      .filter(({ apart }) => apart > 0)
      .sort((a, b) => b.apart - a.apart)
      .map(({ name }) => name),
  }));
}

/** The values that a trial ended with, as the user means them; null = none. */
export function valuesAt({ objectives, losses }: HistoryView, row: number): readonly number[] | null {
  const k = objectives.length;
  const values = objectives.map(({ direction }, o) => (direction === 'maximize' ? -1 : 1) * losses[row * k + o]! + 0);
  return values.every(Number.isNaN) ? null : values;
}

const COUNTS = new Set([OUTCOME_CODE.feasible, OUTCOME_CODE.infeasible, OUTCOME_CODE.pruned, OUTCOME_CODE.failed]);
