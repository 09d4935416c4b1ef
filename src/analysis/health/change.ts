import { VernierError } from '../../errors.ts';
import { forbidden } from '../../space/constraint.ts';
import { float, int, toExternal } from '../../space/distribution.ts';
import { unknownName } from '../../space/names.ts';
import { isComposite, type ParamGroup, type SearchSpace } from '../../space/nodes.ts';
import { type Declaration, spaceOf } from '../../space/space.ts';
import type { HealthChange, LimitChanges } from './finding.ts';

/** Options of a study and limits of a run, as far as a change may set them. Pruners stand here by name. */
export interface ChangeableOptions {
  readonly limits: LimitChanges;
  readonly duplicates?: 'allow' | 'avoid' | 'reuse';
  readonly pruner?: { readonly name: string; readonly options: Readonly<Record<string, unknown>> | null } | null;
}

/**
 * The space after changes, made in order; the same space where none of them is of the space.
 *
 * Types follow the old shape: no name or kind changes. A study goes on with it by `openStudy(name, { space, acceptChanges: true })`.
 *
 * @throws `space-invalid` for a parameter that is not there, or not of the kind that the change is for
 */
export function changedSpace<S extends SearchSpace>(space: S, ...changes: readonly HealthChange[]): S {
  const names = new Set(space.groups.map(({ name }) => name));
  const constraints = space.constraints.slice(derived(space));
  let declarations = space.groups.map((group): Declaration => declared(space, group));
  let isSame = true;
  for (const change of changes) {
    if (change.type !== 'range' && change.type !== 'forbid') continue;
    const { parameter } = change;
    if (!names.has(parameter)) throw unknownName('A change', parameter, [...names]);
    isSame = false;
    if (change.type === 'forbid')
      for (const choice of change.choices) constraints.push(forbidden({ [parameter]: choice }));
    else declarations = declarations.map((one) => (one.name === parameter ? { ...one, ...ranged(one, change) } : one));
  }
  return isSame ? space : (spaceOf(declarations, constraints, space.shape) as S);
}

/** The options after a change; the same where the change is one of the space, or of the program. */
export function changedOptions<O extends ChangeableOptions>(options: O, change: HealthChange): O & ChangeableOptions {
  switch (change.type) {
    case 'range':
    case 'forbid':
    case 'program':
      return options;
    case 'limits':
      return { ...options, limits: { ...options.limits, ...change.limits } };
    case 'duplicates':
      return { ...options, duplicates: change.duplicates };
    case 'pruner': {
      const { name, options: changed } = change;
      const before = options.pruner?.name === name ? options.pruner.options : null;
      return { ...options, pruner: { name, options: { ...before, ...changed } } };
    }
  }
}

/** Constraints that subsets bring along by themselves come first. */
const derived = (space: SearchSpace): number =>
  space.groups.filter(
    ({ parameter }) => parameter.kind === 'subset' && (parameter.min > 0 || parameter.max < parameter.items.length),
  ).length;

function declared(space: SearchSpace, { name, parameter, nodes }: ParamGroup): Declaration {
  const { prior, when } = space.nodes[nodes[0]!]!;
  return {
    name,
    parameter,
    prior,
    when: when.map(({ node, choices }) => {
      const parent = space.nodes[node]!;
      return { name: parent.name, values: choices.map((choice) => toExternal(parent.distribution, choice)) };
    }),
  };
}

function ranged(
  { name, parameter, prior }: Declaration,
  { low, high }: { readonly low: number; readonly high: number },
): Pick<Declaration, 'parameter' | 'prior'> {
  if (isComposite(parameter) || parameter.kind === 'categorical')
    throw new VernierError('space-invalid', `"${name}" is a ${parameter.kind} and has no range.`, {
      details: { name },
      hint: 'Change the range of a number.',
    });
  const { log, step } = parameter;
  const isOn = (end: number): boolean =>
    step === null || Math.abs((end - low) / step - Math.round((end - low) / step)) < 1e-8;
  const grid = step === null || (parameter.kind === 'int' && step === 1) || !isOn(high) ? {} : { step };
  const made = parameter.kind === 'int' ? int(low, high, { ...grid, log }) : float(low, high, { ...grid, log });
  // A belief in a value that is searched no more would be refused.
  const isKept = prior?.kind !== 'normal' || (prior.best >= low && prior.best <= high && low < high);
  return { parameter: made, prior: isKept ? (prior ?? null) : null };
}
