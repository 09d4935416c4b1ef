import type { Pruner } from '../pruners/pruner.ts';
import type { Sampler } from '../samplers/sampler.ts';
import {
  asBoolean,
  asMap,
  asNumber,
  asText,
  asWhole,
  asWord,
  child,
  dataOf,
  entry,
  fault,
  found,
  locating,
  onlyKeys,
  type Tree,
  type TreeMap,
  type Warning,
} from '../space/file-tree.ts';
import { byName, type CatalogEntry } from '../space/catalog-entry.ts';
import { describe } from '../space/distribution.ts';
import { nearest } from '../space/names.ts';
import { internalsOf, isComposite, type ParamGroup } from '../space/space.ts';

/** A sampler or pruner that a file chose, and in which words. */
export interface Chosen<T> {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly value: T;
}

/** What `method: bayes` means. */
export const DEFAULT_SAMPLER = 'auto';

/** The sampler that `method` and `sampler` name; null = the default. @throws `config-invalid` */
export function readSampler(map: TreeMap, samplers: readonly CatalogEntry<Sampler>[]): Chosen<Sampler> | null {
  const method = entry(map, 'method');
  const sampler = child(map, 'sampler');
  const names = samplers.map(({ name }) => name);
  const byMethod = method === undefined ? null : methodName(method.value, names);
  if (sampler === undefined) return byMethod === null ? null : chosen(byMethod, null, samplers, 'sampler');
  const { name, options } = named(sampler, 'sampler', byMethod ?? DEFAULT_SAMPLER, names);
  if (byMethod !== null && name !== byMethod && asText(method!.value, 'method') !== 'bayes')
    throw fault(
      sampler,
      `The file says method: ${asText(method!.value, 'method')} and sampler: ${name}.`,
      'Keep one of them.',
    );
  return chosen(name, options, samplers, 'sampler');
}

function methodName(tree: Tree, names: readonly string[]): string {
  const word = asText(tree, 'method');
  if (word === 'bayes') return DEFAULT_SAMPLER;
  if (word === 'custom')
    throw fault(
      tree,
      'method: custom of W&B hands the search to another program, which is not supported.',
      'Use bayes, random or grid.',
    );
  return asWord(tree, ['bayes', ...names], 'method');
}

/** The pruner that `pruner` or W&B's `early_terminate` names; null = none is wanted, undefined = nothing is said. @throws `config-invalid` */
export function readPruner(
  map: TreeMap,
  pruners: readonly CatalogEntry<Pruner>[],
  warnings: Warning[],
): Chosen<Pruner> | null | undefined {
  const pruner = child(map, 'pruner');
  const early = entry(map, 'early_terminate');
  if (early !== undefined) {
    if (pruner !== undefined)
      throw fault(early, 'The file has both "pruner" and "early_terminate".', 'Keep one of them.');
    return hyperband(asMap(early.value, 'early_terminate', '{ type: hyperband, min_iter: 3 }'), pruners, warnings);
  }
  if (pruner === undefined) return undefined;
  if (pruner.kind === 'scalar' && (pruner.value === null || pruner.value === false || pruner.value === 'none'))
    return null;
  const { name, options } = named(
    pruner,
    'pruner',
    null,
    pruners.map((one) => one.name),
  );
  return chosen(name, options, pruners, 'pruner');
}

/** W&B's hyperband is a rule of its own, which stops trials and promotes none. */
function hyperband(map: TreeMap, pruners: readonly CatalogEntry<Pruner>[], warnings: Warning[]): Chosen<Pruner> {
  onlyKeys(map, ['type', 'min_iter', 'max_iter', 's', 'eta', 'strict'], 'early_terminate');
  const type = child(map, 'type');
  const kind = type === undefined ? 'nothing' : type.kind === 'scalar' ? String(type.value) : found(type);
  if (kind !== 'hyperband')
    throw fault(
      type ?? map,
      `early_terminate has type ${kind}; W&B knows hyperband, and so do we.`,
      'Write type: hyperband, or pruner: median.',
    );
  const whole = (key: string): number | null =>
    entry(map, key) === undefined ? null : asWhole(child(map, key)!, `early_terminate: ${key}`, 1);
  const eta = entry(map, 'eta') === undefined ? 3 : asNumber(child(map, 'eta')!, 'early_terminate: eta');
  if (!(eta > 1))
    throw fault(entry(map, 'eta')!, `early_terminate: eta is ${eta}; it must be above 1.`, 'Leave it out for 3.');
  const [minIter, maxIter, s] = [whole('min_iter'), whole('max_iter'), whole('s')];
  if (minIter === null && maxIter === null)
    throw fault(
      map,
      'early_terminate has neither min_iter nor max_iter.',
      'Add min_iter: 3, the number of values at the first judgement.',
    );
  if (maxIter !== null && maxIter < eta)
    throw fault(
      entry(map, 'max_iter')!,
      `early_terminate: max_iter is ${maxIter}; divided by eta ${eta} it is below 1, so no trial would be judged.`,
      'Give the number of values that a whole trial logs.',
    );
  const unused = (key: string, why: string): void => {
    const at = entry(map, key);
    if (at !== undefined) warnings.push({ line: at.line, message: `early_terminate: ${key} is left aside: ${why}` });
  };
  if (maxIter === null) unused('s', 'it goes with max_iter');
  else unused('min_iter', 'max_iter has precedence');
  const strict =
    child(map, 'strict') === undefined ? false : asBoolean(child(map, 'strict')!, 'early_terminate: strict');
  const bands = maxIter === null ? { minIter } : { maxIter, ...(s === null ? {} : { s }) };
  return chosen('wandbHyperband', { map, data: { ...bands, eta, strict } }, pruners, 'pruner');
}

