import { describe, expect, test } from 'vitest';
import { KINDS, meanBest } from '../../../test/kinds.ts';
import { problem } from '../../../test/problem.ts';
import { History } from '../../history/history.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { random as randomStream } from '../../math/random.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { problemOf } from '../../testing/sampler-problems.ts';
import { simulate } from '../../testing/simulate.ts';
import { random } from '../random.ts';
import type { Sampler } from '../sampler.ts';
import { settings } from './options.ts';
import { smac, smacOf } from './smac.ts';
import { warped } from './targets.ts';

/** Fewer trees and steps: what is tested here does not depend on how good the search is. */
const quick = (): Sampler =>
  smacOf({ ...settings({ trees: 8 }), startup: 6, challengers: 30, starts: 3, neighbours: 8, steps: 3 });

describe('sampler contract', () => {
  samplerContract(
    { name: 'smac', create: quick },
    {
      test: (name, body) => test(name, body),
      fail: (message) => {
        throw new Error(message);
      },
    },
  );
});

describe('every kind of parameter: at most three quarters of what random search leaves', () => {
  test.each(Object.keys(KINDS))('%s', async (kind) => {
    const ours = await meanBest(smac(), KINDS[kind]!, 50, 4);
    expect(ours).toBeLessThanOrEqual(0.75 * (await meanBest(random(), KINDS[kind]!, 50, 4)));
  });
});

test('an optimum at the bounds is met exactly', async () => {
  const corner = space({ x: float(0, 1), y: float(10, 20) });
  expect(await meanBest(smac(), [corner, ({ x, y }) => Number(x) + 20 - Number(y)], 60, 4)).toBeLessThan(0.01);
});

test('no configuration of a grid is proposed twice, down to the last one', async () => {
  const grid = space({ a: int(0, 4), b: int(0, 4) });
  const { values } = await simulate(quick(), problem(grid, 3), { trials: 25, objective: ([a, b]) => [a! + b!] });
  expect(new Set(values.map(String)).size).toBe(25);
});

test('every case of a branch gets its trials, and a case that looks worse at first is found out', async () => {
  const branches = space({
    kind: branch({ easy: { a: float(0, 1) }, deep: { b: float(0, 1), c: float(0, 1) }, flat: {} }),
  });
  const { values } = await simulate(smac(), problem(branches, 2), {
    trials: 60,
    objective: ([kind, a, b, c]) => [
      kind === 0 ? 0.3 + 0.1 * a! : kind === 1 ? 8 * ((b! - 0.2) ** 2 + (c! - 0.9) ** 2) : 1,
    ],
  });
  const trials = (kind: number): number => values.filter((row) => row[0] === kind).length;
  expect(Math.min(trials(0), trials(1), trials(2))).toBeGreaterThanOrEqual(4);
  expect(trials(1)).toBeGreaterThan(20);
});

test('a bound of an outcome is learnt: late trials keep to it, and close to it', async () => {
  const line = space({ x: float(0, 1) });
  const { values } = await simulate(smac(), problem(line, 5), {
    trials: 50,
    objective: ([x]) => [x!],
    constraints: ([x]) => ({ least: 0.5 - x! }),
  });
  const late = values.slice(25).map(([x]) => x!);
  expect(late.filter((x) => x >= 0.45).length).toBeGreaterThan(16);
  expect(Math.min(...values.map(([x]) => x!).filter((x) => x >= 0.5))).toBeLessThan(0.52);
});

test('crashes are kept away from', async () => {
  const plane = space({ x: float(0, 1), m: categorical(['a', 'b', 'c']) });
  const history = new History(problem(plane, 1).objectives);
  const run = await smac().start(problem(plane, 1));
  let crashes = 0;
  for (let trial = 0; trial < 60; trial++) {
    run.observe(
      history,
      history.apply([{ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, trial, trial) }]),
    );
    const [proposal] = await run.propose([trial], randomStream(1).fork(trial));
    const [x, m] = [proposal!.params.get('x')!, proposal!.params.get('m')!];
    const isCrash = x < 0.4 || m === 2;
    if (isCrash && trial >= 30) crashes++;
    const changes: Change[] = plane.nodes.map(({ name, distribution }) => ({
      type: 'suggested',
      id: trial,
      name,
      distribution,
      internal: proposal!.params.get(name)!,
    }));
    changes.push({
      type: 'finished',
      id: trial,
      state: isCrash ? 'failed' : 'complete',
      values: isCrash ? null : [(x - 0.7) ** 2 + m],
      at: 1,
    });
    run.observe(history, history.apply(changes));
  }
  expect(crashes).toBeLessThan(9); // 18 of 30 at random
});

