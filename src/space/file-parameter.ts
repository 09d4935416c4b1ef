import type { Choice } from './distribution.ts';
import { FORMS, type ReadParameter, REFUSED, searched } from './file-forms.ts';
import {
  asList,
  asMap,
  asNumber,
  asWhole,
  asWord,
  child,
  entry,
  fault,
  found,
  isWritten,
  locating,
  onlyKeys,
  type Tree,
  type TreeMap,
  type Warning,
} from './file-tree.ts';
import { permutation, simplex, subset } from './shape.ts';

const OURS = ['when', 'prior'];

/** Kinds that W&B has no word for. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  permutation: ['items'],
  subset: ['items', 'min', 'max'],
  simplex: ['items'],
};

const KEYS = [
  'value',
  'values',
  'probabilities',
  'min',
  'max',
  'q',
  'mu',
  'sigma',
  'a',
  'b',
  'distribution',
  'parameters',
  'type',
  'items',
  'step',
  'log',
  'ordered',
  'prior',
  'when',
];

/**
 * One parameter of a file.
 *
 * @param where  its name in errors: `Parameter "lr"`
 * @throws `config-invalid` with the line, what was found and what was expected
 */
export function readParameter(tree: Tree, where: string, warnings: Warning[]): ReadParameter {
  if (tree.kind === 'scalar')
    throw fault(
      tree,
      `${where} is ${found(tree)}; expected a map.`,
      `For a fixed value write { value: ${tree.source ?? tree.value} }, for a range { min: …, max: … }.`,
    );
  if (tree.kind === 'list')
    throw fault(tree, `${where} is ${found(tree)}; expected a map.`, 'For choices write { values: […] }.');
  onlyKeys(tree, KEYS, where);
  if (entry(tree, 'type') !== undefined) return composite(tree, where);
  const form = formOf(tree, where);
  if (form === 'parameters') {
    fitting(tree, ['parameters', 'when'], 'a nested group', where);
    return {
      kind: 'group',
      parameters: asMap(child(tree, 'parameters')!, `${where}.parameters`, '{ lr: { min: 0.1, max: 1.0 } }'),
    };
  }
  const { keys, lower } = FORMS[form]!;
  fitting(tree, [...keys, 'distribution', ...OURS], form, where);
  if (form === 'constant' && entry(tree, 'value') === undefined)
    throw fault(tree, `${where} is constant and has no value.`, 'Write value: …');
  return lower(tree, where, (line, message) => warnings.push({ line, message }));
}

/** The name of the form: what `distribution` says, or what the keys imply. */
function formOf(map: TreeMap, where: string): string {
  const named = child(map, 'distribution');
  const has = (key: string): boolean => entry(map, key) !== undefined;
  if (named !== undefined) {
    const word = named.kind === 'scalar' && typeof named.value === 'string' ? named.value : '';
    if (Object.hasOwn(REFUSED, word))
      throw fault(named, `${where} has distribution: ${word}, which is not supported yet.`, REFUSED[word]!);
    return asWord(named, Object.keys(FORMS), `${where}: distribution`);
  }
  if (has('parameters')) return 'parameters';
  if (has('values')) return has('probabilities') ? 'categorical_w_probabilities' : 'categorical';
  if (has('value')) return 'constant';
  if (has('min') && has('max')) {
    asNumber(child(map, 'min')!, `${where}: min`);
    asNumber(child(map, 'max')!, `${where}: max`);
    return isWritten(child(map, 'min')!, 'whole') && isWritten(child(map, 'max')!, 'whole') ? 'int_uniform' : 'uniform';
  }
  if (has('min') || has('max'))
    throw fault(map, `${where} has ${has('min') ? 'min but no max' : 'max but no min'}.`, 'Give both.');
  if (has('items'))
    throw fault(map, `${where} has items but no type.`, `Add type: ${Object.keys(KINDS).join(', type: ')}.`);
  if (has('mu') || has('sigma'))
    throw fault(
      map,
      `${where} has mu or sigma but no distribution.`,
      'Add distribution: normal or distribution: log_normal.',
    );
  throw fault(map, `${where} says nothing of its values.`, 'Give min and max, values, or value.');
}

/** @throws `config-invalid` for a key that is known but means nothing in this form. */
function fitting(map: TreeMap, keys: readonly string[], form: string, where: string): void {
  for (const { key, line } of map.entries)
    if (!keys.includes(key))
      throw fault(
        { line },
        `${where}: "${key}" has no meaning for ${form}.`,
        `Keys of ${form}: ${keys.filter((other) => other !== 'distribution').join(', ')}.`,
      );
}

function composite(map: TreeMap, where: string): ReadParameter {
  const type = child(map, 'type')!;
  if (type.kind === 'scalar' && ['float', 'int', 'categorical', 'ordinal', 'branch'].includes(String(type.value)))
    throw fault(
      type,
      `${where} has type: ${type.value}; such parameters need no type.`,
      'Leave type out: min and max (1.0 for real numbers, 1 for whole ones), or values (with ordered: true for ordinals).',
    );
  const kind = asWord(type, Object.keys(KINDS), `${where}: type`);
  fitting(map, ['type', 'when', ...KINDS[kind]!], kind, where);
  const items = child(map, 'items');
  if (items === undefined) throw fault(map, `${where} is a ${kind} without items.`, 'Add items: [a, b, c].');
  const listed = asList(items, `${where}: items`, 'items: [a, b, c]').items.map((item) =>
    scalar(item, `${where}: an item`),
  );
  return locating(items, () => {
    if (kind === 'permutation') return searched(permutation(listed), null);
    if (kind === 'simplex') return searched(simplex(listed.map(String)), null);
    const limit = (key: string): number | undefined =>
      entry(map, key) === undefined ? undefined : asWhole(child(map, key)!, `${where}: ${key}`, 0);
    const min = limit('min');
    const max = limit('max');
    return searched(
      subset(listed, { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }),
      null,
    );
  });
}

function scalar(tree: Tree, where: string): Choice {
  if (tree.kind === 'scalar') return tree.value;
  throw fault(tree, `${where} is ${found(tree)}; expected a text or a number.`, 'Give it a name instead.');
}
