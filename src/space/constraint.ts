import type { Choice } from './distribution.ts';

/** Σ weights · values <= atMost. A parameter that is inactive adds nothing. Weights are of numeric parameters, in their own units. */
export interface LinearConstraint {
  readonly kind: 'linear';
  readonly weights: Readonly<Record<string, number>>;
  readonly atMost: number;
}

/** A combination that must not occur. It is met only where every named parameter is active and has that value. */
export interface ForbiddenConstraint {
  readonly kind: 'forbidden';
  readonly all: Readonly<Record<string, Choice>>;
}

/** How many of some two-valued parameters may be on: what a subset's size limits lower to. */
export interface CountConstraint {
  readonly kind: 'count';
  readonly names: readonly string[];
  readonly atLeast: number;
  readonly atMost: number;
  /** Set where the limits are a subset's own: the nodes of its parts, since another subset may have the same name in another case. */
  readonly nodes?: readonly number[];
}

/** Data, not code: it must be drawn in a dashboard and written in a YAML file. */
export type Constraint = LinearConstraint | ForbiddenConstraint | CountConstraint;

/** Σ weights · values <= atMost, as data. */
export function linear(weights: Readonly<Record<string, number>>, atMost: number): LinearConstraint {
  return { kind: 'linear', weights, atMost };
}

/** A combination of values that the search must never propose. */
export function forbidden(all: Readonly<Record<string, Choice>>): ForbiddenConstraint {
  return { kind: 'forbidden', all };
}

/** The parameters that a constraint names. */
export function namesIn(constraint: Constraint): readonly string[] {
  switch (constraint.kind) {
    case 'linear':
      return Object.keys(constraint.weights);
    case 'forbidden':
      return Object.keys(constraint.all);
    case 'count':
      return constraint.names;
  }
}
