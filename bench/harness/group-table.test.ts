import { expect, test } from 'vitest';
import { groupTable, hasFront } from './group-table.ts';
import { peerOf, type Runs } from './runs.ts';
import { taskOf } from '../tasks/catalog.ts';

test('runs that are missing are a dash, and fronts have volumes instead of regrets', () => {
  const optimisers = [peerOf('nevergrad'), peerOf('hyperopt')];
  const runs: Runs = {
    failures: new Map(),
    find: ({ label }, task) =>
      label === 'hyperopt' ? null : { values: [task === 'branin' ? 1 : [0.5, 0.5]], ms: [1] },
    of: () => {
      throw new Error('not asked');
    },
  };
  const tasks = [taskOf('branin'), taskOf('front:zdt1')];
  expect(tasks.map(hasFront)).toEqual([false, true]);
  const text = groupTable(optimisers, tasks, [1], runs, 1);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  expect(text).toMatch(/hyperopt +– +÷ first +–/);
});
