import { grown } from '../../math/growing.ts';
import type { Random } from '../../math/random.ts';
import type { Axis } from '../../models/mixture/axis.ts';
import type { Mixture } from '../../models/mixture/mixture.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import type { Coordinates } from './coordinates.ts';

/** Numbers with at most this many values take part in climbs. */
const COARSE = 16;

/**
 * Share of candidates whose numbers stop at bounds: the best value of a parameter often is a bound, which a truncated normal
 * never meets.
 */
const STOPPING = 1 / 6;

/** Points with their scores: what one ask looked at. */
export class Pool {
  readonly width: number;
  points: Float64Array<ArrayBuffer>;
  scores: Float64Array<ArrayBuffer>;
  count = 0;

  constructor(width: number, capacity: number) {
    this.width = width;
    this.points = new Float64Array(width * capacity);
    this.scores = new Float64Array(capacity);
  }

  push(point: Float64Array, score: number): void {
    this.points = grown(this.points, (this.count + 1) * this.width);
    this.scores = grown(this.scores, this.count + 1);
    this.points.set(point, this.count * this.width);
    this.scores[this.count++] = score;
  }

  at(i: number): Float64Array {
    return this.points.subarray(i * this.width, (i + 1) * this.width);
  }

  /** Indices, best score first, earlier ones among equals. */
  ranked(): readonly number[] {
    return Array.from({ length: this.count }, (_, i) => i).sort((a, b) => this.scores[b]! - this.scores[a]! || a - b);
  }
}

/** The two mixtures of an ask, and what its points look like. */
export interface Scene {
  readonly coordinates: Coordinates;
  readonly feasibility: Feasibility;
  readonly below: Mixture;
  readonly above: Mixture;
  /** Axes that the points have; those to be drawn, and those that branches fixed. */
  readonly free: readonly number[];
  /** A point with the fixed axes set, NaN elsewhere. */
  readonly frame: Float64Array;
}

/** Draws points from the good trials' mixture, whole kernels at a time, and scores them by log l − log g. */
export function drawCandidates(scene: Scene, pool: Pool, count: number, stream: Random): void {
  const { coordinates, below, free, frame } = scene;
  const { width } = coordinates;
  const points = new Float64Array(count * width);
  for (let j = 0; j < count; j++) {
    const point = points.subarray(j * width, (j + 1) * width);
    point.set(frame);
    const kernel = below.pick(stream);
    const stops = stream.uniform() < STOPPING;
    for (const axis of free) below.draw(point, 0, axis, kernel, stream, stops);
    allowed(scene, point, stream);
  }
  scoreAll(scene, pool, points, count);
}

/** Scores points, shape (count × width), and puts them into the pool. */
export function scoreAll({ below, above }: Scene, pool: Pool, points: Float64Array, count: number): void {
  const good = new Float64Array(count);
  const bad = new Float64Array(count);
  below.logDensities(good, points, count);
  above.logDensities(bad, points, count);
  for (let j = 0; j < count; j++) pool.push(points.subarray(j * pool.width, (j + 1) * pool.width), good[j]! - bad[j]!);
}

/** Moves a point that breaks a constraint of the space to one nearby that does not. */
export function allowed({ coordinates, feasibility }: Scene, point: Float64Array, stream: Random): void {
  const { space } = coordinates;
  if (space.constraints.length === 0) return;
  const repaired = feasibility.repair(space, coordinates.decode(point), stream);
  if (repaired !== null) coordinates.encode(point, 0, repaired);
}

/**
 * Is a climb worth its while: are there coordinates to choose, all of them coarse?
 *
 * Then it finds neighbours of good trials that nobody has tried, which draws rarely do. Where one coordinate is fine, no
 * point is tried twice anyway, and climbs were measured to do harm: they run into places where only the bad trials'
 * density is low.
 */
export function isCoarse({ coordinates, free }: Scene): boolean {
  return free.length > 0 && free.every((axis) => hasFewValues(coordinates.axes[axis]!));
}

/** Is it a choice, an ordering, or a number of few values? */
export function hasFewValues(axis: Axis): boolean {
  return axis.kind === 'cells' ? axis.edges.length - 1 <= COARSE : axis.kind !== 'real';
}
