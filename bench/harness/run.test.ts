import * as library from 'vernier';
import type { HistoryView, Sampler } from 'vernier';
import { random } from 'vernier/samplers';
import * as storage from 'vernier/storage';
import { expect, test } from 'vitest';
import { regretsAt, valueAt } from './regrets.ts';
import { runOurs, TRIAL_SECONDS } from './run.ts';
import { spaceOf } from './space-of.ts';
import { activeOf, regretOf, type Task, type TaskParam } from './task.ts';
import { table } from '../quality/tables.ts';
import { conditionalTasks } from '../tasks/conditional.ts';
import { devTasks } from '../tasks/dev.ts';
import { robustTasks } from '../tasks/robust.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const loaded = (sampler: Sampler) => ({ library, storage, sampler });
const named = (tasks: readonly Task[], name: string): Task => tasks.find((task) => task.name === name)!;

/** Random search that remembers the history it was shown. */
function watching(): { sampler: Sampler; history: () => HistoryView } {
  let seen: HistoryView | null = null;
  const inner = random();
  const sampler: Sampler = {
    ...inner,
    start(problem) {
      const run = inner.start(problem) as library.SamplerRun;
      return {
        ...run,
        propose: (trials, stream) => run.propose(trials, stream),
        suggest: (...given) => run.suggest(...given),
        observe(history, delta) {
          seen = history;
          run.observe(history, delta);
        },
      };
    },
  };
  return { sampler, history: () => seen! };
}

test.each([1, 4])('every trial lasts 60 s of the study’s own time, in batches of %i too', async (batch) => {
  const { sampler, history } = watching();
  await runOurs(loaded(sampler), named(devTasks(ROOT), 'sphere5'), { seed: 1, trials: 8, batch });
  expect(Array.from(history().seconds.subarray(0, 8))).toEqual(Array(8).fill(TRIAL_SECONDS));
});

test('random search on a table has the exact expectation of the best value', async () => {
  const { best, median, randomBest } = table('nbmacro', ROOT);
  const task = named(devTasks(ROOT), 'nbmacro');
  const found: number[] = [];
  for (let seed = 1; seed <= 300; seed++)
    found.push(valueAt(await runOurs(loaded(random()), task, { seed, trials: 25 }), 25)!);
  const mean = found.reduce((a, b) => a + b, 0) / found.length;
  const sd = Math.sqrt(found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (found.length - 1));
  expect(Math.abs(mean - randomBest['25']!)).toBeLessThan((4 * sd) / Math.sqrt(found.length));
  expect(regretOf(best, { best, median })).toBe(0);
});

test('noise: values are noiseless, and the regret is that of the recommended trial', async () => {
  const task = named(robustTasks(ROOT), 'noise:sphere5');
  const run = await runOurs(loaded(random()), task, { seed: 2, trials: 30 });
  const instance = task.instance(2);
  const recommended = run.recommended![29]!;
  expect(valueAt(run, 30)).toBe(run.values[recommended]);
  expect(valueAt(run, 30)).toBeGreaterThanOrEqual(Math.min(...(run.values as number[])));
  expect(regretsAt(run, instance, [30])[0]).toBeCloseTo(regretOf(run.values[recommended] as number, instance), 12);
});

test('crashes and NaN are no values; a run without any has the regret of a random configuration', async () => {
  const run = await runOurs(loaded(random()), named(robustTasks(ROOT), 'crashes:sphere5'), { seed: 3, trials: 40 });
  const crashed = run.values.filter((value) => value === null).length;
  expect(crashed).toBeGreaterThan(4);
  expect(crashed).toBeLessThan(24);
  expect(regretsAt({ values: [null, null], ms: [] }, { best: 0, median: 1 } as never, [2])).toEqual([1]);
});

test('infeasible trials do not count', () => {
  expect(valueAt({ values: [1, 5, 3], violations: [0.1, 0, 0], ms: [] }, 3)).toBe(3);
});

test('a conditional task becomes branches within branches, and only what exists has values', async () => {
  const task = named(conditionalTasks(ROOT), 'cash_1067');
  const { params } = task.instance(1);
  const space = spaceOf(library, params);
  expect(space.nodes.map(({ name }) => name).sort()).toEqual(params.map(({ name }) => name).sort());
  const run = await runOurs(loaded(random()), task, { seed: 1, trials: 5 });
  expect(run.values.every((value) => typeof value === 'number')).toBe(true);
});

test('parameters below an inactive parent do not exist', () => {
  const params: TaskParam[] = [
    { name: 'a', kind: 'categorical', choices: ['x', 'y'] },
    { name: 'b', kind: 'categorical', choices: ['x', 'y'], when: { a: ['x'] } },
    { name: 'c', kind: 'float', low: 0, high: 1, when: { b: ['y'] } },
  ];
  expect(activeOf(params, { a: 'y', b: 'y', c: 0.5 })).toEqual({ a: 'y' });
  expect(activeOf(params, { a: 'x', b: 'y', c: 0.5 })).toEqual({ a: 'x', b: 'y', c: 0.5 });
});
