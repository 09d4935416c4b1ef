import type { Forest } from './forest.ts';
import { LEAF } from './trees.ts';

/**
 * What a forest says of one column, or two, on average over all others: exact integrals over the boxes of its leaves.
 *
 * Points are uniform over cells: columns that are ordered hold cell numbers 0 … cells − 1, categorical ones choices; no column has
 * inactive values. Cost O(leaves · (columns + pairs)), and the cells of the tables.
 *
 * Source: Hutter, Hoos and Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance", algorithm 2, for
 * the mean of the trees in place of each tree alone.
 */
export class Marginals {
  /** Mean of the forest over all points. */
  readonly mean: number;
  /** By column, shape (cells): mean prediction for a cell, less `mean`. */
  readonly singles: readonly Float64Array[];
  /** By pair as asked for, shape (cells of the first × cells of the second): mean prediction for two cells, less `mean`. */
  readonly pairs: readonly Float64Array[];

  /** @param cells by column: how many cells, or choices */
  constructor(forest: Forest, cells: readonly number[], pairs: readonly (readonly [number, number])[]) {
    const sums = new Sums(cells, pairs);
    const walk = new Walk(forest, cells, sums);
    const { roots } = forest.trees;
    for (const root of roots) walk.from(root);
    this.mean = sums.mean / roots.length;
    this.singles = sums.singles.map((table) => centred(table, 1, table.length - 1, roots.length, this.mean));
    this.pairs = sums.pairs.map((table, i) => {
      const [a, b] = pairs[i]!;
      return centred(table, cells[a]!, cells[b]!, roots.length, this.mean);
    });
  }
}

/** Stretches of a column's cells: [from, to) one after the other. An ordered column has one, choices may have several. */
interface Stretches {
  readonly ends: Int32Array;
  count: number;
  /** Share of the column's cells. */
  share: number;
}

/** Goes through a tree, with the box of the node that it is at. */
class Walk {
  readonly #forest: Forest;
  readonly #cells: readonly number[];
  readonly #sums: Sums;
  readonly #box: readonly Stretches[];

  constructor(forest: Forest, cells: readonly number[], sums: Sums) {
    this.#forest = forest;
    this.#cells = cells;
    this.#sums = sums;
    this.#box = cells.map((count) => {
      const ends = new Int32Array(2 * Math.ceil(count / 2) + 2);
      ends[1] = count;
      return { ends, count: 1, share: 1 };
    });
  }

  from(node: number): void {
    const { trees, columns } = this.#forest;
    const column = trees.column[node]!;
    if (column === LEAF) {
      this.#sums.add(this.#box, trees.mean[node]!);
      return;
    }
    const part = this.#box[column]!;
    const before = { ends: part.ends.slice(0, 2 * part.count), count: part.count, share: part.share };
    const isChoice = columns[column]!.kind === 'categorical';
    const first = trees.first[node]!;
    for (let side = 0; side < 2; side++) {
      if (isChoice) this.#keepChoices(part, before, trees.threshold[node]!, side === 0);
      else keepSide(part, before, Math.floor(trees.threshold[node]!) + 1, side === 0);
      part.share = sharedBy(part, this.#cells[column]!);
      if (part.share > 0) this.from(first + side);
    }
    part.ends.set(before.ends);
    part.count = before.count;
    part.share = before.share;
  }

  #keepChoices(part: Stretches, before: Stretches, subset: number, isLeft: boolean): void {
    const { trees } = this.#forest;
    part.count = 0;
    let last = -1;
    for (let i = 0; i < before.count; i++)
      for (let choice = before.ends[2 * i]!; choice < before.ends[2 * i + 1]!; choice++) {
        if (trees.isLeft(subset, choice) !== isLeft) continue;
        if (choice === last) part.ends[2 * part.count - 1] = choice + 1;
        else {
          part.ends[2 * part.count] = choice;
          part.ends[2 * part.count + 1] = choice + 1;
          part.count++;
        }
        last = choice + 1;
      }
  }
}

