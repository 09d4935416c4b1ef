import { index, type Random } from '../math/random.ts';
import { type FloatDistribution, gridValue, type IntDistribution } from './distribution.ts';
import type { SearchSpace } from './nodes.ts';

/**
 * Moves the numbers of a configuration to where the linear constraints hold, however little room they leave.
 *
 * Projections onto the constraints in turn find a point near the one given, a hit-and-run walk spreads the points over
 * the room, and whole and stepped numbers are rounded one by one. The walk goes no further than the projection had to:
 * a configuration from anywhere ends anywhere, and one that all but met the constraints stays where it was.
 *
 * Source: Bregman 1965 (projections), Smith 1984 (hit-and-run).
 *
 * @param values values by node, NaN = inactive; not changed
 * @returns values by node, or null where none was found; only linear constraints were looked at
 */
export function walkInto(space: SearchSpace, values: Float64Array, stream: Random): Float64Array | null {
  const room = new Room(space, values);
  let here = room.projected(values, room.free);
  if (here === null) return null;
  const reach = Math.max(0, ...room.free.map((i) => Math.abs(here![i]! - values[i]!) / room.width(i)));
  for (let step = 0; step < STEPS * room.free.length; step++)
    here = step % 2 === 0 ? alongAxis(room, here, reach, stream) : towardsAnother(room, here, reach, stream);
  return settled(room, here, stream);
}

/** Steps of the walk for each number that it moves. */
const STEPS = 6;
const CYCLES = 300;
const SPARE = 8; // for rounding

type Numeric = FloatDistribution | IntDistribution;

interface Row {
  /** By node; 0 where the node is inactive or not in the sum. */
  readonly weights: Float64Array;
  readonly aim: number;
  /** The bound, and half of the dust that it allows for. */
  readonly atMost: number;
}

/** What the linear constraints leave of the box of the active numbers. */
class Room {
  readonly numbers: readonly Numeric[];
  /** Nodes that some row weighs and that can have more than one value. */
  readonly free: readonly number[];
  readonly #rows: readonly Row[];

  constructor(space: SearchSpace, values: Float64Array) {
    this.numbers = space.nodes.map(({ distribution }) => distribution as Numeric); // rows weigh no categories
    this.#rows = space.constraints.flatMap((constraint) => {
      if (constraint.kind !== 'linear') return [];
      const weights = Float64Array.from(space.nodes, ({ name }, i) =>
        Number.isNaN(values[i]!) || !Object.hasOwn(constraint.weights, name) ? 0 : constraint.weights[name]!,
      );
      const aim = constraint.atMost;
      return [{ weights, aim, atMost: aim + 5e-13 * Math.max(1, Math.abs(aim)) }];
    });
    this.free = [...values.keys()].filter(
      (i) => this.#rows.some(({ weights }) => weights[i] !== 0) && this.width(i) > 0,
    );
  }

  width(node: number): number {
    return this.numbers[node]!.high - this.numbers[node]!.low;
  }

  clamped(node: number, value: number): number {
    return Math.min(this.numbers[node]!.high, Math.max(this.numbers[node]!.low, value));
  }

  /** Are all rows met? */
  holds(values: Float64Array): boolean {
    return this.#rows.every((row) => sum(row, values) <= row.atMost);
  }

  /** Near the point given, changed at some nodes only; null where that was not to be had. */
  projected(from: Float64Array, nodes: readonly number[]): Float64Array | null {
    let point = from;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      if (this.holds(point)) return point;
      for (const row of this.#rows) {
        if (sum(row, point) <= row.atMost) continue;
        const next = this.#ontoRow(row, point, nodes);
        if (next === null) return null;
        point = next;
      }
    }
    return null;
  }

  /** The nearest point of the box that meets one row, in units of the parameters' ranges; null = the box has none. */
  #ontoRow(row: Row, from: Float64Array, nodes: readonly number[]): Float64Array | null {
    const point = from.slice();
    // Each turn goes straight down until the sum would be met; what comes to its end of the box is left out of the next.
    for (let turn = 0; turn < nodes.length + SPARE; turn++) {
      const found = sum(row, point);
      if (found <= row.atMost) return point;
      let slope = 0;
      for (const i of nodes) if (this.#canFall(row, point, i)) slope += (row.weights[i]! * this.width(i)) ** 2;
      if (slope === 0) return null;
      const by = (found - row.aim) / slope;
      for (const i of nodes)
        if (row.weights[i] !== 0) point[i] = this.clamped(i, point[i]! - by * row.weights[i]! * this.width(i) ** 2);
    }
    return null;
  }

  /** Can this number make the sum smaller? */
  #canFall({ weights }: Row, point: Float64Array, i: number): boolean {
    const { low, high } = this.numbers[i]!;
    return weights[i]! > 0 ? point[i]! > low : weights[i]! < 0 && point[i]! < high;
  }

  /** How far a direction can be followed, back and forth. */
  chord(point: Float64Array, direction: Float64Array, reach: number): readonly [number, number] {
    let from = Number.NEGATIVE_INFINITY;
    let to = Number.POSITIVE_INFINITY;
    const limit = (slope: number, room: number): void => {
      if (slope > 0) to = Math.min(to, room / slope);
      if (slope < 0) from = Math.max(from, room / slope);
    };
    for (const i of this.free) {
      const { low, high } = this.numbers[i]!;
      const most = reach * this.width(i);
      limit(direction[i]!, Math.min(most, high - point[i]!));
      limit(-direction[i]!, Math.min(most, point[i]! - low));
    }
    for (const row of this.#rows) limit(sum(row, direction), row.atMost - sum(row, point));
    return [Math.min(0, from), Math.max(0, to)];
  }
}

