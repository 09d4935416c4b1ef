import { firstAbove } from '../../math/first-above.ts';
import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import { logSumExpColumns } from '../../math/special.ts';
import { type Axis, axisWidth } from './axis.ts';
import { CellsFactor } from './cells-factor.ts';
import { ChoicesFactor } from './choices-factor.ts';
import { type Factor, PRIOR } from './factor.ts';
import type { MixtureParts } from './parts.ts';
import { RealFactor } from './real-factor.ts';
import { RowList } from './row-list.ts';

/** What a mixture's bandwidths and weights are made of. */
export interface MixtureOptions {
  /** Least bandwidth for this many kernels, prior apart. */
  readonly floor: (kernels: number) => number;
  /** Weight of a kernel by age rank: 0 = the oldest of `kernels`. The prior has weight 1. */
  readonly weight: (rank: number, kernels: number) => number;
  /** −ln of an ordering's kernel at the mean distance of two random orderings. */
  readonly orderSharpness: number;
}

/**
 * A Parzen mixture over mixed coordinates: one product kernel for each member row, and a prior kernel.
 *
 * Densities are relative to the uniform one, so that a coordinate which a kernel lacks counts as factor 1 (missing-value kernel).
 * Adding or removing a member changes at most three bandwidths an axis: nothing is rebuilt. The state is a function of the set
 * of members, whatever way it came about, and sums run in the order of rows: same members, same densities, bit for bit.
 *
 * Source: Bergstra et al. 2011 (TPE); joint kernels: Falkner et al. 2018 (BOHB); bandwidths and prior: Optuna 5.
 */
export class Mixture {
  readonly axes: readonly Axis[];
  /** First number of each axis in a point. */
  readonly offsets: readonly number[];
  /** Numbers of a point. */
  readonly width: number;
  readonly #options: MixtureOptions;
  readonly #factors: readonly Factor[];
  readonly #factorOf: readonly Factor[];
  /** The prior, then each member's row + 1. */
  readonly #kernels = new RowList();
  #logWeights = new Float64Array(16);
  #cumulated = new Float64Array(16);
  #terms = new Float64Array(0);

  /** @param parts those of `mixtureParts` */
  constructor(axes: readonly Axis[], options: MixtureOptions, parts: MixtureParts) {
    this.axes = axes;
    this.#options = options;
    const offsets: number[] = [];
    let width = 0;
    for (const axis of axes) {
      offsets.push(width);
      width += axisWidth(axis);
    }
    this.offsets = offsets;
    this.width = width;
    const reals = axes.flatMap((axis, a) => (axis.kind === 'real' ? [a] : []));
    const factors: Factor[] = [];
    if (reals.length > 0) factors.push(new RealFactor(reals, axes, offsets, parts.kernelMatrix(reals.length)));
    axes.forEach((axis, a) => {
      if (axis.kind === 'cells') factors.push(new CellsFactor(a, axis, offsets[a]!));
      if (axis.kind === 'choices') factors.push(new ChoicesFactor(a, axis, offsets[a]!));
      if (axis.kind === 'order') factors.push(new parts.OrderFactor!(a, axis, offsets[a]!, options.orderSharpness));
    });
    this.#kernels.add(PRIOR);
    this.#factors = factors;
    this.#factorOf = axes.map((_, a) => factors.find((factor) => factor.axes.includes(a))!);
  }

  /** Adds a member (row ≥ 0, not in yet) at the point that starts at `from`. Cost O(axes · log members). */
  add(row: number, points: ArrayLike<number>, from = 0): void {
    this.#kernels.add(row + 1);
    for (const factor of this.#factors) factor.add(row + 1, points, from);
  }

  /** Takes a member out. Cost O(axes · log members). */
  remove(row: number): void {
    this.#kernels.remove(row + 1);
    for (const factor of this.#factors) factor.remove(row + 1);
  }

  /**
   * Brings bandwidths and weights up to date after members changed. Cost O(changes · axes + members).
   *
   * @param standsFor how many trials each member stands for, all but the `newest` members: 1 unless old ones were thinned out
   */
  prepare(standsFor = 1, newest = 0): void {
    const { count } = this.#kernels;
    const members = count - 1;
    const floor = this.#options.floor(members);
    for (const factor of this.#factors) factor.prepare(count, floor);
    this.#logWeights = grown(this.#logWeights, count);
    this.#cumulated = grown(this.#cumulated, count);
    let sum = 1;
    this.#cumulated[0] = 1;
    this.#logWeights[0] = 0;
    for (let i = 1; i < count; i++) {
      const weight = this.#options.weight(i - 1, members) * (i < count - newest ? standsFor : 1);
      sum += weight;
      this.#cumulated[i] = sum;
      this.#logWeights[i] = weight === 1 ? 0 : Math.log(weight);
    }
    const total = Math.log(sum);
    for (let i = 0; i < count; i++) this.#logWeights[i]! -= total;
  }

  /** Log densities of points, shape (count × width); all of them lack the same coordinates. Cost O(members · count · axes). */
  logDensities(out: Float64Array, points: Float64Array, count: number): void {
    const { rows, count: size } = this.#kernels;
    if (this.#terms.length < size * count) this.#terms = new Float64Array(2 * size * count);
    const terms = this.#terms;
    for (let i = 0; i < size; i++) terms.fill(this.#logWeights[i]!, i * count, (i + 1) * count);
    for (const factor of this.#factors) factor.score(terms, rows, size, points, count, this.width);
    logSumExpColumns(out, terms, size, count);
  }

  /** ln of each kernel's weight and density at a point, together: for `probe`. */
  termsAt(point: Float64Array): Float64Array {
    const { rows, count } = this.#kernels;
    const terms = this.#logWeights.slice(0, count);
    for (const factor of this.#factors) factor.score(terms, rows, count, point, 1, this.width);
    return terms;
  }

  /** The same after the coordinate of `axis` went from the one in `from` to the one in `to`, both whole points. */
  moveTerms(moved: Float64Array, terms: Float64Array, axis: number, from: Float64Array, to: Float64Array): void {
    const { rows, count } = this.#kernels;
    this.#factorOf[axis]!.move(moved, terms, rows, count, axis, from, to);
  }

  /** A member, or the prior, drawn by weight: for `draw`. */
  pick(stream: Random): number {
    const target = stream.uniform() * this.#cumulated[this.#kernels.count - 1]!;
    return this.#kernels.at(firstAbove(this.#cumulated, this.#kernels.count - 1, target));
  }

  /**
   * Draws one axis of a point from a picked kernel.
   *
   * @param stops draws of numbers stop at the ends of [0, 1] instead of being truncated there, so that bounds are met exactly
   */
  draw(out: Float64Array, from: number, axis: number, picked: number, stream: Random, stops = false): void {
    this.#factorOf[axis]!.draw(out, from, axis, picked, stream, stops);
  }

  /** Takes one random step on one axis of a point, in place: to a neighbour, to another choice, to a similar ordering; none on a real one. */
  step(point: Float64Array, axis: number, stream: Random): void {
    this.#factorOf[axis]!.step(point, axis, stream);
  }
}
