import type { HistoryView } from '../../history/view.ts';
import { namedValues } from '../../space/nodes.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import type { Features } from '../../space/features.ts';
import { expectedAt, type Modelled } from './outputs.ts';

/**
 * May a configuration that failed be tried once more? Where failures are accidents, the best configuration of a table must not
 * be lost to one of them: so it may, where the model of failures would not have expected one, and it was not tried again before.
 *
 * @param values by node, as a trial has them
 * @param crash the model of failures; undefined where there is none
 */
export function deservesRetry(
  values: Float64Array,
  crash: Modelled | undefined,
  evidence: Evidence,
  history: HistoryView,
  features: Features,
): boolean {
  if (crash === undefined) return false;
  const first = history.find(namedValues(evidence.space, values));
  if (first === null || evidence.standing[first] !== STANDING.failed) return false;
  for (let row = first + 1; row < evidence.size; row++)
    if (evidence.standing[row] !== STANDING.none && evidence.at(row).every((value, i) => Object.is(value, values[i])))
      return false;
  return expectedWithout(crash, first, values, features) < crash.output.limit;
}

/** What the model would expect at a trial if it did not know how that ended: its own result taken out of the posterior. */
function expectedWithout(crash: Modelled, row: number, values: Float64Array, features: Features): number {
  const { process, output, form } = crash;
  const at = output.rows.indexOf(row);
  const { mean, sd } = expectedAt(crash, features, values);
  const { noise } = process;
  const variance = sd * sd;
  return at < 0 || variance >= noise
    ? Number.POSITIVE_INFINITY
    : (mean * noise - form.targets[at]! * variance) / (noise - variance);
}
