import { firstAbove } from '../../math/first-above.ts';

/**
 * One coordinate of a mixture, as a model sees it.
 *
 * `real`: a number in [0, 1]. `cells`: one of finitely many intervals of [0, 1], given by its index. `choices`: an index without
 * order. `order`: an ordering of 0 … count − 1, which takes `count` numbers of a point; every other axis takes one.
 * NaN at an axis's first number = the point has no such coordinate.
 */
export type Axis =
  | { readonly kind: 'real'; readonly prior?: { readonly mean: number; readonly spread: number } }
  | {
      readonly kind: 'cells';
      /** Shape (cells + 1), ascending from 0 to 1. */
      readonly edges: Float64Array;
      readonly prior?: { readonly mean: number; readonly spread: number };
    }
  | {
      readonly kind: 'choices';
      readonly count: number /** Shape (count), adding up to 1. */;
      readonly prior?: Float64Array;
    }
  | { readonly kind: 'order'; readonly count: number };

/** How many numbers of a point an axis takes. */
export function axisWidth(axis: Axis): number {
  return axis.kind === 'order' ? axis.count : 1;
}

/** The middle of a cell. */
export function cellCentre(edges: Float64Array, cell: number): number {
  return 0.5 * (edges[cell]! + edges[cell + 1]!);
}

/** The cell that holds a position in [0, 1]. */
export function cellAt(edges: Float64Array, position: number): number {
  return Math.max(0, firstAbove(edges, edges.length - 1, position) - 1);
}
