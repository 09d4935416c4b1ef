import type { Objective } from '../../history/record.ts';
import type { HistoryView, ParamColumn } from '../../history/view.ts';
import { random } from '../../math/random.ts';
import { configurationAt } from '../../space/feasible.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import { VernierError } from '../../errors.ts';
import { distance, measuresOf } from '../explain/distance.ts';
import { observedSpace } from '../observed-space.ts';
import { type Surrogate, surrogateOf } from '../surrogate.ts';
import { type Axis, axisOf, chosenColumns } from './axis.ts';
import { configurationWith, levelsOf } from './cells.ts';
import { type Chosen, chosenObjective, OUTCOME_CODE } from './outcome.ts';
import { type ResultRows, resultRows, valuesAt } from './slice.ts';

/** What a model of the objective believes over two parameters, and the trials that it knows them from. */
export interface ContourChart {
  readonly objective: Objective;
  readonly x: Axis;
  readonly y: Axis;
  /** Where the model was asked; null = there is no model. */
  readonly grid: ContourGrid | null;
  /** Why there is no model; null = there is one. */
  readonly reason: string | null;
  /** Complete trials that have both parameters. */
  readonly points: {
    readonly trials: Int32Array;
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly values: Float64Array;
    /** Codes of `OUTCOMES`: feasible or infeasible. */
    readonly outcomes: Uint8Array;
  };
}

/** A model over two parameters. */
export interface ContourGrid {
  /** What the other parameters are: those of the incumbent, or any. */
  readonly others: 'incumbent' | 'marginal';
  /** The trial whose other parameters they are; null where they are any. */
  readonly incumbent: number | null;
  /** Along the axes, ascending: every value where there are few, else even steps on the axis's scale. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Shape (ys × xs), row-major: what is expected, as the user means it; NaN where there is no such configuration. */
  readonly mean: Float64Array;
  /** Same shape: half the width of the band that holds it with 68 %. */
  readonly sd: Float64Array;
  /** Results that the model is made of. */
  readonly results: number;
}

/** What a contour is made of. */
export interface ContourOptions {
  readonly objective?: string;
  /** The declared space; null or left out = the parameters as trials had them. */
  readonly space?: SearchSpace | null;
  /** What the other parameters are. Default `incumbent`. */
  readonly others?: 'incumbent' | 'marginal';
  /** Values along an axis at most. Default 40, with `marginal` 20. */
  readonly cells?: number;
}

/** Other parameters that are drawn for each cell. */
const DRAWS = 16;

/**
 * Contour of a Gaussian process of the objective over two parameters, with its uncertainty.
 *
 * `incumbent`: the other parameters are those of the best feasible trial, so the picture is a section through it; where that trial has
 * x or y inactive, what they depend on is set so that they are active. `marginal`: the mean over 16 draws of the other parameters from
 * the space; `sd` then holds what the others do, too. Complete trials with finite values are known to the model, infeasible ones too.
 *
 * @param x stored name of a parameter, `y` another one
 * @throws `values-invalid`, `parameter-invalid` for names that the study does not have, or the same one twice
 */
export function contourChart(history: HistoryView, x: string, y: string, options: ContourOptions = {}): ContourChart {
  const chosen = chosenObjective(history, options.objective);
  const [xColumn, yColumn] = chosenColumns(history, [x, y]) as readonly [ParamColumn, ParamColumn];
  if (x === y)
    throw new VernierError('parameter-invalid', `A contour of "${x}" over itself says nothing.`, {
      hint: 'Name two different parameters.',
    });
  const results = resultRows(history, chosen);
  const chart = {
    objective: chosen.objective,
    x: axisOf(xColumn),
    y: axisOf(yColumn),
    points: pointsOf(results, xColumn, yColumn),
  };
  const space = options.space ?? observedSpace(history);
  const made = modelOf(history, space, results, chosen);
  if (typeof made === 'string') return { ...chart, grid: null, reason: made };
  const grid = gridOf(history, made, results, chosen, { ...options, x, y });
  return { ...chart, grid, reason: grid === null ? `"${x}" and "${y}" are never active together.` : null };
}

