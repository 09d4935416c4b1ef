import { index, type Random } from '../../math/random.ts';
import { sobolUnit, type SobolTable } from '../../math/sobol.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { type Column, type Sample, sampleOf } from '../../models/forest/column.ts';
import { type AdditiveModel, AdditiveFits, predictedAt } from '../../models/additive/additive.ts';
import { Forest, type ForestOptions } from '../../models/forest/forest.ts';
import { Marginals } from '../../models/forest/marginals.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { cellOf, toUnit } from '../../space/encode.ts';
import type { Evidence } from './evidence.ts';

/** Cells of a number's range, at most: borders of the trees lie between two of them. */
const CELLS = 64;

/** Columns whose pairs are looked at: those that explain most alone. */
const PAIRED = 16;

/** A forest's word counts at most so many times. */
const MOST_STRETCH = 2;

/** Points at which what singles leave over is measured. */
const POINTS = 2048;

/** The forest, and those grown again on results as they might have been. */
const FOREST: ForestOptions = { trees: 64, leaf: 2, tried: 1, bootstrap: true };
const AGAIN = { forests: 16, trees: 24 };

/** Shares of a function's variance. */
export interface Variances {
  /** By parameter. */
  readonly singles: Float64Array;
  /** By pair as in `pairs`: what two parameters do together beyond what each does alone. */
  readonly couples: Float64Array;
}

/** What fANOVA finds. */
export interface Fanova extends Variances {
  readonly pairs: readonly (readonly [number, number])[];
  /** What the same procedure finds where the forest itself is the truth. */
  readonly again: readonly Variances[];
  /** Share of the results' variance that the forest foretells; NaN where they have none. */
  readonly explained: number;
}

/**
 * Shares of the variance of the objective over the space, by a random forest: of each parameter alone, and of pairs.
 *
 * Each parameter is uniform over its range (of ln x where `log`), independently of the others; one that is inactive changes
 * nothing. Of a parameter stored in several numbers the parts' shares, and those of their pairs, add up.
 *
 * Source: Hutter, Hoos and Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance". The shares are
 * those of the mean of the trees, not the mean over trees, in which each tree's noise would count as variance.
 *
 * @param targets shape (results): finite, not all equal
 * @param weights shape (results): how much each counts; mean 1
 */
export function fanova(evidence: Evidence, targets: Float64Array, weights: Float64Array, stream: Random): Fanova {
  const design = new Design(evidence, weights, stream.fork('inactive'));
  const model = design.model(targets, FOREST.trees, null, stream.fork('forest'));
  const pairs = design.pairsOf(model);
  const again: Variances[] = [];
  for (let f = 0; f < AGAIN.forests; f++) {
    const draws = stream.fork('again').fork(f);
    const drawn = model.fitted.map((value) => value + model.residuals[index(draws, model.residuals.length)]!);
    again.push(design.variances(design.model(drawn, AGAIN.trees, model.curves.grip, draws.fork('forest')), pairs));
  }
  return { ...design.variances(model, pairs), pairs: pairs.named, again, explained: model.explained };
}

/** What each parameter does alone, and a forest of the rest. */
interface Model {
  readonly curves: AdditiveModel;
  readonly forest: Forest;
  /** By how much the forest's word is taken: trees draw in what they know, and see something in noise. */
  readonly stretch: number;
  /** At the results. */
  readonly fitted: Float64Array;
  /** What is left of results by trees that have not seen them. */
  readonly residuals: Float64Array;
  readonly explained: number;
}

/** Which pairs of columns are looked at. */
interface Pairs {
  /** Pairs of columns, those of two parameters first. */
  readonly columns: readonly (readonly [number, number])[];
  /** Pairs of parameters, as the first of `columns`. */
  readonly named: readonly (readonly [number, number])[];
}

/** Results as points of a forest, and what is to be known of the space. */
class Design {
  readonly sample: Sample;
  readonly #evidence: Evidence;
  readonly #cells: readonly number[];
  readonly #fits: AdditiveFits;
  /** Shape (results): how much each counts. */
  readonly #weights: Float64Array;
  /** Shape (POINTS × columns): evenly spread. */
  readonly #points: Float64Array;

