import type { Objective } from '../../history/record.ts';
import { STATE_CODE, type TimedHistory } from '../../history/view.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import { chosenObjective } from '../charts/outcome.ts';
import { resultRows } from '../charts/slice.ts';
import { surrogateOf } from '../surrogate.ts';
import { distance, type Measure } from './distance.ts';
import type { Moment } from './moment.ts';

/** What a model of the results before a trial expected of it, and what came. As the user means the values. */
export interface Expectation {
  readonly objective: Objective;
  /** What came; null = nothing yet, or no value. Of a pruned trial the value that it was pruned with. */
  readonly actual: number | null;
  /** Is `actual` the trial's result, or only how far it had come? */
  readonly isFinal: boolean;
  /** What was expected: the middle, and a band that holds the result, noise included, with 80 %. null = there was no model. */
  readonly expected: { readonly middle: number; readonly low: number; readonly high: number } | null;
  /** Standard deviations by which the result is better (above 0) or worse than expected; null where it cannot be told, and where what came is not final. */
  readonly z: number | null;
  /** Results that the model is made of. */
  readonly results: number;
  /** Why there was no model; null where there was one. */
  readonly reason: string | null;
}

/** 80 % of a normal distribution lie within so many standard deviations. */
const BAND = 1.2815515655446004;

/**
 * What a Gaussian process expected of a trial. It is made of the results that there were when the trial was proposed, and need not be what
 * the sampler went by: that is in the sampler's own words. `z` is taken on the model's scale, where results are about normal.
 */
export function expectationsOf(
  history: TimedHistory,
  row: number,
  space: SearchSpace,
  measures: readonly Measure[],
  { had }: Moment,
): readonly Expectation[] {
  const configurationOf = (trial: number): Float64Array =>
    nodeValues(space, (name) => history.columns.get(name)?.values[trial]);
  const own = configurationOf(row);
  return history.objectives.map((objective): Expectation => {
    const chosen = chosenObjective(history, objective.name);
    const loss = history.losses[row * history.objectives.length + chosen.index]!;
    const actual = Number.isNaN(loss) ? null : chosen.sign * loss + 0;
    const { rows, values } = resultRows(history, chosen);
    const known = rows.filter(had);
    const losses = values.filter((_, i) => had(rows[i]!)).map((value) => chosen.sign * value);
    const model = own.every(Number.isNaN)
      ? 'The trial has no parameters in this space.'
      : surrogateOf(space, {
          configuration: (i) => configurationOf(known[i]!),
          losses,
          distance: (i) => distance(measures, row, known[i]!),
        });
    const isFinal = history.states[row] === STATE_CODE.complete;
    const bare = { objective, actual, isFinal, expected: null, z: null };
    if (typeof model === 'string') return { ...bare, results: losses.length, reason: model };
    const { mean, sd } = model.predict([own]);
    const spread = Math.sqrt(sd[0]! * sd[0]! + model.noise * model.noise);
    const at = (deviations: number): number => chosen.sign * model.toLoss(mean[0]! + deviations * spread) + 0;
    const ends = [at(-BAND), at(BAND)];
    return {
      objective,
      actual,
      isFinal,
      expected: { middle: at(0), low: Math.min(...ends), high: Math.max(...ends) },
      z: isFinal && Number.isFinite(loss) ? (mean[0]! - model.toTarget(loss)) / spread + 0 : null,
      results: model.results,
      reason: null,
    };
  });
}