/** Options, and the map that errors point to. */
interface Options {
  readonly map: TreeMap;
  readonly data: Readonly<Record<string, unknown>>;
}

function named(
  tree: Tree,
  what: string,
  fallback: string | null,
  names: readonly string[],
): { readonly name: string; readonly options: Options | null } {
  if (tree.kind !== 'map') return { name: asWord(tree, names, what), options: null };
  const name = child(tree, 'name');
  if (name === undefined && fallback === null)
    throw fault(tree, `${what} has no name.`, `Add name: ${names.join(' or name: ')}.`);
  const rest: TreeMap = { ...tree, entries: tree.entries.filter(({ key }) => key !== 'name') };
  return {
    name: name === undefined ? fallback! : asWord(name, names, `${what}: name`),
    options: { map: rest, data: Object.fromEntries(rest.entries.map(({ key, value }) => [key, dataOf(value)])) },
  };
}

function chosen<T>(name: string, options: Options | null, known: readonly CatalogEntry<T>[], what: string): Chosen<T> {
  const one = known.find((other) => other.name === name)!;
  const given = options === null ? {} : checked(one, options, what);
  const make = (): T => byName(known, what, name, given);
  return { name, options: given, value: options === null ? make() : locating(lineOf(options, make), make) };
}

/** The option that a maker refuses, where it says its name: not all that a space of options allows may be. */
function lineOf({ map, data }: Options, make: () => unknown): { readonly line: number } {
  try {
    make();
  } catch (error) {
    const refused = Object.keys(data).find((key) => error instanceof Error && error.message.includes(` ${key} is `));
    return (refused === undefined ? undefined : entry(map, refused)) ?? map;
  }
  return map;
}

/** Options are a search space, so what may stand there is known to the last bound. */
function checked<T>(one: CatalogEntry<T>, { map, data }: Options, what: string): Readonly<Record<string, unknown>> {
  const { groups } = one.options;
  for (const key of Object.keys(data))
    if (!groups.some((group) => group.name === key))
      throw fault(entry(map, key) ?? map, `The ${what} ${one.name} has no option "${key}".`, optionsHint(key, groups));
  const good: Record<string, unknown> = {}; // parents come first, so options of a case are held against that case
  for (const group of groups) {
    if (!Object.hasOwn(data, group.name)) continue;
    good[group.name] = data[group.name];
    try {
      internalsOf(one.options, good);
    } catch {
      throw fault(
        entry(map, group.name) ?? map,
        `The ${what} ${one.name}: ${group.name} is ${JSON.stringify(data[group.name])}; expected ${optionWords(group)}.`,
        'Correct it, or leave it out.',
      );
    }
  }
  return data;
}

function optionsHint(key: string, groups: readonly ParamGroup[]): string {
  const names = groups.map(({ name }) => name);
  const near = nearest(key, names);
  if (near !== null) return `Did you mean "${near}"?`;
  return names.length === 0 ? 'It has no options.' : `Options: ${names.join(', ')}.`;
}

function optionWords({ parameter }: ParamGroup): string {
  if (isComposite(parameter)) return `a ${parameter.kind} of ${parameter.items.join(', ')}`;
  if (parameter.kind === 'categorical') return parameter.choices.map((choice) => JSON.stringify(choice)).join(' or ');
  return parameter.kind === 'int'
    ? `a whole number from ${parameter.low} to ${parameter.high}`
    : `a number from ${parameter.low} to ${parameter.high} (${describe(parameter)})`;
}
