import { VernierError } from '../errors.ts';
import { nearest } from './names.ts';
import { internalsOf, nodeValues, type ParamsOf, paramsOf, type SearchSpace } from './space.ts';
import type { Shape } from './shape.ts';

/**
 * Something that can be chosen by name: what a command line, a config file and a form need to offer it.
 * Options are a search space, so one schema validates, documents and tunes them.
 */
// biome-ignore lint/suspicious/noExplicitAny: a list of entries holds entries of any options
export interface CatalogEntry<T, S extends Shape = any> {
  /** The name of the exported function. */
  readonly name: string;
  /** What it does, in one sentence. */
  readonly says: string;
  /** Where it was published; null = common knowledge. */
  readonly source: string | null;
  readonly options: SearchSpace<S>;
  readonly defaults: ParamsOf<SearchSpace<S>>;
  /** What each option means. */
  readonly describes: { readonly [name in keyof S]: string };
  create(options: ParamsOf<SearchSpace<S>>): T;
}

/**
 * Makes what a name stands for, with these options and the defaults of all others; null stands for the default.
 *
 * @param kind what the catalog lists, for the error: `sampler`
 * @throws `config-invalid` for a name that is not listed, `parameter-invalid` for an option that does not exist or a value
 * outside it; both name the nearest right word.
 */
export function byName<T>(
  catalog: readonly CatalogEntry<T>[],
  kind: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
): T {
  const entry = catalog.find((other) => other.name === name);
  if (entry !== undefined) return created(entry, kind, options);
  const names = catalog.map((other) => other.name);
  const isName = typeof name === 'string';
  const near = isName ? nearest(name, names) : null;
  const fault = isName ? `There is no ${kind} "${name}".` : `The name of a ${kind} is ${String(name)}; expected text.`;
  throw new VernierError('config-invalid', fault, {
    details: { name },
    hint: `${near === null ? '' : `Did you mean "${near}"? `}Known: ${names.join(', ')}.`,
  });
}

function created<T>(entry: CatalogEntry<T>, kind: string, options: Readonly<Record<string, unknown>>): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new VernierError(
      'parameter-invalid',
      `The options of the ${kind} ${entry.name} are ${Array.isArray(options) ? 'a list' : String(options)}; expected an object.`,
      { hint: 'Leave them out for the defaults.' },
    );
  const given = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
  const defaults = entry.defaults as Readonly<Record<string, unknown>>;
  const internals = internalsOf(entry.options, { ...defaults, ...Object.fromEntries(given) });
  const values = nodeValues(entry.options, (name) => internals.get(name));
  const made = paramsOf(entry.options, values) as Readonly<Record<string, unknown>>;
  const idle = given.find(([name]) => !Object.hasOwn(made, name));
  if (idle !== undefined) throw idleOption(entry, kind, idle[0], made);
  return entry.create(made as never);
}

/** Why an option that another one's value leaves without effect is refused. */
function idleOption<T>(
  { name, options }: CatalogEntry<T>,
  kind: string,
  option: string,
  made: Readonly<Record<string, unknown>>,
): VernierError {
  const { node } = options.nodes.find((other) => other.name === option)!.when[0]!;
  const parent = options.nodes[node]!.name;
  return new VernierError(
    'parameter-invalid',
    `The ${kind} ${name}: ${option} has no effect where ${parent} is ${JSON.stringify(made[parent])}.`,
    { details: { option }, hint: `Leave it out, or choose another ${parent}.` },
  );
}
