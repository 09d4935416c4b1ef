import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { categorical, type Distribution, float, int } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import { space } from '../../space/space.ts';
import type { ImportanceMethod } from './answer.ts';
import { evidenceOf } from './evidence.ts';
import { importance } from './importance.ts';
import { sharesAs } from './ped-anova.ts';
import { toldHistory } from './told.test-support.ts';

/** A function on the unit cube whose shares of variance are known. */
interface Known {
  readonly shares: readonly number[];
  readonly totals: readonly number[];
  readonly f: (x: readonly number[]) => number;
}

/** Ishigami and Homma 1990, with a = 7 and b = 0.1. */
function ishigami(): Known {
  const [a, b] = [7, 0.1];
  const one = 0.5 * (1 + (b * Math.PI ** 4) / 5) ** 2;
  const two = (a * a) / 8;
  const both = b * b * Math.PI ** 8 * (1 / 18 - 1 / 50);
  const all = one + two + both;
  return {
    shares: [one / all, two / all, 0],
    totals: [(one + both) / all, two / all, both / all],
    f: (x) => {
      const [p, q, r] = x.map((u) => Math.PI * (2 * u - 1)) as [number, number, number];
      return Math.sin(p) + a * Math.sin(q) ** 2 + b * r ** 4 * Math.sin(p);
    },
  };
}

/** Saltelli and Sobol 1995. */
function g(a: readonly number[]): Known {
  const each = a.map((weight) => 1 / (3 * (1 + weight) ** 2));
  const all = each.reduce((product, variance) => product * (1 + variance), 1) - 1;
  return {
    shares: each.map((variance) => variance / all),
    totals: each.map((variance) => (variance * (all + 1)) / (1 + variance) / all),
    f: (x) => x.reduce((product, u, i) => (product * (Math.abs(4 * u - 2) + a[i]!)) / (1 + a[i]!), 1),
  };
}

/** A sum; every second term is bent. */
function sum(weights: readonly number[]): Known {
  const all = weights.reduce((squares, weight) => squares + weight * weight, 0);
  const shares = weights.map((weight) => (weight * weight) / all);
  // Variances of u and of u² over [0, 1]: 1/12 and 4/45.
  const f = (x: readonly number[]): number =>
    x.reduce((value, u, i) => value + weights[i]! * (i % 2 === 0 ? u * Math.sqrt(12) : u * u * Math.sqrt(45 / 4)), 0);
  return { shares, totals: shares, f };
}

const FUNCTIONS: Readonly<Record<string, Known>> = {
  ishigami: ishigami(),
  g: g([0, 0.5, 3, 9, 99]),
  sum: sum([4, 3, 2, 1, 0, 0]),
};

const CUBE = float(0, 1);

function study({ f, shares }: Known, trials: number, seed: number, kinds: readonly Distribution[] = []) {
  const names = Array.from({ length: shares.length }, (_, i) => `x${i}`);
  const of = (i: number): Distribution => kinds[i] ?? CUBE;
  const stream = random(seed);
  const history = toldHistory(
    ['minimize'],
    Array.from({ length: trials }, () => {
      const x = names.map((_, i) => fromUnit(of(i), stream.uniform()));
      return {
        params: Object.fromEntries(names.map((name, i) => [name, { distribution: of(i), internal: x[i]! }])),
        values: [f(x)],
      };
    }),
  );
  return { history, searched: space(Object.fromEntries(names.map((name) => [name, CUBE]))) };
}

/** How many of the intervals hold the true share, and the total where there is one; as a share. */
function covered(known: Known, method: ImportanceMethod, trials: number, studies: number): number {
  let [held, asked] = [0, 0];
  for (let seed = 0; seed < studies; seed++) {
    const { history, searched } = study(known, trials, 100 + seed);
    for (const { name, low, high, total } of importance(history, searched, { method }).params) {
      const i = Number(name.slice(1));
      const holds = (of: { readonly low: number; readonly high: number }, truth: number): number =>
        truth >= of.low - 1e-3 && truth <= of.high + 1e-3 ? 1 : 0;
      held += holds({ low, high }, known.shares[i]!) + (total === null ? 0 : holds(total, known.totals[i]!));
      asked += total === null ? 1 : 2;
    }
  }
  return held / asked;
}

