import type { Run } from './run.ts';
import { type Instance, regretOf } from './task.ts';

/** Regret is floored here before its logarithm is taken: a table can be solved exactly. */
export const FLOOR = 1e-4;

/** What a search that has found nothing yet is charged: as much as a random configuration. */
export const NOTHING = 1;

/** Floored regret after each budget: of the recommended trial where observations are noisy, else of the best one so far. */
export function regretsAt(run: Run, instance: Instance, budgets: readonly number[]): number[] {
  return budgets.map((budget) => {
    const value = valueAt(run, budget);
    return value === null ? NOTHING : Math.max(FLOOR, regretOf(value, instance));
  });
}

/** The value that a study of so many trials would go home with; null = none. */
export function valueAt({ values, recommended, violations }: Run, budget: number): number | null {
  const last = Math.min(budget, values.length);
  if (recommended !== undefined) {
    const trial = recommended[last - 1]!;
    return trial < 0 ? null : (values[trial] as number | null);
  }
  let best: number | null = null;
  for (let i = 0; i < last; i++) {
    const value = values[i] as number | null;
    if (value !== null && (violations?.[i] ?? 0) <= 0 && (best === null || value < best)) best = value;
  }
  return best;
}
