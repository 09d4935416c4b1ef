import { exp, log } from '../../math/elementary.ts';
import { normalCdf } from '../../math/special.ts';
import type { Distribution } from '../../space/distribution.ts';

/** Cells of a numeric parameter, at most. */
const CELLS = 50;

/** Least standard deviation of a kernel, in cells: 90 % of it then lie in its own. */
const LEAST = 0.5 / 1.64;

/** Keeps densities from 0. */
const FLOOR = 1e-12;

/** A parameter's values in cells. */
export interface Grid {
  readonly cells: number;
  readonly isChoice: boolean;
  /** Shape (results): cell of each, −1 = inactive. */
  readonly of: Int16Array | Int32Array;
}

/**
 * Values sorted into the cells that PED-ANOVA looks at: 50 from end to end (of ln x where `log`), as many as there are values
 * where these are fewer, choices as they are. A number half way between two cells belongs to the lower one.
 *
 * Source: as in Optuna 5.
 */
export function gridOf(distribution: Distribution, values: Float64Array): Grid {
  const of = new Int32Array(values.length);
  if (distribution.kind === 'categorical') {
    for (let i = 0; i < of.length; i++) of[i] = Number.isNaN(values[i]!) ? -1 : values[i]!;
    return { cells: distribution.choices.length, isChoice: true, of };
  }
  const cells = cellsOf(distribution);
  const place = distribution.log ? Math.log : (value: number): number => value;
  const low = place(distribution.low);
  const size = (place(distribution.high) - low) / (cells - 1);
  for (let i = 0; i < of.length; i++) {
    const value = values[i]!;
    const cell = size > 0 ? Math.ceil((place(value) - low) / size - 0.5) : 0;
    of[i] = Number.isNaN(value) ? -1 : Math.min(cells - 1, Math.max(0, cell));
  }
  return { cells, isChoice: false, of };
}

function cellsOf({ kind, low, high, log: isLog, step }: Exclude<Distribution, { kind: 'categorical' }>): number {
  if (kind === 'int' && isLog) return Math.min(CELLS, Math.ceil(Math.log(high - low + 1) / Math.log(2)) + 1);
  return step === null ? CELLS : Math.min(CELLS, Math.round((high - low) / step) + 1);
}

/**
 * The density of some values over a grid's cells, from how many lie in each; it sums to 1 where the cells are all there is.
 *
 * Numbers: normal kernels cut off at both ends, of Scott's width, and one of the whole range as if from one value more. Choices:
 * their shares, drawn towards equal ones.
 *
 * Source: Watanabe, Bansal and Hutter 2023, "PED-ANOVA", with the estimator of Optuna 5.
 *
 * @param counts shape (cells): sum above 0
 * @param out    shape (cells)
 */
export function densityOver({ cells, isChoice }: Grid, counts: Float64Array, out: Float64Array): void {
  let total = 0;
  let kinds = 0;
  for (let cell = 0; cell < cells; cell++) {
    total += counts[cell]!;
    if (counts[cell]! > 0) kinds++;
  }
  if (isChoice) {
    const prior = 1 / (kinds + 1);
    for (let cell = 0; cell < cells; cell++)
      out[cell] = ((total * prior + counts[cell]!) / (1 + cells * prior) + 1 / cells) / (total + 1) + FLOOR;
    return;
  }
  out.fill(0, 0, cells);
  const width = Math.max(LEAST, scott(counts, cells, total));
  const tails = new Float64Array(cells + 1); // beyond half a cell, one and a half, …
  for (let i = 0; i <= cells; i++) tails[i] = normalCdf(-(i + 0.5) / width);
  for (let centre = 0; centre < cells; centre++) {
    const weight = counts[centre]!;
    if (weight === 0) continue;
    const each = weight / (total + 1) / (1 - tails[centre]! - tails[cells - 1 - centre]!);
    out[centre]! += each * (1 - 2 * tails[0]!);
    for (let away = 1; away < cells; away++) {
      const mass = each * (tails[away - 1]! - tails[away]!);
      if (!(mass > 1e-18)) break;
      if (centre >= away) out[centre - away]! += mass;
      if (centre + away < cells) out[centre + away]! += mass;
    }
  }
  const whole = wholeRange(cells);
  for (let cell = 0; cell < cells; cell++) out[cell] = out[cell]! + whole[cell]! / (total + 1) + FLOOR;
}

/** Scott's rule with the quartiles of Optuna: whole numbers of values below them. */
function scott(counts: Float64Array, cells: number, total: number): number {
  let mean = 0;
  for (let cell = 0; cell < cells; cell++) mean += (cell * counts[cell]!) / total;
  let squares = 0;
  let below = 0;
  let first = -1;
  let third = -1;
  let last = 0;
  for (let cell = 0; cell < cells; cell++) {
    const many = counts[cell]!;
    if (many === 0) continue;
    squares += many * (cell - mean) * (cell - mean);
    below += many;
    last = cell;
    if (first < 0 && below >= Math.floor(total / 4)) first = cell;
    if (third < 0 && below > Math.floor((total * 3) / 4)) third = cell;
  }
  const spread = Math.sqrt(squares / Math.max(1, total - 1));
  const quartiles = (third < 0 ? last : third) - first;
  return 1.059 * Math.min(quartiles / 1.34, spread) * exp(-0.2 * log(total));
}

const known = new Map<number, Float64Array>();

/** One normal as wide as the range, cut off at its ends. */
function wholeRange(cells: number): Float64Array {
  let shares = known.get(cells);
  if (shares === undefined) {
    const middle = (cells - 1) / 2;
    const below = (cell: number): number => normalCdf((cell - 0.5 - middle) / cells);
    const all = below(cells) - below(0);
    shares = Float64Array.from({ length: cells }, (_, cell) => (below(cell + 1) - below(cell)) / all);
    known.set(cells, shares);
  }
  return shares;
}
