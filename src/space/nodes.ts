import type { Composite } from './composite.ts';
import type { Constraint } from './constraint.ts';
import type { Distribution } from './distribution.ts';
import type { Shape } from './shape.ts';

/** The user's belief where the best value lies. */
export type Prior =
  | {
      readonly kind: 'normal';
      /** Most likely value, in the parameter's own units. */
      readonly best: number;
      /** Standard deviation as a share of the range (of ln x where the parameter is log). */
      readonly spread: number;
    }
  /** Relative weights of a categorical parameter's choices, each ≥ 0. */
  | { readonly kind: 'weights'; readonly weights: readonly number[] };

/** Holds while the node is active and has one of the choices (indices). */
export interface Condition {
  readonly node: number;
  readonly choices: readonly number[];
}

/** One stored number of a configuration. Two nodes may share a name where only one of them can be active at once. */
export interface ParamNode {
  readonly name: string;
  readonly distribution: Distribution;
  readonly prior: Prior | null;
  /** Active iff every condition holds; empty = always. All name earlier nodes. */
  readonly when: readonly Condition[];
}

/** One parameter as the user declared it, and the nodes it is stored in. A branch stands here as the categorical of its cases. */
export interface ParamGroup {
  readonly name: string;
  readonly parameter: Distribution | Composite;
  readonly nodes: readonly number[];
}

/** What may be searched: flat nodes, parents before children. Frozen data. */
export interface SearchSpace<S extends Shape = Shape> {
  /** As declared: types are inferred from it. */
  readonly shape: S;
  readonly groups: readonly ParamGroup[];
  readonly nodes: readonly ParamNode[];
  readonly constraints: readonly Constraint[];
}

/** Is node `i` active, given the values of all earlier nodes (NaN = inactive)? */
export function isActive(space: SearchSpace, values: ArrayLike<number>, i: number): boolean {
  const { when } = space.nodes[i]!;
  for (let c = 0; c < when.length; c++) {
    const condition = when[c]!;
    if (!condition.choices.includes(values[condition.node]!)) return false; // NaN is never among the choices
  }
  return true;
}

/** Values by node (NaN = inactive or missing) from internal values by name. */
export function nodeValues(space: SearchSpace, internals: (name: string) => number | undefined): Float64Array {
  const values = new Float64Array(space.nodes.length);
  for (let i = 0; i < values.length; i++)
    values[i] = isActive(space, values, i) ? (internals(space.nodes[i]!.name) ?? Number.NaN) : Number.NaN;
  return values;
}

/** Internal values by stored name from values by node; inactive ones are left out. */
export function namedValues(space: SearchSpace, values: ArrayLike<number>): Map<string, number> {
  const internals = new Map<string, number>();
  for (let i = 0; i < space.nodes.length; i++)
    if (!Number.isNaN(values[i]!)) internals.set(space.nodes[i]!.name, values[i]!);
  return internals;
}

/** Is it stored in several parts? */
export function isComposite(parameter: Distribution | Composite): parameter is Composite {
  return parameter.kind === 'permutation' || parameter.kind === 'subset' || parameter.kind === 'simplex';
}
