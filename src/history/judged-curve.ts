import { VernierError } from '../errors.ts';
import { CONFIRMS } from './attribute-names.ts';
import { isRepeated } from './lineage.ts';
import type { JudgeBy } from './problem.ts';
import type { HistoryView } from './view.ts';

/** A curve to be judged, sign set so that lower is better; steps ascending. */
export interface JudgedCurve {
  readonly steps: Int32Array;
  readonly losses: Float64Array;
}

/**
 * The curve that a pruner judges a trial by; null = nothing yet, or nothing any more: of a lost trial and its repeat the repeat
 * counts. One that confirms another has none: it is no trial of the search, and runs what is among the best already. Steps whose report gave another objective and left this one out are not in it, nor those that gave NaN for it beside a
 * number for another: storages keep both as the same. A NaN that is in it was reported alone.
 *
 * @throws `values-invalid` for `all` with several objectives (that is the pruner's own business) and for a name that is no objective.
 */
export function judgedCurve(history: HistoryView, row: number, by: JudgeBy): JudgedCurve | null {
  if (isRepeated(history, row) || history.attribute(row, 'system', CONFIRMS) !== undefined) return null;
  if (by.kind === 'metric') {
    const series = history.metric(row, by.name);
    if (series === null) return null;
    return {
      steps: series.steps,
      losses: by.direction === 'minimize' ? series.values : series.values.map((value) => -value),
    };
  }
  const k = history.objectives.length;
  const index = by.kind === 'all' ? (k === 1 ? 0 : -1) : history.objectives.findIndex(({ name }) => name === by.name);
  if (index < 0)
    throw new VernierError(
      'values-invalid',
      by.kind === 'all' ? 'There is no one curve of several objectives.' : `"${by.name}" is no objective.`,
      {
        hint: 'Judge by one objective or by one metric (`judgeBy`).',
      },
    );
  const { steps, losses } = history.reports(row);
  if (steps.length === 0) return null;
  if (k === 1) return { steps, losses };
  const isGiven = (i: number): boolean =>
    !Number.isNaN(losses[i * k + index]!) || losses.subarray(i * k, (i + 1) * k).every(Number.isNaN);
  const given = Array.from(steps.keys()).filter(isGiven);
  if (given.length === 0) return null;
  return {
    steps: Int32Array.from(given, (i) => steps[i]!),
    losses: Float64Array.from(given, (i) => losses[i * k + index]!),
  };
}
