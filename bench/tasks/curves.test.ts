import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { type Curve, curveTasks, flooredRegret } from './curves.ts';
import { randomParams } from './random-params.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const TASKS = curveTasks(ROOT);

interface Golden {
  readonly tolerance: number;
  readonly cases: readonly {
    readonly task: string;
    readonly config: Readonly<Record<string, number>>;
    readonly epochs: readonly number[];
    readonly val_accuracy?: readonly number[];
    readonly time?: readonly number[];
    readonly valid?: readonly (number | null)[];
  }[];
}
const golden = JSON.parse(readFileSync(new URL('curves.golden.json', import.meta.url), 'utf8')) as Golden;

test.each(golden.cases)(
  '$task answers what its table says',
  ({ task: name, config, epochs, val_accuracy, time, valid }) => {
    const task = TASKS.find((each) => each.name === name)!;
    const curve = task.curve(config);
    epochs.forEach((epoch, i) => {
      const expected = valid === undefined ? 100 - val_accuracy![i]! : (valid[i] ?? Number.NaN);
      if (Number.isNaN(expected)) expect(curve.value(epoch)).toBeNaN();
      else
        expect(Math.abs(curve.value(epoch) - expected)).toBeLessThan(
          golden.tolerance * Math.max(1, Math.abs(expected)),
        );
      const total = Array.from({ length: epoch }, (_, e) => curve.seconds(e + 1)).reduce((a, b) => a + b);
      expect(Math.abs(total / (time?.[i] ?? epoch) - 1)).toBeLessThan(0.01);
    });
  },
);

test('twelve tasks; random configurations have curves, and no epoch takes less than no time', () => {
  expect(TASKS).toHaveLength(12);
  expect(new Set(TASKS.map(({ seedOffset }) => seedOffset)).size).toBe(12);
  for (const task of TASKS) {
    expect(task.best).toBeLessThan(task.median);
    const random = uniform(3);
    for (let i = 0; i < 3; i++) {
      const curve = task.curve(randomParams(task.params, random));
      for (const epoch of [1, 2]) {
        expect(curve.seconds(epoch)).toBeGreaterThanOrEqual(0);
        expect(curve.value(epoch)).not.toBe(Number.POSITIVE_INFINITY);
      }
      expect(curve.value(task.epochs)).not.toBeLessThan(task.best - 1e-6);
    }
  }
});

test('what random search reaches is known for every task, and falls', () => {
  for (const { random } of TASKS) {
    const regrets = [1, 2, 5, 10, 20, 50].map((runs) => random[runs]!);
    for (const [i, regret] of regrets.entries()) expect(regret).toBeLessThanOrEqual(i === 0 ? 1 : regrets[i - 1]!);
  }
});

test('TaskSet: the nearest configuration of the pool answers', () => {
  const task = TASKS.find(({ group }) => group === 'taskset')!;
  const { config } = golden.cases.find((each) => each.task === task.name)!;
  const moved = { ...config, learning_rate: config['learning_rate']! * 1.01 };
  expect(task.curve(moved).value(51)).toBe(task.curve(config).value(51));
  const elsewhere = { ...config, learning_rate: 1e-8, l1: 10, epsilon: 1000 };
  expect(task.curve(elsewhere).value(51)).not.toBe(task.curve(config).value(51));
});

test('TaskSet: a search is answered by each configuration once', () => {
  const task = TASKS.find(({ group }) => group === 'taskset')!;
  const { config } = golden.cases.find((each) => each.task === task.name)!;
  const [one, other] = [task.search(), task.search()];
  const read = (curve: Curve): string => [1, 2, 9, 51].map((epoch) => curve.value(epoch)).join();
  const first = read(one(config));
  const later = Array.from({ length: 999 }, () => read(one(config)));
  expect(first).toBe(read(task.curve(config)));
  expect(new Set([first, ...later]).size).toBeGreaterThan(980); // some runs are the same
  expect(read(one(config))).toBe(first); // all are used: from the beginning
  expect(read(other(config))).toBe(first);
});

test('regret: 0 at the best known value, 1 at the median and whatever is worse', () => {
  expect(flooredRegret(3, { best: 3, median: 5 })).toBe(1e-4);
  expect(flooredRegret(4, { best: 3, median: 5 })).toBe(0.5);
  expect(flooredRegret(900, { best: 3, median: 5 })).toBe(1);
  expect(flooredRegret(Number.NaN, { best: 3, median: 5 })).toBe(1);
});
