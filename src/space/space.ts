import { VernierError } from '../errors.ts';
import { assemble, type Composite, partName, parts } from './composite.ts';
import { type Constraint, type CountConstraint, namesIn } from './constraint.ts';
import {
  categorical,
  compatible,
  type Distribution,
  describe,
  sameDistribution,
  toExternal,
  toInternal,
} from './distribution.ts';
import { unknownName } from './names.ts';
import { type Condition, isComposite, type ParamGroup, type ParamNode, type Prior, type SearchSpace } from './nodes.ts';
import type { Branch, Parameter, ParamsOfShape, ParamValue, Shape } from './shape.ts';

export { internalsOf } from './internals.ts';
export { nearest, unknownName } from './names.ts';
export { isActive, isComposite, namedValues, nodeValues } from './nodes.ts';
export { spaceSize } from './points.ts';
export type { Condition, ParamGroup, ParamNode, Prior, SearchSpace } from './nodes.ts';

/** The params that the objective function gets. */
export type ParamsOf<Space> = Space extends SearchSpace<infer S> ? ParamsOfShape<S> : never;

/** What `space` takes beside the shape. */
export interface SpaceOptions {
  readonly constraints?: readonly Constraint[];
  /** By parameter name. */
  readonly priors?: Readonly<Record<string, Prior>>;
}

/** A flat declaration: what files hold, and what shapes lower to. Conditions name parameters and the values that switch this one on. */
export interface Declaration {
  readonly name: string;
  readonly parameter: Distribution | Composite;
  readonly when: readonly { readonly name: string; readonly values: readonly (string | number | boolean | null)[] }[];
  readonly prior?: Prior | null;
}

/**
 * A search space from a shape.
 *
 * @throws `space-invalid`: empty or reserved names, a name used twice, unknown names in priors and constraints.
 * Whether priors and constraints suit their parameters, and anything meets these, shows when a study is made.
 */
export function space<const S extends Shape>(shape: S, options: SpaceOptions = {}): SearchSpace<S> {
  const declarations: Declaration[] = [];
  flatten(shape, [], declarations, options.priors ?? {});
  for (const name of Object.keys(options.priors ?? {}))
    if (!declarations.some((declared) => declared.name === name))
      throw unknownName(
        'A prior',
        name,
        declarations.map((declared) => declared.name),
      );
  return spaceOf(declarations, options.constraints ?? [], shape);
}

function flatten(
  shape: Shape,
  when: Declaration['when'],
  out: Declaration[],
  priors: Readonly<Record<string, Prior>>,
): void {
  for (const [name, parameter] of Object.entries(shape) as [string, Parameter][]) {
    if (typeof parameter?.kind !== 'string')
      throw new VernierError(
        'space-invalid',
        `"${name}" is ${JSON.stringify(parameter) ?? 'undefined'}, no parameter.`,
        {
          details: { name },
          hint: 'Declare it, such as by float(0, 1); what is fixed stays out of the space.',
        },
      );
    const prior = Object.hasOwn(priors, name) ? priors[name]! : null;
    if (parameter.kind !== 'branch') {
      declare(out, { name, parameter, when, prior });
      continue;
    }
    const cases = (parameter as Branch).cases;
    declare(out, { name, parameter: categorical(Object.keys(cases)), when, prior });
    for (const [key, children] of Object.entries(cases))
      flatten(children, [...when, { name, values: [key] }], out, priors);
  }
}

/** Adds a declaration, or widens the condition of an equal one that stands under another case of the same branch. */
function declare(out: Declaration[], added: Declaration): void {
  const twin = out.findIndex((other) => other.name === added.name && sameParameter(other.parameter, added.parameter));
  const other = out[twin];
  const last = added.when.length - 1;
  if (
    other !== undefined &&
    last >= 0 &&
    other.when.length === added.when.length &&
    other.when.every((condition, i) => {
      const mine = added.when[i]!;
      return condition.name === mine.name && (i === last || String(condition.values) === String(mine.values));
    })
  ) {
    const merged = [
      ...other.when.slice(0, -1),
      { name: added.when[last]!.name, values: [...other.when[last]!.values, ...added.when[last]!.values] },
    ];
    out[twin] = { ...other, when: merged };
    return;
  }
  out.push(added);
}

function sameParameter(a: Declaration['parameter'], b: Declaration['parameter']): boolean {
  if (isComposite(a) || isComposite(b)) return JSON.stringify(a) === JSON.stringify(b);
  return sameDistribution(a, b);
}

