import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import {
  flowMap,
  keyOf,
  nodeAt,
  type Path,
  put,
  shown,
  shownList,
  textOf,
  typed,
  typedList,
  words,
  type Yaml,
} from './document.ts';

/** Kinds of parameters that the form has fields for; `other` is written in YAML. */
export const KINDS = [
  'float',
  'int',
  'categorical',
  'ordinal',
  'permutation',
  'subset',
  'simplex',
  'constant',
  'other',
] as const;

/** One of `KINDS`. */
export type Kind = (typeof KINDS)[number];

/** Keys that a kind has fields for, in their order. */
export const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  float: ['min', 'max', 'step'],
  int: ['min', 'max', 'step'],
  categorical: ['values'],
  ordinal: ['values'],
  permutation: ['items'],
  subset: ['items', 'min', 'max'],
  simplex: ['items'],
  constant: ['value'],
  other: [],
};

/** A condition: the parameter exists only where another one has one of these values. */
export interface When {
  readonly parent: string;
  /** Between commas. */
  readonly values: string;
}

/** A parameter as the form shows it. */
export interface ParameterRow {
  readonly path: Path;
  readonly name: string;
  readonly kind: Kind;
  /** What stands in each field, by key; lists between commas. */
  readonly fields: Readonly<Record<string, string>>;
  readonly isLog: boolean;
  readonly when: readonly When[];
  /** Keys that only the YAML shows. */
  readonly also: readonly string[];
  /** Of kind `other`: the whole, in one line. */
  readonly source: string;
}

const LISTS = ['values', 'items'];

/** The parameters of a config, as rows; null = they are neither a map nor a list. */
export function parameterRows(yaml: Yaml): readonly ParameterRow[] | null {
  const all = nodeAt(yaml, ['parameters']);
  if (all === undefined || textOf(all) === '') return [];
  if (isMap(all)) return all.items.map((pair) => rowOf(['parameters', keyOf(pair)], keyOf(pair), pair.value));
  if (!isSeq(all)) return null;
  return all.items.map((item, i) => {
    const name = isMap(item) ? (textOf(item.get('name', true)) ?? '') : '';
    return rowOf(['parameters', i], name, item);
  });
}

function rowOf(path: Path, name: string, node: unknown): ParameterRow {
  const kind = kindOf(node);
  const map = isMap(node) ? node : null;
  const keys = map?.items.map(keyOf) ?? [];
  const text = (key: string): string =>
    LISTS.includes(key) ? shownList(map?.get(key, true)) : shown(map?.get(key, true));
  const when = whenOf(map?.get('when', true));
  const known = [...FIELDS[kind], 'name', 'distribution', 'type', 'log', 'ordered', ...(when === null ? [] : ['when'])];
  return {
    path,
    name,
    kind,
    fields: Object.fromEntries(FIELDS[kind].map((key) => [key, text(key)])),
    isLog: isLog(map),
    when: when ?? [],
    also: kind === 'other' ? [] : keys.filter((key) => !known.includes(key)),
    source: kind === 'other' ? shown(node) : '',
  };
}

const isLog = (map: YAMLMap | null): boolean =>
  textOf(map?.get('log', true)) === 'true' || textOf(map?.get('distribution', true)) === 'log_uniform_values';

const BY_DISTRIBUTION: Readonly<Record<string, Kind>> = {
  uniform: 'float',
  log_uniform_values: 'float',
  int_uniform: 'int',
  categorical: 'categorical',
  constant: 'constant',
};

/** What a parameter is, by its keys, as config files are read. */
export function kindOf(node: unknown): Kind {
  if (!isMap(node)) return 'other';
  const type = textOf(node.get('type', true));
  if (type !== undefined) return type === 'permutation' || type === 'subset' || type === 'simplex' ? type : 'other';
  const distribution = textOf(node.get('distribution', true));
  if (distribution !== undefined && !Object.hasOwn(BY_DISTRIBUTION, distribution)) return 'other';
  const kind = distribution === undefined ? impliedKind(node) : BY_DISTRIBUTION[distribution]!;
  return kind === 'categorical' && textOf(node.get('ordered', true)) === 'true' ? 'ordinal' : kind;
}

function impliedKind(map: YAMLMap): Kind {
  if (map.has('parameters') || map.has('probabilities')) return 'other';
  if (map.has('values')) return 'categorical';
  if (map.has('value')) return 'constant';
  if (!map.has('min') && !map.has('max')) return 'other';
  const isWhole = ['min', 'max'].every((key) => /^[-+]?\d[\d_]*$/.test(textOf(map.get(key, true)) ?? ''));
  return isWhole ? 'int' : 'float';
}

/** `when: { optimizer: [adam, sgd] }`; null = it is written as the form does not show it. */
function whenOf(node: unknown): readonly When[] | null {
  if (node === undefined) return [];
  if (!isMap(node)) return null;
  return node.items.map((pair) => ({ parent: keyOf(pair), values: shownList(pair.value) }));
}

