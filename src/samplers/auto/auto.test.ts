import { describe, expect, test } from 'vitest';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { problemOf } from '../../testing/sampler-problems.ts';
import { simulate } from '../../testing/simulate.ts';
import { categorical, float } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { permutation } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import type { Sampler } from '../sampler.ts';
import { auto } from './auto.ts';
import { decide, type Situation } from './decide.ts';
import { extentOf } from './extent.ts';
import { allowance, costOf, densityCostOf } from './governor.ts';
import { startAuto } from './run.ts';

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

/** All experts within a few trials, the costly one seldom: the rule itself is tested below, at any number of results. */
const quick = (): Sampler => ({
  ...auto(),
  start: (problem) =>
    startAuto(problem, {}, (at) => {
      if (at.trial % 12 === 0) return decide(at);
      const expert = at.trial % 3 === 0 ? 'brisk' : at.trial % 3 === 1 && at.isNumeric ? 'cmaEs' : 'tpe';
      return { expert, because: 'experts take turns' };
    }),
});

describe('sampler contract', () => {
  samplerContract({ name: 'auto', create: quick }, runner);
});

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

const USUAL: Situation = {
  trial: 40,
  results: 40,
  modelled: 40,
  columns: 10,
  models: 1,
  extent: { axes: 10, words: 0, isCoarse: false, neighbours: 0, repairs: 0 },
  untried: null,
  allowance: 1000,
  isNumeric: true,
};

test('Gaussian processes lead where trials take their time', () => {
  for (let results = 0; results <= 400; results += 10)
    expect(decide({ ...USUAL, trial: results, results, modelled: results })).toEqual({ expert: 'gp', because: null });
});

const hard = (repairs: number): Partial<Situation> => ({ extent: { ...USUAL.extent, repairs } });

test('the quicker trials are, the less is thought about them', () => {
  const experts = [1000, 8, 5].map((allowed) => decide({ ...USUAL, modelled: 100, allowance: allowed }).expert);
  expect(experts).toEqual(['gp', 'brisk', 'brisk']);
  expect(decide({ ...USUAL, results: 300, modelled: 300, trial: 300, allowance: 5 }).expert).toBe('tpe');
  expect(decide({ ...USUAL, results: 300, modelled: 300, trial: 301, allowance: 5 }).expert).toBe('cmaEs');
  expect(decide({ ...USUAL, results: 300, modelled: 300, trial: 301, allowance: 5, isNumeric: false }).expert).toBe(
    'tpe',
  );
});

test('with many results experts take turns, and say so', () => {
  const turns = [400, 401, 402, 403].map((trial) => decide({ ...USUAL, trial, results: 500, modelled: 500 }));
  expect(turns.map(({ expert }) => expert)).toEqual(['gp', 'tpe', 'gp', 'cmaEs']);
  for (const { because } of turns) expect(because).toContain('many results');
});

test('an ask may take two per cent of a trial, shared among workers, and always five milliseconds', () => {
  expect(allowance([], 4)).toBe(Number.POSITIVE_INFINITY);
  expect(allowance([60, 10, 60], 1)).toBe(1200);
  expect(allowance([60], 4)).toBe(300);
  expect(allowance([0.001], 1)).toBe(5);
});

test('pruned trials cost as much thought as others', () => {
  expect(decide({ ...USUAL, allowance: 5 }).expert).toBe('brisk');
  expect(decide({ ...USUAL, modelled: 350, allowance: 5 }).expert).toBe('tpe');
});