  constructor(evidence: Evidence, weights: Float64Array, stream: Random) {
    const { parts, count } = evidence;
    const width = parts.length;
    this.#evidence = evidence;
    this.#weights = weights;
    this.#cells = parts.map(({ distribution }) => cellsOf(distribution));
    const columns = parts.map(({ distribution }, i) => columnOf(distribution, this.#cells[i]!));
    const points = new Float64Array(count * width);
    parts.forEach(({ distribution, values }, c) => {
      const cells = this.#cells[c]!;
      for (let i = 0; i < count; i++)
        points[i * width + c] = Number.isNaN(values[i]!)
          ? index(stream, cells) // whatever it is
          : placeOf(distribution, values[i]!, cells);
    });
    this.sample = sampleOf(points, count, columns);
    this.#fits = new AdditiveFits(
      columns.map(({ kind }, i) => ({ cells: this.#cells[i]!, isChoice: kind === 'categorical' })),
      points,
      weights,
    );
    this.#points = evenly(this.#cells);
  }

  model(targets: Float64Array, trees: number, grip: number | null, stream: Random): Model {
    const { rows, points } = this.sample;
    const width = this.#cells.length;
    const curves = this.#fits.fit(targets, grip);
    const alone = Float64Array.from(targets, (_, row) => predictedAt(curves, points, row * width));
    const rest = targets.map((target, row) => (target - alone[row]!) / (1 - curves.leverages[row]!));
    const forest = new Forest(this.sample, rest, { ...FOREST, trees }, stream);
    const fitted = new Float64Array(rows);
    forest.means(fitted, points, rows);
    const stretch = stretchOf(rest, forest.leftOut, this.#weights);
    const residuals = rest
      .map((value, row) => value - stretch * forest.leftOut[row]!)
      .filter((residual) => !Number.isNaN(residual));
    return {
      curves,
      forest,
      stretch,
      fitted: fitted.map((value, row) => stretch * value + alone[row]!),
      residuals,
      explained: 1 - missedOf(rest, forest.leftOut, stretch, this.#weights) / varianceOf(targets, this.#weights),
    };
  }

  /** The pairs worth a look: those of parts of one parameter, and of the parameters that explain most alone. */
  pairsOf(model: Model): Pairs {
    const { parts, names } = this.#evidence;
    const alone = curvesOf(model, new Marginals(model.forest, this.#cells, [])).map(meanSquare);
    const columnsOf = names.map((_, param) => parts.flatMap((part, c) => (part.param === param ? [c] : [])));
    const first = alone
      .map((_, c) => c)
      .filter((c) => columnsOf[parts[c]!.param]!.length === 1)
      .sort((a, b) => alone[b]! - alone[a]! || a - b)
      .slice(0, PAIRED)
      .sort((a, b) => a - b);
    const across = first.flatMap((a, i) => first.slice(i + 1).map((b) => [a, b] as const));
    const within = columnsOf.flatMap((own) =>
      own.flatMap((a, i) => own.slice(i + 1, i + 1 + PAIRED).map((b) => [a, b] as const)),
    );
    return {
      columns: [...across, ...within],
      named: across.map(([a, b]) => [parts[a]!.param, parts[b]!.param] as const),
    };
  }

  variances(model: Model, { columns, named }: Pairs): Variances {
    const { parts, names } = this.#evidence;
    const marginals = new Marginals(model.forest, this.#cells, columns);
    const rest = marginals.singles.map(meanSquare);
    const square = model.stretch * model.stretch;
    const alone = curvesOf(model, marginals).map(meanSquare);
    const together = marginals.pairs.map((table, p) => {
      const [a, b] = columns[p]!;
      return square * Math.max(0, meanSquare(table) - rest[a]! - rest[b]!);
    });
    let total = alone.reduce((sum, part) => sum + part, 0) + square * this.#rest(model.forest, marginals);
    if (!(total > 0)) total = 1; // the forest says the same everywhere: nothing has a share
    const singles = new Float64Array(names.length);
    alone.forEach((variance, c) => (singles[parts[c]!.param]! += variance / total));
    const couples = new Float64Array(named.length);
    together.forEach((variance, p) => {
      if (p < named.length) couples[p] = variance / total;
      else singles[parts[columns[p]![0]]!.param]! += variance / total;
    });
    return { singles, couples };
  }

  /** The variance that is left when what each column does alone is taken away. */
  #rest(forest: Forest, { mean, singles }: Marginals): number {
    const points = this.#points;
    const width = this.#cells.length;
    const predicted = new Float64Array(POINTS);
    forest.means(predicted, points, POINTS);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < POINTS; i++) {
      let left = predicted[i]! - mean;
      for (let c = 0; c < width; c++) left -= singles[c]![points[i * width + c]!]!;
      sum += left;
      squares += left * left;
    }
    return Math.max(0, squares / POINTS - (sum / POINTS) * (sum / POINTS));
  }
}

/** By column: what it does alone. */
function curvesOf({ curves, stretch }: Model, { singles }: Marginals): readonly Float64Array[] {
  return singles.map((single, c) => single.map((value, cell) => stretch * value + curves.curves[c]![cell]!));
}

/** The slope of what is true by what is foretold of rows left out, within bounds. */
function stretchOf(truth: Float64Array, foretold: Float64Array, weights: Float64Array): number {
  let [both, squares] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    if (Number.isNaN(foretold[row]!)) continue;
    both += weights[row]! * truth[row]! * foretold[row]!;
    squares += weights[row]! * foretold[row]! * foretold[row]!;
  }
  return squares > 0 ? Math.min(MOST_STRETCH, Math.max(0, both / squares)) : 0;
}

/** The mean square of what is left over, of rows that some tree has left out. */
function missedOf(truth: Float64Array, foretold: Float64Array, stretch: number, weights: Float64Array): number {
  let [squares, sum] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    if (Number.isNaN(foretold[row]!)) continue;
    const off = truth[row]! - stretch * foretold[row]!;
    squares += weights[row]! * off * off;
    sum += weights[row]!;
  }
  return sum > 0 ? squares / sum : Number.NaN;
}

function varianceOf(values: Float64Array, weights: Float64Array): number {
  let mean = 0;
  for (let row = 0; row < values.length; row++) mean += (weights[row]! * values[row]!) / values.length;
  let squares = 0;
  for (let row = 0; row < values.length; row++)
    squares += weights[row]! * (values[row]! - mean) * (values[row]! - mean);
  return squares / values.length;
}

function meanSquare(values: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
  return squares / values.length;
}

const cellsOf = (distribution: Distribution): number =>
  distribution.kind === 'categorical' || hasEvenCells(distribution) ? cardinality(distribution) : CELLS;

/** A few values of equal width: each is a cell. */
const hasEvenCells = (distribution: Exclude<Distribution, { kind: 'categorical' }>): boolean =>
  !distribution.log && cardinality(distribution) <= CELLS;

const columnOf = (distribution: Distribution, cells: number): Column =>
  distribution.kind === 'categorical' && !distribution.ordered
    ? { kind: 'categorical', count: cells }
    : { kind: 'ordered' };

function placeOf(distribution: Distribution, value: number, cells: number): number {
  if (distribution.kind === 'categorical' || hasEvenCells(distribution)) return cellOf(distribution, value);
  return Math.min(cells - 1, Math.floor(toUnit(distribution, value) * cells));
}

let known: SobolTable | null = null;

function evenly(cells: readonly number[]): Float64Array {
  known ??= firstDirections();
  const points = new Float64Array(POINTS * cells.length);
  for (let i = 0; i < POINTS; i++)
    cells.forEach((count, c) => (points[i * cells.length + c] = Math.floor(count * sobolUnit(i, c, 1, known!))));
  return points;
}