/** One number moves as its distribution would have it, within what the others leave. */
function alongAxis(room: Room, here: Float64Array, reach: number, stream: Random): Float64Array {
  const node = room.free[index(stream, room.free.length)]!;
  const direction = new Float64Array(here.length);
  direction[node] = 1;
  const [from, to] = room.chord(here, direction, reach);
  const low = here[node]! + from;
  const high = here[node]! + to;
  const part = stream.uniform();
  const next = here.slice();
  next[node] = room.clamped(
    node,
    room.numbers[node]!.log
      ? Math.exp(Math.log(low) + part * (Math.log(high) - Math.log(low)))
      : low + part * (high - low),
  );
  return room.holds(next) ? next : here;
}

/** All numbers move on the line to another such point: the way along a narrow band, which no axis follows. */
function towardsAnother(room: Room, here: Float64Array, reach: number, stream: Random): Float64Array {
  const start = here.slice();
  for (const i of room.free) start[i] = room.clamped(i, here[i]! + reach * (2 * stream.uniform() - 1) * room.width(i));
  const other = room.projected(start, room.free);
  if (other === null) return here;
  const direction = other.map((value, i) => value - here[i]!);
  const [from, to] = room.chord(here, direction, reach);
  if (!Number.isFinite(to - from)) return here; // it was the same point
  const by = from + stream.uniform() * (to - from);
  const next = here.slice();
  for (const i of room.free) next[i] = room.clamped(i, here[i]! + by * direction[i]!);
  return room.holds(next) ? next : here;
}

/** Whole and stepped numbers one by one at a neighbouring value, the nearer one more often, and the rest moved to suit. */
function settled(room: Room, point: Float64Array, stream: Random): Float64Array | null {
  let here = point;
  let rest = room.free;
  for (const node of room.free) {
    const { kind, low, high, step } = room.numbers[node]!;
    if (step === null) continue;
    rest = rest.filter((other) => other !== node);
    const cell = (here[node]! - low) / step;
    const first = Math.floor(cell + stream.uniform());
    let found: Float64Array | null = null;
    for (const k of [first, first > cell ? first - 1 : first + 1]) {
      const next = here.slice();
      next[node] = Math.min(high, kind === 'int' ? low + step * k : gridValue(low, step, k));
      found ??= room.projected(next, rest);
    }
    if (found === null) return null;
    here = found;
  }
  return here;
}

function sum({ weights }: Row, values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) total += weights[i]! * values[i]!;
  return total;
}
