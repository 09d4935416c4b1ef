import { VernierError } from '../errors.ts';
import type { JudgeBy } from './problem.ts';
import type { HistoryView } from './view.ts';

/** A curve to be judged, sign set so that lower is better; steps ascending. */
export interface JudgedCurve {
  readonly steps: Int32Array;
  readonly losses: Float64Array;
}

/**
 * The curve that a pruner judges a trial by; null = nothing yet. Steps at which the series has no value (NaN) stay in it.
 *
 * @throws `values-invalid` for `all` with several objectives (that is the pruner's own business) and for a name that is no objective.
 */
export function judgedCurve(history: HistoryView, row: number, by: JudgeBy): JudgedCurve | null {
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
  return {
    steps,
    losses: k === 1 ? losses : steps.length === 0 ? losses : Float64Array.from(steps, (_, i) => losses[i * k + index]!),
  };
}