/** The model of an objective, or why there is none. */
function modelOf(
  history: HistoryView,
  space: SearchSpace,
  { rows, values, outcomes }: ResultRows,
  { sign }: Chosen,
): Surrogate | string {
  const losses = values.map((value) => sign * value);
  const measures = measuresOf(history, space);
  const best = rows[bestOf(values, outcomes, sign)]!;
  const configuration = (i: number): Float64Array =>
    nodeValues(space, (name) => history.columns.get(name)?.values[rows[i]!]);
  return surrogateOf(space, { configuration, losses, distance: (i) => distance(measures, best, rows[i]!) });
}

function gridOf(
  history: HistoryView,
  model: Surrogate,
  { rows, values, outcomes }: ResultRows,
  { sign }: Chosen,
  options: ContourOptions & { readonly x: string; readonly y: string },
): ContourGrid | null {
  const { space } = model;
  const { others = 'incumbent', x, y } = options;
  const best = bestOf(values, outcomes, sign);
  const cells = Math.max(2, options.cells ?? (others === 'incumbent' ? 40 : 20));
  const columnOf = (name: string): ParamColumn => history.columns.get(name)!;
  const [xs, ys] = [levelsOf(columnOf(x).distribution, cells), levelsOf(columnOf(y).distribution, cells)];
  const stream = random(0).fork('contour');
  const bases =
    others === 'incumbent'
      ? [nodeValues(space, (name) => history.columns.get(name)?.values[rows[best]!])]
      : Array.from({ length: DRAWS }, (_, i) => {
          const own = stream.fork(i);
          return configurationAt(space, () => own.uniform());
        });
  const size = xs.length * ys.length;
  const configurations: Float64Array[] = [];
  const cellOf: number[] = [];
  for (let cell = 0; cell < size; cell++) {
    const fixed = new Map([
      [x, xs[cell % xs.length]!],
      [y, ys[Math.floor(cell / xs.length)]!],
    ]);
    for (const base of bases) {
      const made = configurationWith(space, base, fixed);
      if (made === null) continue;
      configurations.push(made);
      cellOf.push(cell);
    }
  }
  if (configurations.length === 0) return null;
  return {
    others,
    incumbent: others === 'incumbent' ? rows[best]! : null,
    xs,
    ys,
    ...averaged(model, configurations, cellOf, size, sign),
    results: model.results,
  };
}

/** What the model says of cells, each asked at one configuration or more. */
function averaged(
  model: Surrogate,
  configurations: readonly Float64Array[],
  cellOf: readonly number[],
  size: number,
  sign: number,
): Pick<ContourGrid, 'mean' | 'sd'> {
  const own = model.predict(configurations);
  const count = new Float64Array(size);
  const mean = new Float64Array(size);
  const squares = new Float64Array(size); // of means and deviations: what a result among all of them may be
  cellOf.forEach((cell, i) => {
    count[cell]!++;
    mean[cell]! += own.mean[i]!;
    squares[cell]! += own.mean[i]! * own.mean[i]! + own.sd[i]! * own.sd[i]!;
  });
  const sd = new Float64Array(size);
  for (let cell = 0; cell < size; cell++) {
    const middle = mean[cell]! / count[cell]!; // NaN where there is no configuration
    const spread = Math.sqrt(Math.max(0, squares[cell]! / count[cell]! - middle * middle));
    mean[cell] = sign * model.toLoss(middle) + 0;
    sd[cell] = Number.isNaN(middle) ? Number.NaN : (model.toLoss(middle + spread) - model.toLoss(middle - spread)) / 2;
    if (Number.isNaN(middle)) mean[cell] = Number.NaN;
  }
  return { mean, sd };
}

/** Place of the best feasible result; of the best infeasible one where none is feasible. */
function bestOf(values: Float64Array, outcomes: Uint8Array, sign: number): number {
  let best = 0;
  const worth = (i: number): number => (outcomes[i] === OUTCOME_CODE.feasible ? 0 : 1);
  for (let i = 1; i < values.length; i++)
    if (worth(i) < worth(best) || (worth(i) === worth(best) && sign * values[i]! < sign * values[best]!)) best = i;
  return best;
}

function pointsOf({ rows, values, outcomes }: ResultRows, x: ParamColumn, y: ParamColumn): ContourChart['points'] {
  const has = (row: number): boolean => !Number.isNaN(x.values[row]!) && !Number.isNaN(y.values[row]!);
  const trials = rows.filter(has);
  return {
    trials,
    x: valuesAt(x, trials),
    y: valuesAt(y, trials),
    values: values.filter((_, i) => has(rows[i]!)),
    outcomes: outcomes.filter((_, i) => has(rows[i]!)),
  };
}
