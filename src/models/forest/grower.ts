import type { Column, Sample } from './column.ts';
import type { Dice } from './dice.ts';
import { LEAF, type Trees } from './trees.ts';

/** How trees grow. */
export interface Growth {
  /** Fewest rows on each side of a split. */
  readonly leaf: number;
  /** Share of the columns that are tried at each split, in (0, 1]. */
  readonly tried: number;
}

/** How often two rows with different values are looked for, before a column counts as constant in a node. */
const PAIRS = 4;

/** Nodes with at most this many rows are looked through for such rows. */
const FEW = 8;

/** Splits of larger nodes are weighed by this many of their rows. */
const WEIGHED = 100;

/**
 * Grows trees one after the other into shared arrays.
 *
 * At each node every tried column draws one split at random, a border between two of the node's rows or a cut through its
 * choices ordered by their mean, and the one that takes most of the variance is kept; inactive values get a side of their own.
 * Cost per tree O(tried columns · rows · depth).
 *
 * Source: Geurts, Ernst and Wehenkel 2006, "Extremely randomized trees"; ordering choices by their mean: Fisher 1958.
 */
export class Grower {
  readonly #sample: Sample;
  readonly #given: Float64Array;
  readonly #growth: Growth;
  readonly #trees: Trees;
  readonly #dice: Dice;
  /** Rows in the order of the tree that grows, each node having a stretch of them, and their targets beside them. */
  readonly #order: Int32Array;
  readonly #targets: Float64Array;
  readonly #aside: Int32Array;
  readonly #columns: Int32Array;
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  /** The split in hand: what it takes, and how it tells rows apart. Of choices the first `cut` of `present` go left. */
  #gain = 0;
  #place = 0;
  #known = 0;
  readonly #present: Int32Array;
  readonly #bestPresent: Int32Array;
  /** By choice, 1 = left. */
  readonly #left: Uint8Array;

  constructor(sample: Sample, targets: Float64Array, growth: Growth, trees: Trees, dice: Dice) {
    this.#sample = sample;
    this.#given = targets;
    this.#growth = growth;
    this.#trees = trees;
    this.#dice = dice;
    this.#order = new Int32Array(sample.rows);
    this.#targets = new Float64Array(sample.rows);
    this.#aside = new Int32Array(sample.rows);
    this.#columns = Int32Array.from(sample.columns, (_, i) => i);
    const choices = sample.columns.reduce((most, column) => Math.max(most, choicesOf(column)), 0);
    this.#sums = new Float64Array(choices);
    this.#counts = new Int32Array(choices);
    this.#present = new Int32Array(choices);
    this.#bestPresent = new Int32Array(choices);
    this.#left = new Uint8Array(choices);
  }

  /** Grows one tree on these rows; a row may stand among them several times. */
  grow(rows: Int32Array): void {
    const order = this.#order;
    order.set(rows);
    for (let i = rows.length - 1; i > 0; i--) {
      const other = this.#dice.index(i + 1);
      const row = order[i]!;
      order[i] = order[other]!;
      order[other] = row;
    }
    for (let i = 0; i < rows.length; i++) this.#targets[i] = this.#given[order[i]!]!;
    const root = this.#trees.add(1);
    this.#trees.roots.push(root);
    const waiting: number[] = [root, 0, rows.length];
    while (waiting.length > 0) {
      const to = waiting.pop()!;
      const from = waiting.pop()!;
      this.#settle(waiting.pop()!, from, to, waiting);
    }
  }

  /** Makes a node a leaf, or splits it and puts its children on the list. */
  #settle(node: number, from: number, to: number, waiting: number[]): void {
    const trees = this.#trees;
    const targets = this.#targets;
    const count = to - from;
    let sum = 0;
    for (let i = from; i < to; i++) sum += targets[i]!;
    const mean = sum / count;
    let squares = 0;
    for (let i = from; i < to; i++) {
      const off = targets[i]! - mean;
      squares += off * off;
    }
    trees.mean[node] = mean;
    trees.variance[node] = squares / count;
    trees.rows[node] = count;
    trees.column[node] = LEAF;
    if (count < 2 * this.#growth.leaf || !(squares > 1e-14 * count * mean * mean)) return;
    const column = this.#choose(from, Math.min(to, from + WEIGHED), mean);
    if (column >= 0) this.#split(node, column, from, to, waiting);
  }

