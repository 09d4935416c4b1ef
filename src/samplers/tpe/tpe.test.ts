import { describe, expect, test } from 'vitest';
import { KINDS, meanBest } from '../../../test/kinds.ts';
import { problem } from '../../../test/problem.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { History } from '../../history/history.ts';
import { random as randomStream } from '../../math/random.ts';
import { linear } from '../../space/constraint.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { problemOf } from '../../testing/sampler-problems.ts';
import { simulate } from '../../testing/simulate.ts';
import { random } from '../random.ts';
import type { Sampler } from '../sampler.ts';
import { tpe } from './tpe.ts';

describe('every kind of parameter: at most three quarters of what random search leaves', () => {
  test.each(Object.keys(KINDS))('%s', async (kind) => {
    const ours = await meanBest(tpe(), KINDS[kind]!, 60, 8);
    expect(ours).toBeLessThanOrEqual(0.75 * (await meanBest(random(), KINDS[kind]!, 60, 8)));
  });
});

test('an optimum at the bounds is met exactly', async () => {
  const corner = space({ x: float(0, 1), y: float(10, 20) });
  expect(await meanBest(tpe(), [corner, ({ x, y }) => Number(x) + 20 - Number(y)], 60, 8)).toBeLessThan(0.01);
});

test.each([
  ['a grid', space({ a: int(0, 5), b: int(0, 5) }), 36],
  [
    'branches',
    space({ m: branch({ x: { k: int(1, 9) }, y: { j: int(1, 4), c: categorical(['p', 'q']) }, z: {} }) }),
    18,
  ],
  ['a triangle', space({ a: int(0, 5), b: int(0, 5) }, { constraints: [linear({ a: 1, b: 1 }, 5)] }), 21],
])('no configuration of %s is proposed twice before all were tried', async (_, searched, count) => {
  const objective = (values: Float64Array): number[] => [values.reduce((sum, x) => sum + (Number.isNaN(x) ? 3 : x), 0)];
  for (const seed of [3, 4, 5]) {
    const { values } = await simulate(tpe(), problem(searched, seed), { trials: count + 3, objective });
    expect(new Set(values.slice(0, count).map(String)).size).toBe(count);
    expect(values.length).toBe(count + 3); // then they are tried again, where a study lets them
  }
});

test('feasible trials are preferred to better ones that break a constraint', async () => {
  const line = space({ x: float(0, 1) });
  const { values } = await simulate(tpe(), problem(line, 5), {
    trials: 60,
    objective: ([x]) => [x!],
    constraints: ([x]) => ({ least: 0.5 - x! }),
  });
  const late = values.slice(30).map(([x]) => x!);
  expect(late.filter((x) => x >= 0.45).length).toBeGreaterThan(20);
  expect(Math.min(...values.map(([x]) => x!).filter((x) => x >= 0.5))).toBeLessThan(0.52);
});

test('two objectives: the front is found from end to end', async () => {
  const plane = space({ x: float(0, 1), y: float(0, 1) });
  const spread = async (sampler: Sampler): Promise<number> => {
    const { values } = await simulate(sampler, problem(plane, 2, 2), {
      trials: 80,
      objective: ([x, y]) => [x! + 5 * y!, 1 - x! + 5 * y!],
    });
    const near = values.filter(([, y]) => y! < 0.03).map(([x]) => Math.floor(5 * x!));
    return new Set(near).size;
  };
  expect(await spread(tpe())).toBeGreaterThanOrEqual(4);
  expect(await spread(random())).toBeLessThan(4);
});

test('a prior draws the first trials, and a wrong one is overcome', async () => {
  const line = space({ x: float(0, 1) }, { priors: { x: { kind: 'normal', best: 0.8, spread: 0.05 } } });
  const { values } = await simulate(tpe(), problem(line, 4), { trials: 120, objective: ([x]) => [(x! - 0.3) ** 2] });
  expect(values.slice(0, 10).every(([x]) => x! > 0.6)).toBe(true);
  expect(Math.min(...values.map(([x]) => Math.abs(x! - 0.3)))).toBeLessThan(0.05);
});

test('pruned trials are worse than complete ones, and the later they were stopped the better', async () => {
  const line = space({ x: float(0, 1) });
  const history = new History(problem(line, 1).objectives);
  const changes: Change[] = [];
  for (let row = 0; row < 40; row++) {
    const x = (row + 0.5) / 40;
    changes.push({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, row, row) });
    changes.push({ type: 'suggested', id: row, name: 'x', distribution: float(0, 1), internal: x });
    changes.push({ type: 'reported', id: row, step: row < 4 ? 9 : 1, values: [0] });
    changes.push({ type: 'finished', id: row, state: 'pruned', values: [row < 4 ? 5 : 0], at: 1 });
  }
  const run = await tpe().start(problem(line, 1));
  run.observe(history, history.apply(changes));
  const xs = Array.from(
    { length: 20 },
    async (_, i) => (await run.propose([40], randomStream(i)))[0]!.params.get('x')!,
  );
  const near = (await Promise.all(xs)).filter((x) => x < 0.25).length; // the four that got to step 9, in spite of their values
  expect(near).toBeGreaterThan(14);
});

test('workers that run at once do not crowd', async () => {
  const line = space({ x: float(0, 1) });
  const history = new History(problem(line, 1).objectives);
  const objective = (values: Float64Array): number[] => [(values[0]! - 0.5) ** 2];
  const { events } = await simulate(tpe(), problem(line, 1), { trials: 30, objective });
  const run = await tpe().start(problem(line, 1));
  for (const changes of events) run.observe(history, history.apply(changes));
  const together = await run.propose([30, 31, 32, 33, 34, 35, 36, 37], randomStream(1));
  const xs = together.map(({ params }) => params.get('x')!).sort((a, b) => a - b);
  expect(new Set(xs).size).toBe(8);
  expect(xs.at(-1)! - xs[0]!).toBeGreaterThan(0.05);
});

/**
 * Twenty trials at seed 42, digit by digit: the same on every Node, and after any change that does not say in the changelog
 * that it changes them. Made by this test: `npx vitest run src/samplers/tpe/tpe.test.ts -u`.
 */
test('trials do not change from one release to the next', async () => {
  const options = { trials: 20, workers: 3, objective: (row: Float64Array) => [row[0]!] };
  const cases: Record<string, unknown> = {};
  for (const kind of ['mixed', 'numbers']) {
    const { values } = await simulate(tpe({ startup: 5 }), problemOf(kind, { seed: 42 }), options);
    cases[kind] = values.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? null : value)));
  }
  const golden = {
    source: 'Vernier itself',
    made: 'npx vitest run src/samplers/tpe/tpe.test.ts -u',
    tolerance: 0,
    cases,
  };
  await expect(`${JSON.stringify(golden).replaceAll('],[', '],\n[')}\n`).toMatchFileSnapshot('./tpe.golden.json');
});
