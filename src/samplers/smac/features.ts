import type { Column } from '../../models/forest/column.ts';
import { assemble, type Composite } from '../../space/composite.ts';
import { cardinality } from '../../space/distribution.ts';
import { toUnit } from '../../space/encode.ts';
import { isComposite, type ParamNode, type SearchSpace } from '../../space/nodes.ts';
import type { Permutation, Simplex, Subset } from '../../space/shape.ts';

/** Orderings of at most this many items also say which items stand side by side. */
const MOST_NEIGHBOURS = 16;

/** What a forest sees of one declared parameter. */
interface Part {
  readonly nodes: readonly number[];
  readonly columns: readonly Column[];
  write(out: Float64Array, at: number, values: ArrayLike<number>): void;
}

/**
 * Translation of configurations (values by node) into a forest's points.
 *
 * Numbers stand by their place in the range, choices as they are; an ordering by the position of each item and by which items
 * are neighbours (first and last too); a subset by its members and their number; shares as shares, not as they are stored.
 * Inactive parameters are NaN.
 */
export class Features {
  readonly columns: readonly Column[];
  readonly width: number;
  readonly #parts: readonly Part[];

  constructor(space: SearchSpace) {
    this.#parts = space.groups.flatMap(({ parameter, nodes }) =>
      isComposite(parameter)
        ? [compositePart(parameter, nodes)]
        : nodes.map((node) => nodePart(space.nodes[node]!, node)),
    );
    this.columns = this.#parts.flatMap((part) => part.columns);
    this.width = this.columns.length;
  }

  /** Writes the point of a configuration, from `at` on. */
  encode(out: Float64Array, at: number, values: ArrayLike<number>): void {
    for (const { nodes, columns, write } of this.#parts) {
      if (Number.isNaN(values[nodes[0]!]!)) out.fill(Number.NaN, at, at + columns.length);
      else write(out, at, values);
      at += columns.length;
    }
  }
}

function nodePart({ distribution }: ParamNode, node: number): Part {
  const isChoice = distribution.kind === 'categorical';
  const column: Column =
    isChoice && !distribution.ordered
      ? { kind: 'categorical', count: distribution.choices.length }
      : isChoice
        ? { kind: 'ordered' }
        : { kind: 'real' };
  const count = cardinality(distribution);
  return {
    nodes: [node],
    columns: [column],
    write(out, at, values) {
      const value = values[node]!;
      out[at] = isChoice ? Math.min(count - 1, Math.max(0, value)) : toUnit(distribution, value);
    },
  };
}

function compositePart(parameter: Composite, nodes: readonly number[]): Part {
  switch (parameter.kind) {
    case 'permutation':
      return orderPart(parameter, nodes);
    case 'subset':
      return subsetPart(parameter, nodes);
    case 'simplex':
      return sharesPart(parameter, nodes);
  }
}

function orderPart({ items }: Permutation, nodes: readonly number[]): Part {
  const n = items.length;
  const withNeighbours = n > 3 && n <= MOST_NEIGHBOURS;
  const columns: Column[] = items.map(() => ({ kind: 'ordered' }));
  if (withNeighbours)
    for (let pair = 0; pair < (n * (n - 1)) / 2; pair++) columns.push({ kind: 'categorical', count: 2 });
  const numbers = items.map((_, i) => i);
  return {
    nodes,
    columns,
    write(out, at, values) {
      const left = numbers.slice();
      const order = nodes.map((node) => left.splice(Math.min(left.length - 1, Math.max(0, values[node]!)), 1)[0]!);
      order.push(left[0]!);
      order.forEach((item, position) => {
        out[at + item] = position;
      });
      if (!withNeighbours) return;
      out.fill(0, at + n, at + columns.length);
      order.forEach((item, position) => {
        const next = order[(position + 1) % n]!;
        out[at + n + pairAt(Math.min(item, next), Math.max(item, next))] = 1;
      });
    },
  };
}

/** Place of a pair among all pairs, low < high. */
const pairAt = (low: number, high: number): number => (high * (high - 1)) / 2 + low;

function subsetPart({ items }: Subset, nodes: readonly number[]): Part {
  return {
    nodes,
    columns: [...items.map((): Column => ({ kind: 'categorical', count: 2 })), { kind: 'ordered' }],
    write(out, at, values) {
      let members = 0;
      nodes.forEach((node, i) => {
        const isMember = values[node] === 1 ? 1 : 0;
        out[at + i] = isMember;
        members += isMember;
      });
      out[at + nodes.length] = members;
    },
  };
}

function sharesPart(simplex: Simplex, nodes: readonly number[]): Part {
  return {
    nodes,
    columns: simplex.items.map(() => ({ kind: 'real' })),
    write(out, at, values) {
      const shares = assemble(
        simplex,
        nodes.map((node) => values[node]!),
      ) as Readonly<Record<string, number>>;
      simplex.items.forEach((item, i) => {
        out[at + i] = shares[item]!;
      });
    },
  };
}
