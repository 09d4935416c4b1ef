import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { SUITE_NAMES, suite, taskOf, tasksLike } from './catalog.ts';
import { randomParams } from './random-params.ts';

test('a name means one task', () => {
  const names = SUITE_NAMES.flatMap((name) => suite(name).map((task) => task.name));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('every task answers random configurations, the same each time', () => {
  for (const name of SUITE_NAMES)
    for (const task of suite(name))
      for (const seed of [102]) {
        const { params, values, best, median, objectives = 1, observe, constraints } = task.instance(seed);
        expect(best, task.name).toBeLessThan(median);
        const random = uniform(seed);
        for (let i = 0; i < 4; i++) {
          const chosen = randomParams(params, random);
          const found = values(chosen);
          expect(found, task.name).toHaveLength(objectives);
          expect(values(chosen)).toEqual(found);
          if (objectives === 1 && !constraints && !Number.isNaN(found[0]))
            expect(found[0], task.name).toBeGreaterThan(best - 1e-6);
          expect(observe?.(chosen, 3)).toEqual(observe?.(chosen, 3));
        }
      }
});

test('patterns: suites, groups, names, stars', () => {
  expect(tasksLike('all')).toHaveLength(25);
  expect(tasksLike('NAS').map(({ name }) => name)).toContain('nbmacro');
  expect(tasksLike('noise:*')).toHaveLength(10);
  expect(tasksLike('rosen5,rosen5,dev')).toHaveLength(25);
  expect(() => tasksLike('nothing')).toThrow('nothing');
  expect(taskOf('crashes:rosen5').group).toBe('crashes');
});
