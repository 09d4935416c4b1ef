import { FUNCTION_NAMES, testFunction } from './functions.ts';
import { table, tableNames } from './tables.ts';

/** A parameter of a task, in words that any optimiser understands. */
export type TaskParam =
  | { readonly name: string; readonly kind: 'float' }
  /** A position 0 … size − 1 on a grid whose order means something. */
  | { readonly name: string; readonly kind: 'ordinal'; readonly size: number }
  /** One of `size` things without order. */
  | { readonly name: string; readonly kind: 'categorical'; readonly size: number };

/** One objective function to be minimised: numbers in the order of `params`; floats in [0, 1]. */
export interface Task {
  readonly name: string;
  readonly params: readonly TaskParam[];
  readonly best: number;
  readonly median: number;
  value(point: readonly number[]): number;
}

/** The 25 tasks: sixteen tables of real results, nine test functions. */
export const TASK_NAMES: readonly string[] = [...tableNames(), ...FUNCTION_NAMES];

/** A task as a seed sees it: functions get a new shift with each seed. */
export function task(name: string, seed: number): Task {
  const wanted = FUNCTION_NAMES.find((known) => known === name);
  if (wanted !== undefined) {
    const { dimension, best, median, value } = testFunction(wanted, seed);
    const params = Array.from({ length: dimension }, (_, i) => ({ name: `x${i}`, kind: 'float' as const }));
    return { name, params, best, median, value };
  }
  const { params, best, median, value } = table(name);
  const sized = params.map((param) => ({ name: param.name, kind: param.type, size: param.values.length }));
  return { name, params: sized, best, median, value };
}

/** Normalised regret: 0 at the best known value, 1 at the median of random configurations. */
export function regret(value: number, { best, median }: Pick<Task, 'best' | 'median'>): number {
  return Math.max(0, (value - best) / (median - best));
}

/** Regret of the best value so far after 25, 50, 100 and 200 trials, and so on as asked. */
export function regretsAt(
  values: readonly number[],
  budgets: readonly number[],
  of: Pick<Task, 'best' | 'median'>,
): number[] {
  return budgets.map((budget) => regret(Math.min(...values.slice(0, budget)), of));
}
