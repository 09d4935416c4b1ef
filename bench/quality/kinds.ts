import type { Params, TaskParam } from '../harness/task.ts';
import { uniform } from './functions.ts';

/** A task for one kind of parameter, with a known best value; another one for each seed. */
export interface KindTask {
  readonly name: KindName;
  readonly params: readonly TaskParam[];
  readonly best: number;
  /** To be minimised. */
  value(params: Params): number;
}

const MAKERS = { mixed, permutation: tour, subset: team, simplex: blend, branch: nested };

/** The kinds that have a task. */
export type KindName = keyof typeof MAKERS;
export const KIND_NAMES = Object.keys(MAKERS) as readonly KindName[];

/** The task of a kind, as a seed sees it. */
export function kindTask(name: KindName, seed: number): KindTask {
  return MAKERS[name](uniform(seed));
}

type Uniform = () => number;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

const unit = { kind: 'float', low: 0, high: 1 } as const;

/** Numbers on plain and logarithmic scales, whole numbers, and two choices of which one interacts with a number. */
function mixed(random: Uniform): KindTask {
  const target = range(6).map(() => 0.1 + 0.8 * random());
  const worth = range(5).map(() => 0.4 * random());
  const partner = range(5).map(() => 0.1 + 0.8 * random());
  worth[Math.floor(5 * random())] = 0;
  const far = (x: number, i: number): number => (x - target[i]!) ** 2;
  const rate = (x: unknown): number => Math.log10(Number(x)) / 4 + 1; // 1e-4 … 1 as 0 … 1
  return {
    name: 'mixed',
    params: [
      { name: 'x', ...unit },
      { name: 'y', ...unit },
      { name: 'rate', kind: 'float', low: 1e-4, high: 1, log: true },
      { name: 'layers', kind: 'int', low: 1, high: 12 },
      { name: 'width', kind: 'int', low: 8, high: 512, log: true },
      { name: 'kind', kind: 'categorical', choices: [0, 1, 2, 3, 4] },
      { name: 'flag', kind: 'categorical', choices: ['off', 'on'] },
    ],
    best: 0,
    value: ({ x, y, rate: lr, layers, width, kind, flag }) =>
      far(Number(x), 0) +
      (Number(y) - partner[Number(kind)]!) ** 2 +
      far(rate(lr), 1) +
      ((Number(layers) - Math.round(1 + 11 * target[2]!)) / 11) ** 2 +
      (Math.log2(Number(width) / Math.round(8 * 64 ** target[3]!)) / 6) ** 2 +
      worth[Number(kind)]! +
      (flag === 'on' ? 0 : 0.2),
  };
}

/** Ten cities in the unit square: the shortest closed tour. */
function tour(random: Uniform): KindTask {
  const cities = range(10).map(() => [random(), random()] as const);
  const distance = (a: number, b: number): number =>
    Math.hypot(cities[a]![0] - cities[b]![0], cities[a]![1] - cities[b]![1]);
  return {
    name: 'permutation',
    params: [{ name: 'order', kind: 'permutation', size: 10 }],
    best: shortest(10, distance),
    value: ({ order }) =>
      (order as readonly number[]).reduce((sum, city, i, all) => sum + distance(city, all[(i + 1) % all.length]!), 0),
  };
}

/** Length of the shortest closed tour. Source: Held and Karp 1962. */
function shortest(n: number, distance: (a: number, b: number) => number): number {
  const full = 1 << (n - 1); // sets of cities 0 … n − 2; the tour starts at city n − 1
  const least = Array.from({ length: full }, () => new Float64Array(n - 1).fill(Number.POSITIVE_INFINITY));
  for (let city = 0; city < n - 1; city++) least[1 << city]![city] = distance(n - 1, city);
  for (let set = 1; set < full; set++)
    for (let last = 0; last < n - 1; last++)
      for (let next = 0; next < n - 1; next++) {
        if (!(set & (1 << last)) || set & (1 << next)) continue;
        const grown = least[set | (1 << next)]!;
        grown[next] = Math.min(grown[next]!, least[set]![last]! + distance(last, next));
      }
  return Math.min(...range(n - 1).map((last) => least[full - 1]![last]! + distance(last, n - 1)));
}

