import type { Composite } from './composite.ts';
import { categorical, type Choice, type Distribution, float, int, ordinal } from './distribution.ts';
import {
  asBoolean,
  asList,
  asMap,
  asNumber,
  child,
  type Data,
  dataOf,
  entry,
  fault,
  found,
  isWritten,
  locating,
  onlyKeys,
  type TreeMap,
} from './file-tree.ts';
import type { Prior } from './space.ts';

/** One parameter of a file, read: searched, fixed, or a group of parameters. */
export type ReadParameter =
  | {
      readonly kind: 'searched';
      readonly parameter: Distribution | Composite;
      readonly prior: Prior | null;
      /** Choices that are JSON text of a list or a map, which the program gets back as such. */
      readonly json: readonly string[];
    }
  | { readonly kind: 'fixed'; readonly value: Data }
  | { readonly kind: 'group'; readonly parameters: TreeMap };

/** A searched one. */
export type Searched = Extract<ReadParameter, { kind: 'searched' }>;

/** What `min` and `max`, `mu` and `sigma` … become. */
type Lower = (map: TreeMap, where: string, warn: (line: number, message: string) => void) => ReadParameter;

/** What a range that is known in numbers becomes. */
type Range = (map: TreeMap, where: string, low: number, high: number, prior: Prior | null) => ReadParameter;

/** W&B's parameter forms by the name of their `distribution`: the keys of each, and what it lowers to. */
export const FORMS: Readonly<Record<string, { readonly keys: readonly string[]; readonly lower: Lower }>> = {
  constant: { keys: ['value'], lower: (map) => ({ kind: 'fixed', value: dataOf(child(map, 'value')!) }) },
  categorical: { keys: ['values', 'ordered'], lower: (map, where) => choices(map, where, priorOf(map, where)) },
  categorical_w_probabilities: { keys: ['values', 'probabilities', 'ordered'], lower: weighted },
  int_uniform: { keys: ['min', 'max', 'step', 'log'], lower: wholeRange },
  uniform: { keys: ['min', 'max', 'step', 'log'], lower: realRange },
  q_uniform: {
    keys: ['min', 'max', 'q'],
    lower: (map, where) => rounded(map, where, bound(map, 'min', where), bound(map, 'max', where), priorOf(map, where)),
  },
  log_uniform_values: {
    keys: ['min', 'max'],
    lower: (map, where) =>
      logRange(map, where, bound(map, 'min', where), bound(map, 'max', where), priorOf(map, where)),
  },
  q_log_uniform_values: {
    keys: ['min', 'max', 'q'],
    lower: (map, where) =>
      wholeLogRange(map, where, bound(map, 'min', where), bound(map, 'max', where), priorOf(map, where)),
  },
  log_uniform: { keys: ['min', 'max'], lower: exponents(logRange) },
  q_log_uniform: { keys: ['min', 'max', 'q'], lower: exponents(wholeLogRange) },
  normal: {
    keys: ['mu', 'sigma'],
    lower: bell('plain', (map, _where, low, high, prior) =>
      searched(
        locating(map, () => float(low, high)),
        prior,
      ),
    ),
  },
  q_normal: { keys: ['mu', 'sigma', 'q'], lower: bell('plain', rounded) },
  log_normal: { keys: ['mu', 'sigma'], lower: bell('log', logRange) },
  q_log_normal: {
    keys: ['mu', 'sigma', 'q'],
    lower: bell('log', (map, where, low, high, prior) => wholeLogRange(map, where, Math.max(1, low), high, prior)),
  },
};

/** Forms of W&B that are known and not yet searched here, and what to write instead. */
export const REFUSED: Readonly<Record<string, string>> = {
  beta: 'Write distribution: uniform with min: 0, max: 1 and a prior { best, spread }.',
  q_beta: 'Write distribution: q_uniform with min: 0, max: 1, q and a prior { best, spread }.',
  inv_log_uniform: 'Search 1 − x or 1 / x by distribution: log_uniform_values.',
  inv_log_uniform_values: 'Search 1 − x or 1 / x by distribution: log_uniform_values.',
};