  /** The column of the best of the splits drawn; −1 where none parts the rows. */
  #choose(from: number, to: number, mean: number): number {
    const columns = this.#columns;
    const width = columns.length;
    let left = Math.max(1, Math.round(this.#growth.tried * width));
    let chosen = -1;
    let bestGain = 0;
    let place = 0;
    let known = 0;
    for (let i = 0; i < width && left > 0; i++) {
      const other = i + this.#dice.index(width - i);
      const column = columns[other]!;
      columns[other] = columns[i]!;
      columns[i] = column;
      const isChoice = this.#sample.columns[column]!.kind === 'categorical';
      const parts = isChoice ? this.#drawChoices(column, from, to, mean) : this.#drawBorder(column, from, to, mean);
      if (!parts) continue; // a constant column does not count as tried
      left--;
      if (this.#gain <= bestGain) continue;
      bestGain = this.#gain;
      chosen = column;
      place = this.#place;
      known = this.#known;
      if (isChoice) for (let k = 0; k < known; k++) this.#bestPresent[k] = this.#present[k]!;
    }
    this.#place = place;
    this.#known = known;
    return chosen;
  }

  #drawBorder(column: number, from: number, to: number, mean: number): boolean {
    const { places, rows, gaps } = this.#sample;
    const at = column * rows;
    const order = this.#order;
    const targets = this.#targets;
    if (!this.#findBorder(column, from, to)) return false;
    const border = this.#place;
    let leftCount = 0;
    let leftSum = 0;
    let gapCount = 0;
    let gapSum = 0;
    if (gaps[column]) {
      for (let i = from; i < to; i++) {
        const place = places[at + order[i]!]!;
        const isGap = place >>> 31;
        const isLeft = ((place - border) >>> 31) - isGap;
        const target = targets[i]!;
        gapCount += isGap;
        gapSum += isGap * target;
        leftCount += isLeft;
        leftSum += isLeft * target;
      }
    } else {
      for (let i = from; i < to; i++) {
        const isLeft = (places[at + order[i]!]! - border) >>> 31; // by arithmetic: no processor could guess a branch
        leftCount += isLeft;
        leftSum += isLeft * targets[i]!;
      }
    }
    return this.#weigh(to - from, leftCount, leftSum - mean * leftCount, gapCount, gapSum - mean * gapCount);
  }

  /** Draws a border between two different values of the node; false where there seem to be none. */
  #findBorder(column: number, from: number, to: number): boolean {
    const { places, rows, gaps } = this.#sample;
    const at = column * rows;
    const order = this.#order;
    let low = -1;
    let high = -1;
    if (to - from > FEW)
      for (let pair = 0; pair < PAIRS && low === high; pair++) {
        low = places[at + order[from + this.#dice.index(to - from)]!]!;
        high = places[at + order[from + this.#dice.index(to - from)]!]!;
      }
    else {
      low = rows;
      for (let i = from; i < to; i++) {
        const place = places[at + order[i]!]!;
        if (place > high) high = place;
        if (place < low) low = place;
      }
    }
    if (low === high) return false;
    if (low > high) [low, high] = [high, low];
    if (low < 0 && gaps[column]) low = this.#leastActive(at, from, to);
    this.#place = low === high ? this.#sample.distinct[column]!.length : low + 1 + this.#dice.index(high - low);
    return true;
  }

  #leastActive(at: number, from: number, to: number): number {
    const { places, rows } = this.#sample;
    let low = rows;
    for (let i = from; i < to; i++) {
      const place = places[at + this.#order[i]!]!;
      if (place >= 0 && place < low) low = place;
    }
    return low;
  }

  /** A number between the values on both sides of the border: uniform, so that many trees together are smooth. */
  #thresholdOf(column: number, border: number): number {
    const values = this.#sample.distinct[column]!;
    if (border >= values.length) return Number.POSITIVE_INFINITY; // active on one side, inactive on the other
    const below = values[border - 1]!;
    const drawn = below + this.#dice.uniform() * (values[border]! - below);
    if (this.#sample.columns[column]!.kind === 'ordered') return Math.floor(drawn) + 0.5;
    return drawn < values[border]! ? drawn : below; // between neighbouring numbers, rounding may reach the upper one
  }

  #drawChoices(column: number, from: number, to: number, mean: number): boolean {
    const { places, rows } = this.#sample;
    const at = column * rows;
    const order = this.#order;
    const targets = this.#targets;
    const sums = this.#sums;
    const counts = this.#counts;
    const present = this.#present;
    let known = 0;
    let gapCount = 0;
    let gapSum = 0;
    for (let i = from; i < to; i++) {
      const choice = places[at + order[i]!]!;
      if (choice < 0) {
        gapCount++;
        gapSum += targets[i]!;
        continue;
      }
      if (counts[choice] === 0) present[known++] = choice;
      counts[choice]!++;
      sums[choice]! += targets[i]!;
    }
    for (let i = 0; i < known; i++) sums[present[i]!]! /= counts[present[i]!]!;
    sortBy(present, known, sums);
    const cut = known < 2 ? known : 1 + this.#dice.index(known - 1);
    let leftCount = 0;
    let leftSum = 0;
    for (let i = 0; i < known; i++) {
      const choice = present[i]!;
      if (i < cut) {
        leftCount += counts[choice]!;
        leftSum += counts[choice]! * (sums[choice]! - mean);
      }
      counts[choice] = 0;
      sums[choice] = 0;
    }
    if (known === 0 || (known === 1 && gapCount === 0)) return false;
    this.#known = known;
    this.#place = cut;
    return this.#weigh(to - from, leftCount, leftSum, gapCount, gapSum - mean * gapCount);
  }

  /** What a split takes of the sum of squares (sums are around the node's mean); false where a side is too small. */
  #weigh(count: number, leftCount: number, leftSum: number, gapCount: number, gapSum: number): boolean {
    const rightCount = count - leftCount - gapCount;
    const rightSum = -leftSum - gapSum;
    const { leaf } = this.#growth;
    if (rightCount === 0 ? gapCount === 0 || leftCount === 0 : leftCount < leaf || rightCount < leaf) return false;
    this.#gain = (leftSum * leftSum) / leftCount;
    if (rightCount > 0) this.#gain += (rightSum * rightSum) / rightCount;
    if (gapCount > 0) this.#gain += (gapSum * gapSum) / gapCount;
    return true;
  }

  #split(node: number, column: number, from: number, to: number, waiting: number[]): void {
    const { places, rows, columns } = this.#sample;
    const trees = this.#trees;
    const kind = columns[column]!;
    const isChoice = kind.kind === 'categorical';
    if (isChoice) this.#sides(kind.count);
    const at = column * rows;
    const order = this.#order;
    const aside = this.#aside;
    let lefts = from;
    let rights = 0;
    let gaps = to;
    // Left rows stay in front, right ones wait aside, inactive ones gather at the end.
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const place = places[at + row]!;
      if (place < 0) aside[--gaps] = row;
      else if (isChoice ? this.#left[place] === 1 : place < this.#place) order[lefts++] = row;
      else aside[rights++] = row;
    }
    for (let i = 0; i < rights; i++) order[lefts + i] = aside[i]!;
    for (let i = gaps; i < to; i++) order[i] = aside[i]!;
    for (let i = from; i < to; i++) this.#targets[i] = this.#given[order[i]!]!;
    const first = trees.add(gaps < to ? 3 : 2);
    trees.column[node] = column;
    trees.first[node] = first;
    trees.inactive[node] = gaps < to ? 2 : rights > lefts - from ? 1 : 0;
    trees.threshold[node] = isChoice ? this.#keepSubset(kind.count) : this.#thresholdOf(column, this.#place);
    this.#child(first, from, lefts, node, waiting);
    this.#child(first + 1, lefts, gaps, node, waiting);
    if (gaps < to) this.#child(first + 2, gaps, to, node, waiting);
  }

  /** A side without rows is a leaf that says what its parent says. */
  #child(child: number, from: number, to: number, parent: number, waiting: number[]): void {
    if (to > from) {
      waiting.push(child, from, to);
      return;
    }
    const trees = this.#trees;
    trees.column[child] = LEAF;
    trees.mean[child] = trees.mean[parent]!;
    trees.variance[child] = trees.variance[parent]!;
    trees.rows[child] = 0;
  }

  /** Choices that a node has not seen go to a random side, so that trees differ about them. */
  #sides(choices: number): void {
    for (let choice = 0; choice < choices; choice += 32) {
      const bits = this.#dice.bits();
      for (let bit = 0; bit < 32 && choice + bit < choices; bit++) this.#left[choice + bit] = (bits >>> bit) & 1;
    }
    for (let i = 0; i < this.#known; i++) this.#left[this.#bestPresent[i]!] = i < this.#place ? 1 : 0;
  }

  #keepSubset(choices: number): number {
    const at = this.#trees.addSubset(choices);
    const { subsets } = this.#trees;
    for (let choice = 0; choice < choices; choice++)
      if (this.#left[choice] === 1) subsets[at + (choice >>> 5)]! |= 1 << (choice & 31);
    return at;
  }
}

/** Sorts the first `count` items by their keys, equal ones by number: by insertion, since they are few. */
function sortBy(items: Int32Array, count: number, keys: Float64Array): void {
  if (count > 64) {
    items.subarray(0, count).sort((a, b) => keys[a]! - keys[b]! || a - b);
    return;
  }
  for (let i = 1; i < count; i++) {
    const item = items[i]!;
    const key = keys[item]!;
    let j = i - 1;
    while (j >= 0 && (keys[items[j]!]! > key || (keys[items[j]!] === key && items[j]! > item))) {
      items[j + 1] = items[j]!;
      j--;
    }
    items[j + 1] = item;
  }
}

const choicesOf = (column: Column): number => (column.kind === 'categorical' ? column.count : 0);
