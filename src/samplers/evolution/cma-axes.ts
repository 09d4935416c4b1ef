import type { EdgesAt } from '../../models/evolution/margin.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** One coordinate of the normal distribution. */
export interface NormalAxis {
  readonly node: number;
  readonly distribution: Distribution;
  /** Bounds of the cells of a whole-numbered or stepped parameter; null = real. */
  readonly edges: EdgesAt | null;
}

/** How a configuration without branches lies in the space of a normal distribution and of independent choices. */
export interface CmaAxes {
  readonly normal: readonly NormalAxis[];
  /** Nodes of categorical parameters with two choices or more. */
  readonly choices: readonly number[];
  /** Nodes of one value, and that value. */
  readonly fixed: readonly (readonly [node: number, value: number])[];
}

/** Sorts the parameters of a space: numbers and ordinals, categories, constants. */
export function cmaAxes(space: SearchSpace): CmaAxes {
  const normal: NormalAxis[] = [];
  const choices: number[] = [];
  const fixed: [number, number][] = [];
  space.nodes.forEach(({ distribution }, node) => {
    const count = cardinality(distribution);
    if (count === 1) fixed.push([node, fromUnit(distribution, 0.5)]);
    else if (distribution.kind === 'categorical' && !distribution.ordered) choices.push(node);
    else
      normal.push({
        node,
        distribution,
        edges: count === Number.POSITIVE_INFINITY ? null : edgesOf(distribution, count),
      });
  });
  return { normal, choices, fixed };
}

/**
 * Reals lie in the unit interval, bent at its ends: beyond −BEND and 1 + BEND the way back begins. So every real coordinate
 * of a point has a value, values at the bounds are as easy to reach as others, and nothing is drawn twice.
 *
 * Source: the quadratic transformation of Hansen's `pycma` (BoundTransform).
 */
const BEND = 0.05;

/** The position in the unit interval of a coordinate from anywhere. */
export function bent(coordinate: number): number {
  const period = 2 + 4 * BEND;
  let x = (coordinate + BEND) % period;
  if (x < 0) x += period;
  if (x > period / 2) x = period - x;
  x -= BEND; // now in [−BEND, 1 + BEND]
  if (x < BEND) return ((x + BEND) * (x + BEND)) / (4 * BEND);
  if (x > 1 - BEND) return 1 - ((1 + BEND - x) * (1 + BEND - x)) / (4 * BEND);
  return x;
}

/** The coordinate in [−BEND, 1 + BEND] of a position in the unit interval: what `bent` takes there. */
export function straightened(unit: number): number {
  if (unit < BEND) return 2 * Math.sqrt(BEND * unit) - BEND;
  if (unit > 1 - BEND) return 1 + BEND - 2 * Math.sqrt(BEND * (1 - unit));
  return unit;
}

/** Values stand in the middle of cells; the outermost cells have no bound on the outside. */
function edgesOf(distribution: Distribution, count: number): EdgesAt {
  const edge = boundAfter(distribution, count);
  return (position) => {
    let k = Math.min(count - 1, Math.max(0, indexOf(distribution, fromUnit(distribution, clamped(position)))));
    // The cell whose bounds hold the position, where rounding has picked its neighbour.
    if (k > 0 && position <= edge(k - 1)) k--;
    return [edge(Math.max(0, k - 1)), edge(Math.min(count - 2, k))];
  };
}

const clamped = (position: number): number => Math.min(1, Math.max(0, position));

/** The number of a value among those of its distribution. */
function indexOf(distribution: Distribution, value: number): number {
  if (distribution.kind === 'categorical') return value;
  return Math.round((value - distribution.low) / distribution.step!);
}

/** The position in the unit interval of the bound between cell k and the next. */
function boundAfter(distribution: Distribution, count: number): (k: number) => number {
  if (distribution.kind !== 'int' || !distribution.log) return (k) => (k + 1) / count;
  const from = Math.log(distribution.low - 0.5);
  const width = Math.log(distribution.high + 0.5) - from;
  return (k) => (Math.log(distribution.low + k + 0.5) - from) / width;
}

/** The unit position of a value; for discrete ones the middle of their cell. */
export function positionOf({ distribution, edges }: NormalAxis, value: number): number {
  const unit = toUnit(distribution, value);
  return edges === null ? straightened(unit) : unit;
}

/** The value at a coordinate from anywhere. */
export function valueAt({ distribution, edges }: NormalAxis, coordinate: number): number {
  return fromUnit(distribution, edges === null ? bent(coordinate) : clamped(coordinate));
}
