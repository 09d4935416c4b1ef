import { checkConditions } from './condition-check.ts';
import type { Constraint } from './constraint.ts';
import { type Choice, categorical, type Distribution, toExternal } from './distribution.ts';
import { checkFeasible } from './feasible.ts';
import { readConstraint, writeConstraint } from './file-constraint.ts';
import type { ReadParameter, Searched } from './file-forms.ts';
import { readParameter } from './file-parameter.ts';
import type { Leaf } from './file-program.ts';
import {
  asList,
  asMap,
  asText,
  child,
  type Data,
  fault,
  found,
  locating,
  onlyKeys,
  type Tree,
  type TreeMap,
  treeOf,
  type Warning,
} from './file-tree.ts';
import { checkPriors } from './prior-check.ts';
import { type Declaration, isComposite, type ParamGroup, type Prior, type SearchSpace, spaceOf } from './space.ts';

/** A space as a file declares it, and how the program gets its parameters. */
export interface ReadSpace {
  readonly space: SearchSpace;
  /** What the program gets: searched parameters under their groups, and fixed values. */
  readonly program: readonly Leaf[];
  readonly warnings: readonly Warning[];
}

/**
 * The space of a file: its `parameters` and `constraints`, in the forms of a W&B sweep and our own
 * (docs/reference/config-file.md). Nested groups become dotted names; parents may stand behind their children.
 *
 * @throws `config-invalid` with the line in `details`, for everything that is no space
 */
export function readSpace(parameters: Tree, constraints?: Tree): ReadSpace {
  const warnings: Warning[] = [];
  const found: Declared[] = [];
  const program: Leaf[] = [];
  collect(parameters, { path: [], when: [] }, found, program, warnings);
  const declared = parentsFirst(found);
  const read =
    constraints === undefined
      ? []
      : asList(constraints, 'constraints', '[{ linear: { a: 1, b: 1 }, at_most: 1 }]').items;
  return { space: located(declared, read), program, warnings };
}

/** The space of what `writeSpace` made. @throws `config-invalid` */
export function spaceFromJson(json: Data): SearchSpace {
  const map = asMap(treeOf(json), 'A space', '{ parameters: { … } }');
  onlyKeys(map, ['parameters', 'constraints'], 'A space');
  return readSpace(child(map, 'parameters') ?? treeOf({}), child(map, 'constraints')).space;
}

/**
 * A space in the form of a file: `{ parameters, constraints }`. Reading it gives the same groups, nodes and constraints.
 *
 * `parameters` is a map by name, or a list of maps with a `name` where a map would lose something:
 * a name that stands in several branches, or one that JavaScript moves to the front (`0`).
 */
export function writeSpace(space: SearchSpace): Data {
  const names = space.groups.map((group) => group.name);
  const forms = space.groups.map((group) => writeParameter(space, group));
  const parameters = keepsOrder(names)
    ? Object.fromEntries(names.map((name, i) => [name, forms[i]!]))
    : forms.map((form, i) => ({ name: names[i]!, ...form }));
  const derived = space.groups.filter(
    ({ parameter }) => parameter.kind === 'subset' && (parameter.min > 0 || parameter.max < parameter.items.length),
  ).length;
  const constraints = space.constraints.slice(derived).map(writeConstraint);
  return { parameters, ...(constraints.length === 0 ? {} : { constraints }) };
}

/** Can a JavaScript object hold these keys, in this order? */
function keepsOrder(names: readonly string[]): boolean {
  return new Set(names).size === names.length && !names.some((name) => /^(?:0|[1-9][0-9]*)$/.test(name));
}

