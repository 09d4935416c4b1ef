import { expect, test } from 'vitest';
import { pageOf } from './page.ts';
import type { Optimiser, Runs } from './runs.ts';
import type { Task } from './task.ts';

const optimisers: readonly Optimiser[] = [
  { kind: 'peer', label: 'ours', hash: '', peer: 'ours' },
  { kind: 'peer', label: '<theirs>', hash: '', peer: 'theirs' },
];
const tasks: readonly Task[] = ['a', 'b', 'c'].map((name) => ({
  name,
  group: name === 'c' ? 'second' : 'first',
  version: 1,
  instance: () => ({ params: [], best: 0, median: 1, values: () => [0] }),
}));

/** Ours is better everywhere but on task c. */
const runs: Runs = {
  failures: new Map(),
  find: ({ label }, task, seed) => {
    const good = (label === 'ours') === (task !== 'c');
    return { values: Array.from({ length: 50 }, (_, i) => (good ? 0.1 : 0.5) / (i + 1 + seed)), ms: Array(50).fill(2) };
  },
  of(optimiser, task, seed) {
    return this.find(optimiser, task, seed)!;
  },
};

test('a page has its pictures and tables inside, names the loss, and lets no name be markup', () => {
  const page = pageOf({ machine: 'A & B' }, [
    { title: 'Some', says: 'Three tasks.', optimisers, tasks, seeds: [1, 2], trials: 50, runs },
  ]);
  expect(page.match(/<svg/g)).toHaveLength(4); // all, ranks, two groups
  expect(page).not.toContain('<theirs>');
  expect(page).not.toMatch(/NaN|undefined|Infinity|src=|href=/);
  expect(page).toContain('1 of 3');
  expect(page).toMatch(/<td>c<\/td><td>second<\/td>.*<td>5\.00<\/td>/);
});
