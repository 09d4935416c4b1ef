import {
  type CategoricalDistribution,
  type Choice,
  type Distribution,
  type FloatDistribution,
  type IntDistribution,
  distinct,
  invalid,
} from './distribution.ts';

/** A categorical parameter whose choices each bring parameters of their own. */
export interface Branch<Cases extends Record<string, Shape> = Record<string, Shape>> {
  readonly kind: 'branch';
  readonly cases: Cases;
}

/** An ordering of all items; stored as a Lehmer code, items.length − 1 integers `name#0`, `name#1` … */
export interface Permutation<T extends Choice = Choice> {
  readonly kind: 'permutation';
  readonly items: readonly T[];
}

/** Some of the items, in their order; stored as one true-or-false categorical an item, `name#0` … */
export interface Subset<T extends Choice = Choice> {
  readonly kind: 'subset';
  readonly items: readonly T[];
  readonly min: number;
  readonly max: number;
}

/** Shares of the items, each ≥ 0, together 1; stored as items.length − 1 floats in [0, 1] (stick-breaking), `name#0` … */
export interface Simplex<T extends string = string> {
  readonly kind: 'simplex';
  readonly items: readonly T[];
}

/** What a user declares. Richer than a distribution; every kind lowers to named distributions. */
// biome-ignore lint/suspicious/noExplicitAny: any case, any item: inference needs the widest bound
export type Parameter = Distribution | Branch<any> | Permutation<any> | Subset<any> | Simplex<any>;

/** Parameters by name. */
export interface Shape {
  readonly [name: string]: Parameter;
}

/** What an objective function may get under one name. */
export type ParamValue = Choice | readonly Choice[] | Readonly<Record<string, number>>;

/** The value that a declared parameter has in the objective function. */
export type ValueOf<D> =
  D extends CategoricalDistribution<infer C>
    ? C
    : D extends Permutation<infer T>
      ? readonly T[]
      : D extends Subset<infer T>
        ? readonly T[]
        : D extends Simplex<infer T>
          ? Readonly<Record<T, number>>
          : D extends FloatDistribution | IntDistribution
            ? number
            : never;

// biome-ignore lint/suspicious/noExplicitAny: see Parameter
type LeafKeys<S> = { [K in keyof S]: S[K] extends Branch<any> ? never : K }[keyof S];
// biome-ignore lint/suspicious/noExplicitAny: see Parameter
type BranchKeys<S> = { [K in keyof S]: S[K] extends Branch<any> ? K : never }[keyof S];
type CaseOf<K extends PropertyKey, B> =
  B extends Branch<infer Cases>
    ? { [C in keyof Cases]: { readonly [P in K]: C } & Values<Cases[C]> }[keyof Cases]
    : never;
type AllBranches<S> = [BranchKeys<S>] extends [never]
  ? unknown
  : { [K in BranchKeys<S>]: (_: CaseOf<K, S[K]>) => void }[BranchKeys<S>] extends (_: infer I) => void
    ? I
    : never;
type Values<S> = { readonly [K in LeafKeys<S>]: ValueOf<S[K]> } & AllBranches<S>;
type Flatten<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;

/** The params of a shape: a flat object, a discriminated union where there are branches. */
export type ParamsOfShape<S> = Flatten<Values<S>>;

/** A categorical parameter whose choices each bring parameters of their own: `branch({ adam: { lr: float(1e-5, 1e-1) }, none: {} })`. */
export function branch<const Cases extends Record<string, Shape>>(cases: Cases): Branch<Cases> {
  if (Object.keys(cases).length === 0) throw invalid('branch({}) has no case.', 'Give at least one.');
  return Object.freeze({ kind: 'branch', cases });
}

/** An ordering of all the items. @throws `space-invalid` for fewer than two, or a repeated one. */
export function permutation<const T extends Choice>(items: readonly T[]): Permutation<T> {
  return Object.freeze({ kind: 'permutation', items: checkedItems('permutation', items, 2) });
}

/**
 * Some of the items: between `min` (default 0) and `max` (default all) of them.
 *
 * @throws `space-invalid` for no or a repeated item, or limits that leave nothing.
 */
export function subset<const T extends Choice>(
  items: readonly T[],
  options: { readonly min?: number; readonly max?: number } = {},
): Subset<T> {
  const min = options.min ?? 0;
  const max = options.max ?? items.length;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max > items.length || min > max)
    throw invalid(
      `subset of ${items.length} items: min ${min}, max ${max}; expected whole numbers with 0 ≤ min ≤ max ≤ ${items.length}.`,
      'Correct the limits.',
    );
  return Object.freeze({ kind: 'subset', items: checkedItems('subset', items, 1), min, max });
}

/** Shares of the items that are ≥ 0 and add up to 1. @throws `space-invalid` for fewer than two, or a repeated one. */
export function simplex<const T extends string>(items: readonly T[]): Simplex<T> {
  return Object.freeze({ kind: 'simplex', items: checkedItems('simplex', items, 2) });
}

function checkedItems<T extends Choice>(kind: string, items: readonly T[], least: number): readonly T[] {
  if (items.length < least) throw invalid(`${kind} has ${items.length} items; it needs ${least}.`, 'Give more items.');
  return distinct(kind, items);
}