function writeParameter(space: SearchSpace, group: ParamGroup): { readonly [key: string]: Data } {
  const { prior, when } = space.nodes[group.nodes[0]!]!;
  const conditions = when.map(({ node, choices }): readonly [string, Data] => {
    const { name, distribution } = space.nodes[node]!;
    const values = choices.map((choice) => toExternal(distribution, choice));
    return [name, values.length === 1 ? values[0]! : values];
  });
  const waits: Data = keepsOrder(conditions.map(([name]) => name))
    ? Object.fromEntries(conditions)
    : conditions.map((one) => Object.fromEntries([one]));
  return {
    ...writeKind(group.parameter),
    ...(prior === null ? {} : { prior: writePrior(prior) }),
    ...(conditions.length === 0 ? {} : { when: waits }),
  };
}

function writeKind(parameter: ParamGroup['parameter']): { readonly [key: string]: Data } {
  if (isComposite(parameter)) {
    const { kind: type, items } = parameter;
    return type === 'subset' ? { type, items, min: parameter.min, max: parameter.max } : { type, items };
  }
  return writeDistribution(parameter);
}

function writeDistribution(distribution: Distribution): { readonly [key: string]: Data } {
  if (distribution.kind === 'categorical')
    return { values: distribution.choices, ...(distribution.ordered ? { ordered: true } : {}) };
  const { kind, low: min, high: max, log, step } = distribution;
  const stepped = kind === 'int' ? step !== 1 : step !== null;
  if (kind === 'float' && log) return { distribution: 'log_uniform_values', min, max };
  return {
    distribution: kind === 'int' ? 'int_uniform' : 'uniform',
    min,
    max,
    ...(log ? { log } : {}),
    ...(stepped ? { step } : {}),
  };
}

const writePrior = (prior: Prior): Data =>
  prior.kind === 'weights' ? { weights: prior.weights } : { best: prior.best, spread: prior.spread };

/** A declaration and where it stands. */
interface Declared {
  readonly line: number;
  readonly declaration: Declaration;
  /** Its conditions as written, and the groups that their names are looked up in. */
  readonly waits: readonly Condition[];
}

/** Where `collect` is: the groups around, and their conditions. */
interface Around {
  readonly path: readonly string[];
  readonly when: readonly Condition[];
}

interface Condition {
  readonly name: string;
  readonly values: readonly Choice[];
  readonly path: readonly string[];
}

/** All parameters under a map or list of them, groups opened. */
function collect(tree: Tree, around: Around, out: Declared[], program: Leaf[], warnings: Warning[]): void {
  for (const { key, line, value } of entriesOf(tree)) {
    const path = [...around.path, key];
    const name = path.join('.');
    const where = `Parameter "${name}"`;
    const when =
      value.kind === 'map' ? [...around.when, ...conditionsOf(child(value, 'when'), around.path, where)] : around.when;
    const read = readParameter(value, where, warnings);
    if (read.kind === 'group') {
      collect(read.parameters, { path, when }, out, program, warnings);
      continue;
    }
    if (read.kind === 'fixed' && when.length === 0) {
      program.push({ path, fixed: read.value });
      continue;
    }
    const { parameter, prior, json } = searchedOf(read);
    program.push({ path, name, json });
    out.push({ line, declaration: { name, parameter, prior, when: [] }, waits: when });
  }
}

/** A fixed value under a condition: a parameter with one choice. */
function searchedOf(read: Exclude<ReadParameter, { kind: 'group' }>): Searched {
  if (read.kind === 'searched') return read;
  const isPart = typeof read.value === 'object' && read.value !== null;
  const choice = isPart ? JSON.stringify(read.value) : (read.value as Choice);
  return { kind: 'searched', parameter: categorical([choice]), prior: null, json: isPart ? [choice as string] : [] };
}

/** Parameters by name; in the list form each item says its `name`. */
function entriesOf(tree: Tree): readonly { readonly key: string; readonly line: number; readonly value: Tree }[] {
  if (tree.kind !== 'list') return asMap(tree, 'parameters', '{ lr: { min: 0.1, max: 1.0 } }').entries;
  return tree.items.map((item) => {
    const map = asMap(item, 'A parameter in a list', '- { name: lr, min: 0.1, max: 1.0 }');
    const name = child(map, 'name');
    if (name === undefined)
      throw fault(map, 'A parameter in a list has no name.', 'Add name: …, or write parameters as a map.');
    return {
      key: asText(name, 'name'),
      line: map.line,
      value: { ...map, entries: map.entries.filter(({ key }) => key !== 'name') },
    };
  });
}

