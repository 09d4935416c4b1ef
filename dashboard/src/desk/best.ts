import { onFront } from '../../../src/analysis/charts/front.ts';
import { isFeasible } from '../../../src/history/best.ts';
import { winnerRow } from '../../../src/history/confirmation.ts';
import type { History } from '../../../src/history/history.ts';

/** Which trials are the best ones of a study. */
export interface Best {
  /** One objective: the winner; several: the first of the front. null = there is no result. */
  readonly trial: number | null;
  /** Several objectives: those on the Pareto front. */
  readonly front: ReadonlySet<number> | null;
}

/** The best trials. Cost O(size), with more than two objectives more. */
export function bestOf(history: History): Best {
  const k = history.objectives.length;
  if (k === 1) {
    const row = winnerRow(history);
    return { trial: row !== null && isFeasible(history, row) ? row : null, front: null };
  }
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++)
    if (isFeasible(history, row) && !hasNaN(history.losses, row * k, k)) rows.push(row);
  const points = new Float64Array(rows.length * k);
  rows.forEach((row, i) => points.set(history.losses.subarray(row * k, (row + 1) * k), i * k));
  const isOn = onFront(points, k);
  const front = new Set(rows.filter((_, i) => isOn[i] === 1));
  return { trial: front.values().next().value ?? null, front };
}

const hasNaN = (values: Float64Array, at: number, k: number): boolean => values.subarray(at, at + k).some(Number.isNaN);

/** Is it one of the best? */
export const isBest = ({ trial, front }: Best, row: number): boolean =>
  front === null ? trial === row : front.has(row);
