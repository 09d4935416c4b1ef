import type { Objective } from '../../history/record.ts';
import type { NamedHistory } from './history.ts';
import { chosenObjective, OUTCOME_CODE, outcomesOf, sharedObjective, valuesOf } from './outcome.ts';

/** How the results of one study are spread: the share of its trials whose value is at most x. */
export interface EdfCurve {
  readonly name: string;
  /** Different values, ascending. */
  readonly values: Float64Array;
  /** Shape of `values`: the share of results that are at most this value; rises to 1. */
  readonly shares: Float64Array;
  /** Results that count. */
  readonly results: number;
}

/** Empirical distribution functions of an objective, one a study. */
export interface EdfChart {
  /** null = studies have different ones, or there is none. */
  readonly objective: Objective | null;
  readonly curves: readonly EdfCurve[];
}

/**
 * Empirical distribution functions: which share of a study's results is at most a value. Steps, exact: one for each different
 * value. Complete trials with a finite value count, infeasible ones too unless `feasibleOnly`; repeats that confirm others do not.
 *
 * @param objective its name in all studies; left out = the first of each
 * @throws `values-invalid` where a study has no such objective
 */
export function edfChart(
  studies: readonly NamedHistory[],
  options: { readonly objective?: string; readonly feasibleOnly?: boolean } = {},
): EdfChart {
  const curves = studies.map(({ name, history }): EdfCurve => {
    const values = valuesOf(history, chosenObjective(history, options.objective));
    const outcomes = outcomesOf(history);
    const most = options.feasibleOnly === true ? OUTCOME_CODE.feasible : OUTCOME_CODE.infeasible;
    const sorted = values.filter((value, row) => outcomes[row]! <= most && Number.isFinite(value)).sort();
    return { name, ...steps(sorted), results: sorted.length };
  });
  return {
    objective: sharedObjective(studies.map(({ history }) => chosenObjective(history, options.objective).objective)),
    curves,
  };
}

/** The share of a study's results that are at most `value`. */
export function shareAt({ values, shares }: Pick<EdfCurve, 'values' | 'shares'>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : shares[low - 1]!;
}

function steps(sorted: Float64Array): Pick<EdfCurve, 'values' | 'shares'> {
  const n = sorted.length;
  const isLast = (i: number): boolean => i + 1 === n || sorted[i + 1] !== sorted[i];
  let count = 0;
  for (let i = 0; i < n; i++) if (isLast(i)) count++;
  const values = new Float64Array(count);
  const shares = new Float64Array(count);
  for (let i = 0, at = 0; i < n; i++) {
    if (!isLast(i)) continue;
    values[at] = sorted[i]!;
    shares[at++] = (i + 1) / n;
  }
  return { values, shares };
}