test('the rule hears of results and of pruned trials', async () => {
  const heard: Situation[] = [];
  const listening: Sampler = {
    ...auto(),
    start: (problem) =>
      startAuto(problem, {}, (at) => {
        heard.push(at);
        return { expert: 'tpe', because: null };
      }),
  };
  const ends = (trial: number) => (trial % 4 === 0 ? 'complete' : 'pruned');
  await simulate(listening, problemOf('numbers'), { trials: 9, objective: (row) => [row[0]!], ends });
  expect(heard.map(({ results }) => results)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 2]);
  expect(heard.map(({ modelled }) => modelled)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('density estimation says what it rests on once it does, and before that it looks around', async () => {
  const dense: Sampler = {
    ...auto(),
    start: (problem) => startAuto(problem, {}, () => ({ expert: 'tpe', because: null })),
  };
  const { proposals } = await simulate(dense, problemOf('numbers'), { trials: 12, objective: (row) => [row[0]!] });
  const says = proposals.map(({ proposal }) => proposal.notes!['why']);
  expect(new Set(says.slice(0, 10))).toEqual(new Set(['A first look: points spread evenly over the space.']));
  expect(says.slice(10)).toEqual([
    expect.stringMatching(
      /^TPE on 10 results (draws where the best 1 are dense|takes a small step from one of the best)\.$/,
    ),
    expect.stringMatching(
      /^TPE on 11 results (draws where the best 2 are dense|takes a small step from one of the best)\.$/,
    ),
  ]);
});

test('a space whose constraints are hard to meet is costly to search', () => {
  const chosen = (changes: Partial<Situation>) => decide({ ...USUAL, ...changes }).expert;
  expect(chosen(hard(2000))).toBe('gp');
  expect(chosen({ ...hard(2000), allowance: 100 })).toBe('brisk');
  expect(chosen({ ...hard(2000), allowance: 5 })).toBe('tpe');
  expect(chosen({ ...hard(10_000), allowance: 5 })).toBe('lightTpe');
  expect(chosen({ ...hard(100_000), allowance: 5 })).toBe('quasiRandom');
});

describe('in a space too large to think about for long', () => {
  const chosen = (searched: SearchSpace, modelled: number, changes: Partial<Situation> = {}) =>
    decide({
      ...USUAL,
      columns: 10_000, // no Gaussian process
      modelled,
      results: modelled,
      extent: extentOf(searched),
      allowance: 5,
      isNumeric: false,
      ...changes,
    }).expert;
  const floats = (count: number) => space(Object.fromEntries(range(count).map((i) => [`x${i}`, float(0, 1)])));

  test('density estimation looks less far, and at last points are spread evenly', () => {
    expect([50, 250, 1000].map((count) => chosen(floats(count), 100))).toEqual(['tpe', 'lightTpe', 'quasiRandom']);
    expect(
      [8, 100, 100, 100].map((count, i) => chosen(space({ o: permutation(range(count)) }), [100, 20, 100, 1000][i]!)),
    ).toEqual(['tpe', 'tpe', 'lightTpe', 'quasiRandom']);
    expect(chosen(floats(1000), 100, { allowance: 100 })).toBe('tpe');
  });

  test('it says so', () => {
    const decision = decide({ ...USUAL, columns: 1e6, extent: extentOf(floats(1000)), allowance: 5 });
    expect(decision.because).toContain('any model');
  });

  test('a thousand categories each are many neighbours to step to, so a Gaussian process ends earlier', () => {
    const named = range(1000).map(String);
    const many = space(Object.fromEntries(range(10).map((i) => [`x${i}`, categorical(named)])));
    const few = space(Object.fromEntries(range(10).map((i) => [`x${i}`, categorical(['a', 'b'])])));
    expect(extentOf(many).neighbours).toBe(240);
    expect(chosen(few, 80, { columns: 10 })).toBe('brisk');
    expect(chosen(many, 80, { columns: 10 })).toBe('tpe');
  });
});

test('the last configurations of a small space are compared one and all, by whoever may take the time', () => {
  const late = { trial: 301, results: 300, modelled: 300 };
  expect(decide({ ...USUAL, ...late, allowance: 5 }).expert).toBe('cmaEs');
  expect(decide({ ...USUAL, ...late, allowance: 5, untried: 40 }).expert).toBe('tpe');
  expect(decide({ ...USUAL, results: 60, modelled: 60, allowance: 8 }).expert).toBe('brisk');
  expect(decide({ ...USUAL, results: 60, modelled: 60, allowance: 8, untried: 40 }).expert).toBe('gp');
});

test('unordered categories are no numbers, however many there are', async () => {
  const many = space(Object.fromEntries(range(4).map((i) => [`x${i}`, categorical(range(50).map(String))])));
  let isNumeric = true;
  const listening: Sampler = {
    ...auto(),
    start: (problem) =>
      startAuto(problem, {}, (at) => {
        isNumeric = at.isNumeric;
        return { expert: 'tpe', because: null };
      }),
  };
  await simulate(listening, problemOf('numbers', { space: many }), { trials: 2, objective: ([x]) => [x!] });
  expect(isNumeric).toBe(false);
});

test('experts in a hurry, and points spread evenly, propose too', async () => {
  const turns = ['lightTpe', 'quasiRandom'] as const;
  const hasty: Sampler = {
    ...auto(),
    start: (problem) => startAuto(problem, {}, ({ trial }) => ({ expert: turns[trial % 2]!, because: null })),
  };
  const { proposals, values } = await simulate(hasty, problemOf('mixed'), {
    trials: 30,
    objective: (row) => [row[0]!],
  });
  expect(new Set(values.map(String)).size).toBe(30);
  expect(proposals.map(({ proposal }) => proposal.notes!['expert']).slice(-2)).toEqual(turns);
});

test('cost grows with results, columns, models and repairs', () => {
  const effort = { candidates: 768, climbs: 200, steps: 0, fits: 10 };
  const usual = { n: 100, columns: 10, models: 1, repairs: 0 };
  const base = costOf(effort, usual);
  expect(costOf(effort, { ...usual, n: 200 })).toBeGreaterThan(base);
  expect(costOf(effort, { ...usual, columns: 40 })).toBeGreaterThan(base);
  expect(costOf(effort, { ...usual, models: 3 })).toBeCloseTo(3 * base);
  expect(costOf(effort, { ...usual, repairs: 100 })).toBeCloseTo(base + 6.912);
  const many = costOf({ ...effort, fits: 0 }, { ...usual, n: 0, columns: 930 }); // an ordering of thirty
  expect(many).toBeGreaterThan(60);
  expect(costOf({ ...effort, steps: 100 }, usual)).toBeGreaterThan(base);
});

test('cost of density estimation grows with what it looks at', () => {
  const usual = { n: 100, axes: 10, words: 0, repairs: 0 };
  const base = densityCostOf({ candidates: 24, steps: 0 }, usual);
  for (const more of [{ n: 200 }, { axes: 20 }, { words: 10 }, { repairs: 10 }])
    expect(densityCostOf({ candidates: 24, steps: 0 }, { ...usual, ...more })).toBeGreaterThan(base);
  expect(densityCostOf({ candidates: 24, steps: 90 }, usual)).toBeGreaterThan(base);
  expect(densityCostOf({ candidates: 48, steps: 0 }, usual)).toBeGreaterThan(base);
});