function keepSide(part: Stretches, before: Stretches, border: number, isLeft: boolean): void {
  const [from, to] = [before.ends[0]!, before.ends[1]!];
  const at = Math.min(to, Math.max(from, border));
  part.ends[0] = isLeft ? from : at;
  part.ends[1] = isLeft ? at : to;
}

function sharedBy({ ends, count }: Stretches, cells: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += ends[2 * i + 1]! - ends[2 * i]!;
  return sum / cells;
}

/** Adds up boxes as differences at their borders; one sum over each table makes values of them. */
class Sums {
  mean = 0;
  /** Shape (cells + 1). */
  readonly singles: readonly Float64Array[];
  /** Shape ((cells + 1) × (cells + 1)). */
  readonly pairs: readonly Float64Array[];
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #cells: readonly number[];
  /** Of the box in hand, by column: its only stretch (from −1 on where it has several) and its share. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #part: Float64Array;

  constructor(cells: readonly number[], pairs: readonly (readonly [number, number])[]) {
    this.#cells = cells;
    this.#first = Int32Array.from(pairs, ([a]) => a);
    this.#second = Int32Array.from(pairs, ([, b]) => b);
    this.#from = new Int32Array(cells.length);
    this.#to = new Int32Array(cells.length);
    this.#part = new Float64Array(cells.length);
    this.singles = cells.map((count) => new Float64Array(count + 1));
    this.pairs = pairs.map(([a, b]) => new Float64Array((cells[a]! + 1) * (cells[b]! + 1)));
  }

  add(box: readonly Stretches[], value: number): void {
    let weighed = value;
    for (let c = 0; c < box.length; c++) weighed *= box[c]!.share;
    this.mean += weighed;
    for (let c = 0; c < box.length; c++) {
      const { ends, count, share } = box[c]!;
      const table = this.singles[c]!;
      for (let i = 0; i < count; i++) {
        table[ends[2 * i]!]! += weighed / share;
        table[ends[2 * i + 1]!]! -= weighed / share;
      }
    }
    for (let c = 0; c < box.length; c++) {
      this.#from[c] = box[c]!.count === 1 ? box[c]!.ends[0]! : -1;
      this.#to[c] = box[c]!.ends[1]!;
      this.#part[c] = box[c]!.share;
    }
    for (let p = 0; p < this.pairs.length; p++) {
      const [a, b] = [this.#first[p]!, this.#second[p]!];
      const each = weighed / (this.#part[a]! * this.#part[b]!);
      const stride = this.#cells[b]! + 1;
      if (this.#from[a]! < 0 || this.#from[b]! < 0) addAll(this.pairs[p]!, stride, box[a]!, box[b]!, each);
      else addOne(this.pairs[p]!, this.#from[a]! * stride, this.#to[a]! * stride, this.#from[b]!, this.#to[b]!, each);
    }
  }
}

/** Every stretch of one column with every stretch of the other. */
function addAll(table: Float64Array, stride: number, one: Stretches, two: Stretches, each: number): void {
  for (let i = 0; i < one.count; i++)
    for (let j = 0; j < two.count; j++)
      addOne(
        table,
        one.ends[2 * i]! * stride,
        one.ends[2 * i + 1]! * stride,
        two.ends[2 * j]!,
        two.ends[2 * j + 1]!,
        each,
      );
}

function addOne(table: Float64Array, top: number, bottom: number, left: number, right: number, each: number): void {
  table[top + left]! += each;
  table[top + right]! -= each;
  table[bottom + left]! -= each;
  table[bottom + right]! += each;
}

/** Values from differences: shape (rows × columns) from (· × columns + 1). */
function centred(differences: Float64Array, rows: number, columns: number, trees: number, mean: number): Float64Array {
  const values = new Float64Array(rows * columns);
  const above = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    let run = 0;
    for (let j = 0; j < columns; j++) {
      run += differences[i * (columns + 1) + j]!;
      above[j]! += run;
      values[i * columns + j] = above[j]! / trees - mean;
    }
  }
  return values;
}
