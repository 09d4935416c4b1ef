import type { Objective } from '../../history/record.ts';
import { describe, sameDistribution } from '../../space/distribution.ts';
import { isComposite, type ParamGroup, type SearchSpace } from '../../space/space.ts';
import type { Named, Setup } from './setup.ts';

/** What differs between two setups, a sentence each. Seeds, budgets and pruners may change freely: they take nothing back. */
export function setupDifferences(stored: Setup, given: Setup): readonly string[] {
  const differences: string[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) differences.push(`${what}: ${words(a)} → ${words(b)}`);
  };
  const { options } = stored.sampler; // null: of a sampler that has none, or has not told of them yet
  compare('sampler', stored.sampler, options === null ? { ...given.sampler, options } : given.sampler);
  compare('judged by', stored.judgeBy, given.judgeBy);
  compare('fidelity', stored.fidelity, given.fidelity);
  if (stored.program !== null && given.program !== null) compare('program', stored.program, given.program);
  return differences;
}

/** A sampler or a pruner as people read it: `median (startup 6, warmup 3)`. */
export function namedText({ name, options }: Named): string {
  return options === null || Object.keys(options).length === 0 ? name : `${name} (${words(options)})`;
}

/** Settings as people read them: `epoch, min 2, max 30`. */
function words(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value !== 'object' || Array.isArray(value))
    return typeof value === 'string' ? value : JSON.stringify(value);
  if ('options' in value && 'name' in value) return namedText(value as Named);
  return Object.entries(value)
    .map(([key, one]) => (key === 'name' || key === 'kind' ? words(one) : `${key} ${words(one)}`))
    .join(', ');
}

/** What differs between two lists of objectives, a sentence each. */
export function objectiveDifferences(stored: readonly Objective[], given: readonly Objective[]): readonly string[] {
  const text = (objectives: readonly Objective[]): string =>
    objectives.map(({ name, direction }) => `${direction} ${name}`).join(', ');
  return text(stored) === text(given) ? [] : [`objectives: ${text(stored)} → ${text(given)}`];
}

/** What differs between two spaces, a sentence a parameter. The order of parameters means nothing. */
export function spaceDifferences(stored: SearchSpace | null, given: SearchSpace | null): readonly string[] {
  if (stored === null || given === null)
    return stored === given ? [] : [stored === null ? 'a declared space is new' : 'the declared space is gone'];
  const differences: string[] = [];
  const before = new Map(stored.groups.map((group) => [keyOf(stored, group), group]));
  const after = new Map(given.groups.map((group) => [keyOf(given, group), group]));
  const moved = movedGroups(before, after);
  for (const [key, group] of before) {
    const other = after.get(key) ?? moved.get(group.name);
    if (moved.has(group.name) && other !== undefined)
      differences.push(`${group.name}: ${conditionalText(stored, group)} → ${conditionalText(given, other)}`);
    else if (other === undefined) differences.push(`${group.name} is gone (was ${parameterText(group)})`);
    else if (!sameGroup(group, other))
      differences.push(`${group.name}: ${parameterText(group)} → ${parameterText(other)}`);
    else if (JSON.stringify(priorOf(stored, group)) !== JSON.stringify(priorOf(given, other)))
      differences.push(`${group.name}: its prior changed`);
  }
  for (const [key, group] of after)
    if (!before.has(key) && !moved.has(group.name)) differences.push(`${group.name} is new (${parameterText(group)})`);
  differences.push(...constraintDifferences(stored, given));
  return differences;
}

/** Parameters that are there on both sides, once each, and under other conditions: by name, as they are now. */
function movedGroups(
  before: ReadonlyMap<string, ParamGroup>,
  after: ReadonlyMap<string, ParamGroup>,
): ReadonlyMap<string, ParamGroup> {
  const times = (groups: ReadonlyMap<string, ParamGroup>, name: string): number =>
    [...groups.values()].filter((group) => group.name === name).length;
  return new Map(
    [...after].flatMap(([key, group]) =>
      !before.has(key) && times(before, group.name) === 1 && times(after, group.name) === 1
        ? [[group.name, group] as const]
        : [],
    ),
  );
}

/** A parameter with what it depends on: `float(0, 1) where kind is "a"`. */
function conditionalText(space: SearchSpace, group: ParamGroup): string {
  const conditions = conditionsOf(space, group).map(
    ([name, choices]) => `${name} is ${choices.map((choice) => JSON.stringify(choice)).join(' or ')}`,
  );
  return `${parameterText(group)} ${conditions.length === 0 ? 'always' : `where ${conditions.join(' and ')}`}`;
}

/** Combinations that are forbidden are told one by one, all other constraints by their number. */
function constraintDifferences(stored: SearchSpace, given: SearchSpace): readonly string[] {
  const [before, after] = [stored, given].map(({ constraints }) =>
    constraints.map((one) => JSON.stringify(one)).sort(),
  );
  if (before!.join() === after!.join()) return [];
  const only = ({ constraints }: SearchSpace, others: readonly string[]): readonly string[] =>
    constraints.flatMap((one) =>
      one.kind === 'forbidden' && !others.includes(JSON.stringify(one)) ? [combinationText(one.all)] : [],
    );
  const told = [
    ...only(given, before!).map((text) => `${text} is tried no more`),
    ...only(stored, after!).map((text) => `${text} may be tried again`),
  ];
  const isAll = [...stored.constraints, ...given.constraints].every(({ kind }) => kind === 'forbidden');
  if (isAll && told.length > 0) return told;
  return [...told, `constraints: ${before!.length} before, ${after!.length} now, and not the same`];
}

const combinationText = (all: Readonly<Record<string, unknown>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(', ');

/** A name may stand under several branches: its condition belongs to the key. */
const keyOf = (space: SearchSpace, group: ParamGroup): string =>
  JSON.stringify([group.name, conditionsOf(space, group)]);

/** What a parameter depends on: names, and the choices or numbers that they must have. */
const conditionsOf = (space: SearchSpace, group: ParamGroup): readonly (readonly [string, readonly unknown[]])[] =>
  space.nodes[group.nodes[0]!]!.when.map(({ node, choices }) => {
    const { name, distribution } = space.nodes[node]!;
    return [
      name,
      distribution.kind === 'categorical' ? choices.map((choice) => distribution.choices[choice]) : choices,
    ];
  });

const priorOf = (space: SearchSpace, group: ParamGroup): unknown => space.nodes[group.nodes[0]!]!.prior;

function sameGroup(a: ParamGroup, b: ParamGroup): boolean {
  if (isComposite(a.parameter) || isComposite(b.parameter))
    return JSON.stringify(a.parameter) === JSON.stringify(b.parameter);
  return sameDistribution(a.parameter, b.parameter);
}

function parameterText({ parameter }: ParamGroup): string {
  return isComposite(parameter) ? `${parameter.kind}(${parameter.items.join(', ')})` : describe(parameter);
}