/** A searched parameter. */
export const searched = (
  parameter: Distribution | Composite,
  prior: Prior | null,
  json: readonly string[] = [],
): Searched => ({ kind: 'searched', parameter, prior, json });

function choices(map: TreeMap, where: string, prior: Prior | null): Searched {
  const values = child(map, 'values');
  if (values === undefined) throw fault(map, `${where} has no values.`, 'Add values: [a, b].');
  const { items } = asList(values, `${where}: values`, 'values: [a, b]');
  const listed = items.map((item): Choice => (item.kind === 'scalar' ? item.value : JSON.stringify(dataOf(item))));
  const json = listed.filter((_, i) => items[i]!.kind !== 'scalar') as string[];
  const ordered = entry(map, 'ordered') !== undefined && asBoolean(child(map, 'ordered')!, `${where}: ordered`);
  return searched(
    locating(values, () => (ordered ? ordinal(listed) : categorical(listed))),
    prior,
    json,
  );
}

function weighted(map: TreeMap, where: string): ReadParameter {
  const listed = child(map, 'probabilities');
  if (listed === undefined) throw fault(map, `${where} has no probabilities.`, 'Add probabilities: [0.5, 0.5].');
  const weights = asList(listed, `${where}: probabilities`, 'probabilities: [0.5, 0.5]').items.map((item) =>
    asNumber(item, `${where}: a probability`),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (weights.some((weight) => weight < 0) || Math.abs(sum - 1) > 1e-6)
    throw fault(
      listed,
      `${where} has probabilities that add up to ${Number(sum.toPrecision(6))}; expected numbers ≥ 0 with sum 1.`,
      'Correct them, or write prior: { weights: […] }, which need no sum.',
    );
  const read = choices(map, where, { kind: 'weights', weights });
  if (read.parameter.kind === 'categorical' && read.parameter.choices.length !== weights.length)
    throw fault(
      listed,
      `${where} has ${weights.length} probabilities for ${read.parameter.choices.length} values.`,
      'Give one for each.',
    );
  return read;
}

function bound(map: TreeMap, key: string, where: string): number {
  const tree = child(map, key);
  if (tree === undefined) throw fault(map, `${where} has no ${key}.`, `Add ${key}: ….`);
  return asNumber(tree, `${where}: ${key}`);
}

const flag = (map: TreeMap, key: string, where: string): boolean =>
  entry(map, key) !== undefined && asBoolean(child(map, key)!, `${where}: ${key}`);

function wholeRange(map: TreeMap, where: string): ReadParameter {
  for (const key of ['min', 'max']) {
    const tree = child(map, key);
    if (tree !== undefined && !isWritten(tree, 'whole'))
      throw fault(
        tree,
        `${where}: ${key} is ${found(tree)}; int_uniform expects a whole number.`,
        `Write it without a point, or use distribution: uniform.`,
      );
  }
  const step = child(map, 'step');
  const options = {
    log: flag(map, 'log', where),
    ...(step === undefined ? {} : { step: asNumber(step, `${where}: step`) }),
  };
  return searched(
    locating(entry(map, 'min') ?? map, () => int(bound(map, 'min', where), bound(map, 'max', where), options)),
    priorOf(map, where),
  );
}

function realRange(map: TreeMap, where: string): ReadParameter {
  const step = child(map, 'step');
  const options = {
    log: flag(map, 'log', where),
    ...(step === undefined ? {} : { step: asNumber(step, `${where}: step`) }),
  };
  return searched(
    locating(entry(map, 'min') ?? map, () => float(bound(map, 'min', where), bound(map, 'max', where), options)),
    priorOf(map, where),
  );
}

/** Multiples of q, as W&B rounds them: the ends may lie half a q outside the range. Whole where q is written so. */
function rounded(map: TreeMap, where: string, low: number, high: number, prior: Prior | null): ReadParameter {
  const q = quantum(map, where);
  const [from, to] = [nearestEven(low / q.value) * q.value, nearestEven(high / q.value) * q.value].map((end) =>
    Number(end.toPrecision(14)),
  ) as [number, number];
  return searched(
    locating(entry(map, 'min') ?? map, () =>
      q.whole ? int(from, to, { step: q.value }) : float(from, to, { step: q.value }),
    ),
    prior,
  );
}

function quantum(map: TreeMap, where: string): { readonly value: number; readonly whole: boolean } {
  const tree = child(map, 'q');
  if (tree === undefined) return { value: 1, whole: true };
  const value = asNumber(tree, `${where}: q`);
  if (value <= 0) throw fault(tree, `${where}: q is ${value}; it must be above 0.`, 'Give a positive q.');
  return { value, whole: isWritten(tree, 'whole') };
}

/** Rounds halves to the even neighbour, as NumPy does. */
function nearestEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function logRange(map: TreeMap, _where: string, low: number, high: number, prior: Prior | null): ReadParameter {
  return searched(
    locating(entry(map, 'min') ?? map, () => float(low, high, { log: true })),
    prior,
  );
}

function wholeLogRange(map: TreeMap, where: string, low: number, high: number, prior: Prior | null): ReadParameter {
  const q = quantum(map, where);
  if (q.value !== 1)
    throw fault(
      entry(map, 'q') ?? map,
      `${where}: a logarithmic range in steps of q = ${q.value} is not supported yet.`,
      'Write q: 1, or list the values with ordered: true.',
    );
  return searched(
    locating(entry(map, 'min') ?? map, () => int(nearestEven(low), nearestEven(high), { log: true })),
    prior,
  );
}

/** W&B's deprecated forms, whose bounds are exponents of e. */
function exponents(range: Range): Lower {
  return (map, where, warn) => {
    const [low, high] = [Math.exp(bound(map, 'min', where)), Math.exp(bound(map, 'max', where))];
    const form = String((child(map, 'distribution') as { value?: unknown }).value);
    warn(
      map.line,
      `${where}: ${form} takes exponents of e, so it goes from ${Number(low.toPrecision(3))} to ${Number(high.toPrecision(3))}; ${form}_values takes the values themselves.`,
    );
    return range(map, where, low, high, priorOf(map, where));
  };
}

const SIGMAS = 4;

/** A normal density of x, or of ln x: searched within ±4 σ, with the density kept as prior. */
function bell(scale: 'plain' | 'log', lower: Range): Lower {
  return (map, where) => {
    const mu = entry(map, 'mu') === undefined ? 0 : bound(map, 'mu', where);
    const sigma = entry(map, 'sigma') === undefined ? 1 : bound(map, 'sigma', where);
    if (!(sigma > 0))
      throw fault(
        entry(map, 'sigma')!,
        `${where}: sigma is ${sigma}; it must be above 0.`,
        'Give a positive sigma, or a fixed value: { value: … }.',
      );
    const value = scale === 'log' ? Math.exp : (x: number): number => x;
    const prior = priorOf(map, where) ?? { kind: 'normal', best: value(mu), spread: 1 / (2 * SIGMAS) };
    return lower(map, where, value(mu - SIGMAS * sigma), value(mu + SIGMAS * sigma), prior);
  };
}

const SPREAD = 0.25;

function priorOf(map: TreeMap, where: string): Prior | null {
  const tree = child(map, 'prior');
  if (tree === undefined) return null;
  const given = asMap(tree, `${where}: prior`, '{ best: 0.001, spread: 0.2 } or { weights: [3, 1] }');
  onlyKeys(given, ['best', 'spread', 'weights'], `${where}: prior`);
  const weights = child(given, 'weights');
  if (weights !== undefined)
    return {
      kind: 'weights',
      weights: asList(weights, `${where}: weights`, '[3, 1]').items.map((item) => asNumber(item, `${where}: a weight`)),
    };
  const best = child(given, 'best');
  if (best === undefined)
    throw fault(
      tree,
      `${where} has a prior without best.`,
      'Write prior: { best: … } for a number, prior: { weights: […] } for choices.',
    );
  const spread = child(given, 'spread');
  return {
    kind: 'normal',
    best: asNumber(best, `${where}: best`),
    spread: spread === undefined ? SPREAD : asNumber(spread, `${where}: spread`),
  };
}
