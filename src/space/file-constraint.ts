import type { Constraint } from './constraint.ts';
import type { Choice } from './distribution.ts';
import {
  asList,
  asMap,
  asNumber,
  asText,
  asWhole,
  child,
  type Data,
  dataOf,
  entry,
  fault,
  onlyKeys,
  type Tree,
  type TreeMap,
} from './file-tree.ts';

const KEYS: Readonly<Record<Constraint['kind'], readonly string[]>> = {
  linear: ['linear', 'at_most', 'at_least'],
  forbidden: ['forbidden'],
  count: ['count', 'at_most', 'at_least'],
};

const EXAMPLE =
  '- { linear: { width: 1, depth: 64 }, at_most: 1024 } or - { forbidden: { optimizer: sgd, batch: 512 } }';

/** One constraint of a file: `linear`, `forbidden` or `count`. @throws `config-invalid` */
export function readConstraint(tree: Tree): Constraint {
  const map = asMap(tree, 'A constraint', EXAMPLE);
  const kind = (Object.keys(KEYS) as Constraint['kind'][]).find((word) => entry(map, word) !== undefined);
  if (kind === undefined) {
    onlyKeys(map, Object.values(KEYS).flat(), 'A constraint');
    throw fault(map, 'A constraint has none of the keys linear, forbidden, count.', `Write ${EXAMPLE}`);
  }
  onlyKeys(map, KEYS[kind], `A ${kind} constraint`);
  const said = child(map, kind)!;
  switch (kind) {
    case 'linear':
      return readLinear(map, said);
    case 'forbidden':
      return { kind, all: readForbidden(said) };
    case 'count': {
      const names = asList(said, 'count', '[a, b, c]').items.map((item) => asText(item, 'count: a name'));
      const [most, least] = [child(map, 'at_most'), child(map, 'at_least')];
      return {
        kind,
        names,
        atLeast: least === undefined ? 0 : asWhole(least, 'at_least', 0),
        atMost: most === undefined ? names.length : asWhole(most, 'at_most', 0),
      };
    }
  }
}

/** Σ weights · values ≥ b is kept as Σ −weights · values ≤ −b. */
function readLinear(map: TreeMap, said: Tree): Constraint {
  const [most, least] = [child(map, 'at_most'), child(map, 'at_least')];
  if ((most === undefined) === (least === undefined))
    throw fault(map, 'A linear constraint needs at_most or at_least, one of them.', `Write ${EXAMPLE}`);
  const sign = most === undefined ? -1 : 1;
  const weights = asMap(said, 'linear', '{ width: 1, depth: 64 }').entries.map(
    ({ key, value }) => [key, sign * asNumber(value, `linear: ${key}`)] as const,
  );
  return {
    kind: 'linear',
    weights: Object.fromEntries(weights),
    atMost: sign * asNumber((most ?? least)!, most === undefined ? 'at_least' : 'at_most'),
  };
}

function readForbidden(said: Tree): Readonly<Record<string, Choice>> {
  const { entries } = asMap(said, 'forbidden', '{ optimizer: sgd, batch: 512 }');
  return Object.fromEntries(
    entries.map(({ key, value }) => [key, value.kind === 'scalar' ? value.value : JSON.stringify(dataOf(value))]),
  );
}

/** A constraint as a file says it. */
export function writeConstraint(constraint: Constraint): Data {
  switch (constraint.kind) {
    case 'linear':
      return { linear: constraint.weights, at_most: constraint.atMost };
    case 'forbidden':
      return { forbidden: constraint.all };
    case 'count':
      return { count: constraint.names, at_most: constraint.atMost, at_least: constraint.atLeast };
  }
}