test('two objectives: the front is found from end to end', async () => {
  const plane = space({ x: float(0, 1), y: float(0, 1) });
  const spread = async (sampler: Sampler): Promise<number> => {
    const { values } = await simulate(sampler, problem(plane, 2, 2), {
      trials: 70,
      objective: ([x, y]) => [x! + 5 * y!, 1 - x! + 5 * y!],
    });
    return new Set(values.filter(([, y]) => y! < 0.03).map(([x]) => Math.floor(5 * x!))).size;
  };
  expect(await spread(smac())).toBeGreaterThanOrEqual(4);
  expect(await spread(random())).toBeLessThan(4);
});

test('trials that were asked for together differ', async () => {
  const line = space({ x: float(0, 1), m: categorical(['a', 'b', 'c']) });
  const objective = (values: Float64Array): number[] => [(values[0]! - 0.5) ** 2 + values[1]!];
  const { events } = await simulate(quick(), problem(line, 1), { trials: 30, objective });
  const history = new History(problem(line, 1).objectives);
  const run = await smac().start(problem(line, 1));
  for (const changes of events) run.observe(history, history.apply(changes));
  const together = await run.propose([30, 31, 32, 33, 34, 35], randomStream(1));
  expect(new Set(together.map(({ params }) => [...params.values()].join())).size).toBe(6);
});

test('pruned trials are worse than complete ones, and the later they were stopped the better', async () => {
  const line = space({ x: float(0, 1) });
  const history = new History(problem(line, 1).objectives);
  const changes: Change[] = [];
  for (let row = 0; row < 40; row++) {
    const end: Change = {
      type: 'finished',
      id: row,
      state: row < 34 ? 'pruned' : 'complete',
      values: [row < 4 ? 5 : 0],
      at: 1,
    };
    changes.push({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, row, row) });
    changes.push({ type: 'suggested', id: row, name: 'x', distribution: float(0, 1), internal: (row + 0.5) / 40 });
    changes.push({ type: 'reported', id: row, step: row < 4 ? 9 : 1, values: [0] }, end);
  }
  const run = await smac().start(problem(line, 1));
  run.observe(history, history.apply(changes));
  const proposals = await Promise.all(Array.from({ length: 20 }, (_, i) => run.propose([40], randomStream(i))));
  expect(proposals.filter(([proposal]) => proposal!.params.get('x')! > 0.8).length).toBeGreaterThan(12);
});

describe('targets', () => {
  test('the better half keeps its distances, the worse half its order alone, however far off', () => {
    const near = warped(Float64Array.of(0, 1, 3, 9, 10, 11), 0);
    expect(warped(Float64Array.of(0, 1, 3, 1e12, 1e300, Number.POSITIVE_INFINITY), 0)).toEqual(near);
    expect((near[2]! - near[1]!) / (near[1]! - near[0]!)).toBeCloseTo(2, 9);
    expect([...near]).toEqual([...near].sort((a, b) => a - b));
  });

  test('mean 0, variance 1, no NaN, whatever the losses', () => {
    for (const losses of [
      [1, 1, 1],
      [5],
      [1e308, -1e308, 0],
      [Number.NEGATIVE_INFINITY, 2, 3],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]) {
      const made = warped(Float64Array.from(losses), 2);
      expect(made.every(Number.isFinite)).toBe(true);
      expect(made.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
      expect(made.reduce((a, b) => a + b * b, 0) / made.length).toBeCloseTo(1, 9);
    }
  });
});

test('options out of range are refused', () => {
  expect(() => smac({ trees: 0 })).toThrow(/trees is 0/);
  expect(() => smac({ startup: 2.5 })).toThrow(/startup is 2.5/);
});

/**
 * Twenty trials at seed 42, digit by digit: the same on every Node, and after any change that does not say in the changelog
 * that it changes them. Made by this test: `npx vitest run src/samplers/smac/smac.test.ts -u`.
 */
test('trials do not change from one release to the next', async () => {
  const options = { trials: 20, workers: 3, objective: (row: Float64Array) => [row[0]!] };
  const cases: Record<string, unknown> = {};
  for (const kind of ['mixed', 'numbers']) {
    const { values } = await simulate(smac({ startup: 5 }), problemOf(kind, { seed: 42 }), options);
    cases[kind] = values.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? null : value)));
  }
  const made = 'npx vitest run src/samplers/smac/smac.test.ts -u';
  const golden = { source: 'Vernier itself', made, tolerance: 0, cases };
  await expect(`${JSON.stringify(golden).replaceAll('],[', '],\n[')}\n`).toMatchFileSnapshot('./smac.golden.json');
});
