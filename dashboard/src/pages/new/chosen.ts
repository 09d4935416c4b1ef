import type { Pruner } from 'vernier';
import type { CatalogEntry, Sampler } from 'vernier/samplers';
import { isMap, type Node } from 'yaml';
import { choiceText } from '../trial/typed-value.ts';
import { flowMap, keyOf, nodeAt, put, shown, textOf, typed, words, type Yaml } from './document.ts';

/** A list of samplers, or of pruners. */
export type Catalog = readonly CatalogEntry<Sampler | Pruner>[];

/** What a config chooses of a catalog. */
export interface Chosen {
  /** Empty = nothing is said; `none` = none is wanted. */
  readonly name: string;
  /** What is written of its options, by name. */
  readonly options: Readonly<Record<string, string>>;
}

/** The keys by which W&B says the same. */
const ALSO = { sampler: 'method', pruner: 'early_terminate' } as const;
/** What W&B's words mean. */
const MEANS: Readonly<Record<string, string>> = { bayes: 'auto' };

/** What is chosen. */
export function chosenOf(yaml: Yaml, what: 'sampler' | 'pruner'): Chosen {
  const node = nodeAt(yaml, [what]);
  const method = what === 'sampler' ? textOf(nodeAt(yaml, ['method'])) : undefined;
  const byMethod = method === undefined ? '' : (MEANS[method] ?? method);
  if (!isMap(node)) return { name: wordOf(node) || byMethod, options: {} };
  const options = node.items.filter((pair) => keyOf(pair) !== 'name').map((pair) => [keyOf(pair), shown(pair.value)]);
  return { name: textOf(node.get('name', true)) ?? byMethod, options: Object.fromEntries(options) };
}

const wordOf = (node: unknown): string => {
  const word = textOf(node) ?? '';
  return word === 'null' || word === 'false' || word === '~' ? 'none' : word;
};

/** Chooses, with options; those without a text have their defaults. An empty name says nothing. */
export function putChosen(yaml: Yaml, what: 'sampler' | 'pruner', { name, options }: Chosen): void {
  put(yaml, [ALSO[what]], undefined);
  const written = Object.entries(options)
    .map(([key, text]): readonly [string, Node | undefined] => [key, typed(text)])
    .filter(([, node]) => node !== undefined);
  if (written.length === 0) put(yaml, [what], words(name));
  else put(yaml, [what], flowMap([['name', words(name)], ...written]));
}

/** The options of an entry that count, where some have no effect beside others. */
export function activeOptions({ options, defaults }: Catalog[number], written: Chosen['options']) {
  const given = defaults as Readonly<Record<string, unknown>>;
  const valueOf = (name: string): string => written[name] || choiceText(given[name]);
  return options.groups.filter(({ nodes }) =>
    options.nodes[nodes[0]!]!.when.every(({ node, choices }) => {
      const parent = options.nodes[node]!;
      const { distribution } = parent;
      return (
        distribution.kind !== 'categorical' ||
        choices.some((choice) => choiceText(distribution.choices[choice]) === valueOf(parent.name))
      );
    }),
  );
}