/** Writes what was typed into a field of a row. */
export function putField(yaml: Yaml, { path, kind }: ParameterRow, key: string, text: string): void {
  put(yaml, [...path, key], LISTS.includes(key) ? typedList(text) : typed(text));
  const map = nodeAt(yaml, path);
  if (map === undefined) put(yaml, path, flowMap(blank(kind)));
  else if (kindOf(map) !== kind) keepKind(yaml, path, kind);
}

/** `min: 1, max: 2` are whole numbers by themselves: where real ones are meant, it must be said. */
function keepKind(yaml: Yaml, path: Path, kind: Kind): void {
  for (const [key, node] of blank(kind)) if (key === 'distribution' || key === 'type') put(yaml, [...path, key], node);
}

/** Switches the logarithmic scale of a range. */
export function putLog(yaml: Yaml, { path, kind }: ParameterRow, log: boolean): void {
  if (textOf(nodeAt(yaml, [...path, 'distribution'])) === 'log_uniform_values')
    put(yaml, [...path, 'distribution'], words('uniform'));
  put(yaml, [...path, 'log'], log ? typed('true') : undefined);
  if (log) put(yaml, [...path, 'step'], undefined);
  if (kindOf(nodeAt(yaml, path)) !== kind) keepKind(yaml, path, kind);
}

/** Gives a row another name; what waits for it goes on doing so. */
export function rename(yaml: Yaml, { path, name }: ParameterRow, to: string): void {
  const all = nodeAt(yaml, ['parameters']);
  if (isMap(all)) {
    const pair = all.items.find((one) => keyOf(one) === name);
    if (pair === undefined || all.has(to)) return; // two of one name would be one
    pair.key = words(to) ?? typed('""')!;
  } else put(yaml, [...path, 'name'], words(to));
  for (const row of parameterRows(yaml) ?? [])
    if (row.when.some(({ parent }) => parent === name))
      putWhen(
        yaml,
        row,
        row.when.map((one) => (one.parent === name ? { ...one, parent: to } : one)),
      );
}

/** Makes a row of another kind; ranges and lists are taken along where both have them. */
export function putKind(yaml: Yaml, row: ParameterRow, kind: Kind): void {
  const list = row.fields['values'] || row.fields['items'];
  const isNumeric = (one: Kind): boolean => one === 'float' || one === 'int';
  const range = isNumeric(row.kind) && isNumeric(kind) ? row.fields : {};
  const entries = blank(kind).map(([key, node]): readonly [string, Node | undefined] => {
    if (LISTS.includes(key) && list) return [key, typedList(list)];
    return [key, range[key] ? typed(range[key]) : node];
  });
  const name = isSeq(nodeAt(yaml, ['parameters'])) ? [['name', words(row.name)] as const] : [];
  const isLogKept = row.isLog && isNumeric(kind) ? [['log', typed('true')] as const] : [];
  const when = nodeAt(yaml, [...row.path, 'when']);
  put(yaml, row.path, flowMap([...name, ...entries, ...isLogKept, ['when', when]]));
}

/** Writes the conditions of a row. Those without a parent are left out. */
export function putWhen(yaml: Yaml, { path }: ParameterRow, when: readonly When[]): void {
  const entries = when.map(({ parent, values }): readonly [string, Node | undefined] => {
    const list = typedList(values);
    return [parent, isSeq(list) && list.items.length === 1 ? (list.items[0] as Node) : (list ?? typed('""'))];
  });
  put(yaml, [...path, 'when'], entries.length === 0 ? undefined : flowMap(entries));
}

/** Adds a parameter with a name that is not taken. */
export function addParameter(yaml: Yaml, kind: Kind): void {
  const all = nodeAt(yaml, ['parameters']);
  const taken = new Set((parameterRows(yaml) ?? []).map(({ name }) => name));
  let n = taken.size + 1;
  while (taken.has(`p${n}`)) n++;
  if (isSeq(all)) {
    put(yaml, ['parameters', all.items.length], flowMap([['name', words(`p${n}`)], ...blank(kind)]));
    return;
  }
  if (isMap(all) && all.items.length === 0) all.flow = false;
  if (!isMap(all)) put(yaml, ['parameters'], undefined);
  put(yaml, ['parameters', `p${n}`], flowMap(blank(kind)));
}

/** Takes a parameter away. */
export function removeParameter(yaml: Yaml, { path }: ParameterRow): void {
  put(yaml, path, undefined);
  if (!yaml.has('parameters')) put(yaml, ['parameters'], flowMap([]));
}

/** What a new parameter of a kind begins with. */
function blank(kind: Kind): readonly (readonly [string, Node | undefined])[] {
  const plain = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([key, text]) => [key, typed(text)] as const);
  switch (kind) {
    case 'float':
      return plain({ distribution: 'uniform', min: '0.0', max: '1.0' });
    case 'int':
      return plain({ distribution: 'int_uniform', min: '1', max: '10' });
    case 'categorical':
      return plain({ values: '[a, b]' });
    case 'ordinal':
      return plain({ values: '[1, 2, 4]', ordered: 'true' });
    case 'permutation':
    case 'simplex':
      return plain({ type: kind, items: '[a, b, c]' });
    case 'subset':
      return plain({ type: kind, items: '[a, b, c]', min: '1', max: '2' });
    case 'constant':
    case 'other':
      return plain({ value: '1' });
  }
}