/** At most six of sixteen members, each with a worth of its own and one together with each other: the best team. */
function team(random: Uniform): KindTask {
  const n = 16;
  const worth = range(n).map(() => random() - 0.4);
  const together = range(n).map(() => range(n).map(() => 0.4 * (random() - 0.5)));
  const loss = (members: readonly number[]): number =>
    -members.reduce(
      (sum, a, i) => sum + worth[a]! + members.slice(i + 1).reduce((pairs, b) => pairs + together[a]![b]!, 0),
      0,
    );
  let best = 0;
  for (let set = 0; set < 1 << n; set++) {
    const members = range(n).filter((i) => set & (1 << i));
    if (members.length <= 6) best = Math.min(best, loss(members));
  }
  return {
    name: 'subset',
    params: [{ name: 'team', kind: 'subset', size: n, max: 6 }],
    best,
    value: ({ team: members }) => loss(members as readonly number[]),
  };
}

/** Six shares that should meet a secret recipe. */
function blend(random: Uniform): KindTask {
  const parts = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
  const raw = parts.map(() => -Math.log(random()));
  const sum = raw.reduce((a, b) => a + b, 0);
  const recipe = raw.map((x) => x / sum);
  return {
    name: 'simplex',
    params: [{ name: 'blend', kind: 'simplex', parts }],
    best: 0,
    value: ({ blend: shares }) =>
      parts.reduce((total, part, i) => total + ((shares as Record<string, number>)[part]! - recipe[i]!) ** 2, 0),
  };
}

/** Branches within branches: seven leaves with parameters of their own; the minimum 0 lies in one of them. */
function nested(random: Uniform): KindTask {
  const target = range(12).map(() => 0.1 + 0.8 * random());
  const depth = 2 + Math.floor(5 * random());
  const params: TaskParam[] = [
    { name: 'model', kind: 'categorical', choices: ['tree', 'net', 'line'] },
    { name: 'size', ...unit },
    { name: 'leaf', kind: 'categorical', choices: ['shallow', 'deep'], when: { model: ['tree'] } },
    { name: 'rate', ...unit, when: { model: ['tree'] } },
    { name: 's', ...unit, when: { model: ['tree'], leaf: ['shallow'] } },
    { name: 'depth', kind: 'int', low: 1, high: 8, when: { model: ['tree'], leaf: ['deep'] } },
    { name: 'd', ...unit, when: { model: ['tree'], leaf: ['deep'] } },
    { name: 'shape', kind: 'categorical', choices: ['wide', 'long', 'plain'], when: { model: ['net'] } },
    { name: 'decay', ...unit, when: { model: ['net'] } },
    { name: 'width', ...unit, when: { model: ['net'], shape: ['wide'] } },
    { name: 'layers', kind: 'int', low: 1, high: 6, when: { model: ['net'], shape: ['long'] } },
    { name: 'skip', kind: 'categorical', choices: ['yes', 'no'], when: { model: ['net'], shape: ['long'] } },
    { name: 'gain', ...unit, when: { model: ['net'], shape: ['long'], skip: ['yes'] } },
    { name: 'slope', ...unit, when: { model: ['line'] } },
  ];
  const off = (value: unknown, i: number): number => (Number(value) - target[i]!) ** 2;
  return {
    name: 'branch',
    params,
    best: 0,
    value(p) {
      const shared = off(p['size'], 0);
      if (p['model'] === 'line') return shared + 0.6 + off(p['slope'], 1);
      if (p['model'] === 'tree') {
        const tree = shared + 0.2 + off(p['rate'], 2);
        return p['leaf'] === 'shallow'
          ? tree + 0.2 + off(p['s'], 3)
          : tree + ((Number(p['depth']) - depth) / 8) ** 2 + off(p['d'], 4);
      }
      const net = shared + off(p['decay'], 5);
      if (p['shape'] === 'plain') return net + 0.4;
      if (p['shape'] === 'wide') return net + 0.3 + off(p['width'], 6);
      const long = net + ((Number(p['layers']) - depth) / 6) ** 2;
      return p['skip'] === 'no' ? long + 0.2 : long + off(p['gain'], 7);
    },
  };
}
