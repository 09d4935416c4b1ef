import type { HistoryView } from '../../history/view.ts';
import { type Axis, axisWidth } from '../../models/mixture/axis.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { cellOf, fromUnit, toUnit, valueOfCell } from '../../space/encode.ts';
import { isActive, type ParamNode, type Prior, type SearchSpace } from '../../space/nodes.ts';
import type * as orders from './orders.ts';

/** Discrete values up to this many are cells; more are treated as a continuum and rounded. */
const MOST_CELLS = 64;

/** One axis of a space: the nodes it stands for, and where it lies in a point. */
interface Part {
  readonly nodes: readonly number[];
  readonly axis: Axis;
  readonly offset: number;
}

/** Translation between a space's configurations (values by node) and a mixture's points. */
export class Coordinates {
  readonly space: SearchSpace;
  readonly axes: readonly Axis[];
  readonly width: number;
  readonly #parts: readonly Part[];
  readonly #orders: typeof orders | null;

  /** @param reading of orderings, where the space has any */
  constructor(space: SearchSpace, reading: typeof orders | null = null) {
    this.space = space;
    this.#orders = reading;
    const parts: Part[] = [];
    let offset = 0;
    const add = (nodes: readonly number[], axis: Axis): void => {
      parts.push({ nodes, axis, offset });
      offset += axisWidth(axis);
    };
    for (const group of space.groups) {
      if (group.parameter.kind === 'permutation')
        add(group.nodes, { kind: 'order', count: group.parameter.items.length });
      else for (const node of group.nodes) add([node], axisOf(space.nodes[node]!));
    }
    this.#parts = parts;
    this.axes = parts.map((part) => part.axis);
    this.width = offset;
  }

  /** The first node of an axis. */
  nodeOf(axis: number): number {
    return this.#parts[axis]!.nodes[0]!;
  }

  /** The axis that holds a node. */
  axisOf(node: number): number {
    return this.#parts.findIndex((part) => part.nodes.includes(node));
  }

  /** Where an axis's numbers start in a point. */
  offsetOf(axis: number): number {
    return this.#parts[axis]!.offset;
  }

  /** Writes a trial's point; NaN where it has no value. Returns false where it has none at all. */
  read(out: Float64Array, from: number, history: HistoryView, row: number): boolean {
    const { nodes } = this.space;
    const values = new Float64Array(nodes.length);
    let any = false;
    for (let i = 0; i < nodes.length; i++) {
      const value = isActive(this.space, values, i)
        ? (history.columns.get(nodes[i]!.name)?.values[row] ?? Number.NaN)
        : Number.NaN;
      values[i] = value;
      any ||= !Number.isNaN(value);
    }
    if (any) this.encode(out, from, values);
    return any;
  }

  /** Writes the point of a configuration, given by node. */
  encode(out: Float64Array, from: number, values: ArrayLike<number>): void {
    for (const { nodes, axis, offset } of this.#parts) {
      const at = from + offset;
      const value = values[nodes[0]!]!;
      if (axis.kind === 'order')
        this.#orders!.encodeOrder(
          out,
          at,
          axis.count,
          nodes.map((node) => values[node]!),
        );
      else if (Number.isNaN(value)) out[at] = Number.NaN;
      else {
        const { distribution } = this.space.nodes[nodes[0]!]!;
        out[at] = axis.kind === 'real' ? toUnit(distribution, value) : cellOf(distribution, value);
      }
    }
  }

  /** A point's configuration by node; NaN = inactive. */
  decode(point: Float64Array, from = 0): Float64Array {
    const { nodes } = this.space;
    const values = new Float64Array(nodes.length).fill(Number.NaN);
    for (const part of this.#parts) {
      if (!isActive(this.space, values, part.nodes[0]!)) continue;
      const at = from + part.offset;
      const { axis } = part;
      if (axis.kind === 'order') {
        const digits = this.#orders!.decodeOrder(point, at, axis.count);
        part.nodes.forEach((node, i) => {
          values[node] = digits[i]!;
        });
      } else {
        const node = part.nodes[0]!;
        const { distribution } = nodes[node]!;
        values[node] =
          axis.kind === 'real' ? fromUnit(distribution, point[at]!) : valueOfCell(distribution, point[at]!);
      }
    }
    return values;
  }
}

/** The axis of one stored number. */
export function axisOf({ distribution, prior }: Pick<ParamNode, 'distribution' | 'prior'>): Axis {
  if (distribution.kind === 'categorical' && !distribution.ordered)
    return {
      kind: 'choices',
      count: distribution.choices.length,
      ...(prior?.kind === 'weights' ? { prior: shares(prior.weights) } : {}),
    };
  const count = cardinality(distribution);
  const believed =
    prior?.kind === 'normal' ? { prior: { mean: toUnit(distribution, prior.best), spread: prior.spread } } : {};
  if (count > MOST_CELLS) return { kind: 'real', ...believed };
  return { kind: 'cells', edges: edges(distribution, count), ...(prior?.kind === 'weights' ? {} : believed) };
}

function shares(weights: Extract<Prior, { kind: 'weights' }>['weights']): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float64Array.from(weights, (weight) => weight / sum);
}

/** Cell borders in [0, 1]: of equal width, but for whole numbers on a log scale, whose borders are ln(v ± ½). */
function edges(distribution: Distribution, count: number): Float64Array {
  if (distribution.kind !== 'int' || !distribution.log)
    return Float64Array.from({ length: count + 1 }, (_, i) => i / count);
  const from = Math.log(distribution.low - 0.5);
  const range = Math.log(distribution.high + 0.5) - from;
  const made = Float64Array.from(
    { length: count + 1 },
    (_, i) => (Math.log(distribution.low + i - 0.5) - from) / range,
  );
  made[count] = 1;
  return made;
}