describe.each(Object.entries(FUNCTIONS))('%s', (_, known) => {
  test('fanova: intervals hold the true shares', () => {
    expect(covered(known, 'fanova', 120, 6)).toBeGreaterThan(0.7);
  }, 60_000);

  test('sobol: intervals hold the true shares, alone and in total', () => {
    expect(covered(known, 'sobol', 80, 3)).toBeGreaterThan(0.7);
  }, 60_000);

  test('many trials: close to the true shares', () => {
    const { history, searched } = study(known, 400, 7);
    for (const method of ['fanova', 'sobol'] as const)
      for (const { name, value } of importance(history, searched, { method }).params)
        expect(Math.abs(value - known.shares[Number(name.slice(1))]!), `${method} ${name}`).toBeLessThan(0.1);
  }, 60_000);
});

/** What it takes to be among the best has no formula: what very many trials say is the truth. */
interface Reached extends Pick<Known, 'f'> {
  readonly params: number;
  readonly kinds?: readonly Distribution[];
}

const REACHED: Readonly<Record<string, Reached>> = {
  ishigami: { f: FUNCTIONS['ishigami']!.f, params: 3 },
  g: { f: FUNCTIONS['g']!.f, params: 5 },
  sum: { f: FUNCTIONS['sum']!.f, params: 6 },
  bowl: { f: ([a, b, c]) => 4 * (a! - 0.3) ** 2 + 2 * (b! - 0.7) ** 2 + (c! - 0.5) ** 2, params: 4 },
  mixed: {
    f: ([choice, whole, slope]) => [0, 1, 1.5][choice!]! + 0.2 * Math.abs(whole! - 2) + slope!,
    params: 4,
    kinds: [categorical(['a', 'b', 'c']), int(0, 7)],
  },
};

/** Of parameters that matter, how many intervals hold the truth; as a share. */
function held({ f, params, kinds }: Reached, trials: number, studies: number): number {
  const known = { f, shares: Array.from({ length: params }, () => 0), totals: [] };
  const large = evidenceOf(study(known, 20_000, 1, kinds).history, [0], null);
  const truths = sharesAs(large, trials);
  const mattering = large.names.filter((_, i) => truths[i]! > 0.02);
  let count = 0;
  for (let seed = 0; seed < studies; seed++)
    for (const { name, low, high } of importance(study(known, trials, 50 + seed, kinds).history, null).params) {
      const truth = truths[large.names.indexOf(name)]!;
      count += mattering.includes(name) && truth >= low && truth <= high ? 1 : 0;
    }
  return count / (mattering.length * studies);
}

test.each([50, 100, 200, 1000])(
  'ped-anova: of %i trials, about eight of ten intervals hold the truth',
  (trials) => {
    const shares = Object.entries(REACHED).map(([name, reached]) => [name, held(reached, trials, 100)] as const);
    for (const [name, share] of shares) expect(share, name).toBeGreaterThan(0.75);
    const mean = shares.reduce((sum, [, share]) => sum + share / shares.length, 0);
    expect(mean).toBeGreaterThan(0.75);
    expect(mean).toBeLessThan(0.9);
  },
  120_000,
);

test('fanova is close to Optuna’s where that is close to the truth', () => {
  const { forest } = JSON.parse(readFileSync(new URL('./importance.golden.json', import.meta.url), 'utf8')) as {
    readonly forest: {
      readonly trials: readonly (readonly [readonly number[], readonly number[]])[];
      readonly fanova: Readonly<Record<string, number>>;
    };
  };
  const distribution = float(-Math.PI, Math.PI);
  const history = toldHistory(
    ['minimize'],
    forest.trials.map(([x, values]) => ({
      params: Object.fromEntries(['a', 'b', 'c'].map((name, i) => [name, { distribution, internal: x[i]! }])),
      values,
    })),
  );
  const { params, pairs } = importance(history, null, { method: 'fanova' });
  for (const { name, value } of params) expect(Math.abs(value - forest.fanova[name]!), name).toBeLessThan(0.12);
  expect(pairs![0]!.names).toEqual(['a', 'c']);
  const { totals } = FUNCTIONS['ishigami']!;
  expect(Math.abs(pairs![0]!.value - totals[2]!)).toBeLessThan(0.1);
});
