import { mean, twoLevelMean } from '../harness/statistics.ts';

/** Regret is floored here before its logarithm is taken: a table can be solved exactly. */
const FLOOR = 1e-4;

/** Ratio of geometric mean regrets (ours by theirs) at one budget, with a 95 % interval. */
export interface Ratio {
  readonly trials: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** Two optimisers on the same tasks and seeds. */
export interface Comparison {
  readonly ratios: readonly Ratio[];
  /** Tasks whose geometric mean regret is lower at the last budget; ties are neither. */
  readonly wins: number;
  readonly losses: number;
  /** Per task and budget: geometric means, losses included. */
  readonly tasks: readonly {
    readonly name: string;
    readonly ours: readonly number[];
    readonly theirs: readonly number[];
  }[];
}

type Regrets = readonly (readonly number[])[];

/**
 * Compares runs paired by task and seed.
 *
 * @param regretsOf  per optimiser and task: one row per seed, one regret per budget
 */
export function comparison(
  budgets: readonly number[],
  names: readonly string[],
  regretsOf: (optimiser: 'vernier' | 'optuna', task: string) => Regrets,
): Comparison {
  const logs = (regrets: Regrets, b: number) => regrets.map((row) => Math.log(Math.max(FLOOR, row[b]!)));
  const pairs = names.map((name) => ({ name, ours: regretsOf('vernier', name), theirs: regretsOf('optuna', name) }));
  const tasks = pairs.map(({ name, ours, theirs }) => ({
    name,
    ours: budgets.map((_, b) => Math.exp(mean(logs(ours, b)))),
    theirs: budgets.map((_, b) => Math.exp(mean(logs(theirs, b)))),
  }));
  const ratios = budgets.map((trials, b): Ratio => {
    const differences = pairs.map(({ ours, theirs }) => {
      const other = logs(theirs, b);
      return logs(ours, b).map((value, seed) => value - other[seed]!);
    });
    const { value, low, high } = twoLevelMean(differences);
    return { trials, ratio: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
  });
  const last = budgets.length - 1;
  const wins = tasks.filter(({ ours, theirs }) => ours[last]! < theirs[last]!).length;
  const losses = tasks.filter(({ ours, theirs }) => ours[last]! > theirs[last]!).length;
  return { ratios, wins, losses, tasks };
}