/** A search space from flat declarations, parents before children: conditions name earlier parameters and choices of these. @throws `space-invalid` as `space` does */
export function spaceOf<S extends Shape = Shape>(
  declarations: readonly Declaration[],
  constraints: readonly Constraint[],
  shape: S = {} as S,
): SearchSpace<S> {
  const nodes: ParamNode[] = [];
  const groups: ParamGroup[] = [];
  const counts: CountConstraint[] = [];
  for (const declared of declarations) {
    const { name, parameter } = declared;
    checkName(name);
    const when = declared.when.map((condition): Condition => {
      const node = nodes.findLastIndex((earlier) => earlier.name === condition.name);
      return { node, choices: condition.values.map((value) => toInternal(nodes[node]!.distribution, value)!) };
    });
    checkUnique(name, when, nodes, groups);
    const first = nodes.length;
    if (isComposite(parameter)) {
      if ((declared.prior ?? null) !== null)
        throw new VernierError('space-invalid', `The prior of "${name}" has no meaning for a ${parameter.kind}.`, {
          details: { name },
          hint: 'Leave it out.',
        });
      parts(parameter).forEach((distribution, i) =>
        nodes.push({ name: partName(name, i), distribution, prior: null, when }),
      );
      if (parameter.kind === 'subset' && (parameter.min > 0 || parameter.max < parameter.items.length))
        counts.push({
          kind: 'count',
          names: parameter.items.map((_, i) => partName(name, i)),
          atLeast: parameter.min,
          atMost: parameter.max,
          nodes: parameter.items.map((_, i) => first + i),
        });
    } else {
      nodes.push({ name, distribution: parameter, prior: declared.prior ?? null, when });
    }
    checkNamesakes(nodes, first);
    groups.push({ name, parameter, nodes: nodes.slice(first).map((_, i) => first + i) });
  }
  for (const constraint of constraints)
    for (const name of namesIn(constraint))
      if (![...groups, ...nodes].some((known) => known.name === name))
        throw unknownName(
          `A ${constraint.kind} constraint`,
          name,
          groups.map((group) => group.name),
        );
  return Object.freeze({
    shape,
    groups: Object.freeze(groups),
    nodes: Object.freeze(nodes),
    constraints: Object.freeze([...counts, ...constraints]),
  });
}

function checkName(name: string): void {
  if (name === '' || name.length > 500 || name.includes('#'))
    throw new VernierError(
      'space-invalid',
      `A parameter is named ${JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name)}; names have 1 to 500 characters and no "#".`,
      { hint: 'Rename it.' },
    );
}

/** The same name twice is allowed only where two conditions exclude each other. */
function checkUnique(
  name: string,
  when: readonly Condition[],
  nodes: readonly ParamNode[],
  groups: readonly ParamGroup[],
): void {
  for (const group of groups) {
    if (group.name !== name) continue;
    const other = nodes[group.nodes[0]!]!;
    const apart = when.some((mine) =>
      other.when.some(
        (theirs) => theirs.node === mine.node && !theirs.choices.some((choice) => mine.choices.includes(choice)),
      ),
    );
    if (!apart)
      throw new VernierError('space-invalid', `The name "${name}" is used twice.`, {
        details: { name },
        hint: 'Rename one; the same name may stand twice only in different cases of one branch.',
      });
  }
}

/** What is stored under one name is of one kind, in whatever case it stands (Optuna's rule). */
function checkNamesakes(nodes: readonly ParamNode[], first: number): void {
  for (const { name, distribution } of nodes.slice(first)) {
    const other = nodes.slice(0, first).find((earlier) => earlier.name === name);
    if (other === undefined || compatible(other.distribution, distribution)) continue;
    throw new VernierError(
      'space-invalid',
      `"${name}" is ${describe(other.distribution)} in one case and ${describe(distribution)} in another.`,
      { details: { name }, hint: 'Rename one; only bounds and steps may differ under one name.' },
    );
  }
}

/** The user's params of one configuration: inactive parameters are left out. */
export function paramsOf(space: SearchSpace, values: ArrayLike<number>): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = {};
  for (let g = 0; g < space.groups.length; g++) {
    const { name, parameter, nodes } = space.groups[g]!;
    const first = values[nodes[0]!]!;
    if (Number.isNaN(first)) continue;
    const value = isComposite(parameter)
      ? assemble(
          parameter,
          nodes.map((node) => values[node]!),
        )
      : toExternal(parameter, first);
    if (name === '__proto__')
      Object.defineProperty(params, name, { value, enumerable: true, writable: true, configurable: true });
    else params[name] = value;
  }
  return params;
}