/** `when: { optimizer: adam, layers: [2, 3] }`, or a list of such maps; all must hold. */
function conditionsOf(tree: Tree | undefined, path: readonly string[], where: string): readonly Condition[] {
  if (tree === undefined) return [];
  const maps: readonly TreeMap[] = (tree.kind === 'list' ? tree.items : [tree]).map((item) =>
    asMap(item, `${where}: when`, 'when: { optimizer: adam }'),
  );
  return maps.flatMap((map) =>
    map.entries.map(({ key, value }) => ({
      name: key,
      values: (value.kind === 'list' ? value.items : [value]).map((item) => {
        if (item.kind === 'scalar') return item.value;
        throw fault(
          item,
          `${where} waits for ${key} = ${found(item)}; expected a value or a list of values.`,
          'Write when: { optimizer: [adam, sgd] }.',
        );
      }),
      path,
    })),
  );
}

/**
 * Parents before children, otherwise as written. Names in conditions are looked up in the own group first, then outwards.
 *
 * @throws `config-invalid` where parameters wait for each other
 */
function parentsFirst(declared: readonly Declared[]): readonly Declared[] {
  const resolved = declared.map((one): Declared => {
    const when = one.waits.map((condition) => ({ name: absolute(condition, declared), values: condition.values }));
    return { ...one, declaration: { ...one.declaration, when } };
  });
  const out: Declared[] = [];
  const state = new Map<Declared, 'open' | 'done'>();
  const visit = (one: Declared): void => {
    if (state.get(one) === 'done') return;
    const { name, when } = one.declaration;
    if (state.get(one) === 'open')
      throw fault(
        one,
        `Parameter "${name}" waits for itself, by way of its conditions.`,
        'Break the circle: one of them must be free.',
      );
    state.set(one, 'open');
    for (const condition of when) {
      const parents = resolved.filter((other) => other.declaration.name === condition.name);
      if (!parents.some((parent) => state.get(parent) === 'done')) parents.forEach(visit); // one that stands before is meant
    }
    state.set(one, 'done');
    out.push(one);
  };
  resolved.forEach(visit);
  return out;
}

function absolute({ name, path }: Condition, declared: readonly Declared[]): string {
  for (let depth = path.length; depth >= 0; depth--) {
    const full = [...path.slice(0, depth), name].join('.');
    if (declared.some(({ declaration }) => declaration.name === full)) return full;
  }
  return name;
}

/** The space, or the error with the line of the first declaration or constraint that brings it. */
function located(declared: readonly Declared[], constraints: readonly Tree[]): SearchSpace {
  const declarations = declared.map(({ declaration }) => declaration);
  const read: Constraint[] = constraints.map(readConstraint);
  try {
    return checkedSpace(declarations, read);
  } catch (error) {
    declared.forEach((at, i) =>
      locating(at, () => refuse(error, () => checkedSpace(declarations.slice(0, i + 1), []))),
    );
    constraints.forEach((at, i) =>
      locating(at, () => refuse(error, () => checkedSpace(declarations, read.slice(0, i + 1)))),
    );
    throw error;
  }
}

function checkedSpace(declarations: readonly Declaration[], constraints: readonly Constraint[]): SearchSpace {
  checkConditions(declarations);
  const space = spaceOf(declarations, constraints);
  checkPriors(space);
  checkFeasible(space);
  return space;
}

/** Throws the error of the whole where the part fails too: it knows all names. */
function refuse(whole: unknown, part: () => unknown): void {
  try {
    part();
  } catch {
    throw whole;
  }
}
