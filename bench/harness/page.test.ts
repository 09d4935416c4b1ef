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
  expect(page.match(/>regret<\/text>/g)).toHaveLength(3);
  expect(page).not.toContain('<theirs>');
  expect(page).not.toMatch(/NaN|undefined|Infinity|src=|href=/);
  expect(page).toContain('1 of 3 at 25, 1 of 3 at 50 trials');
  expect(page).toMatch(/<td>c<\/td><td>second<\/td><td><b>5\.00<\/b> &#60;theirs&#62;<\/td>/);
});

test('what is not shown is said, and so are rows that have missed', () => {
  const row = {
    id: 'some-row',
    what: 'Some',
    value: 0.5,
    unit: 'regret',
    limit: 0.4,
    bound: 'at most',
    ok: false,
  } as const;
  const section = { title: 'Some', says: '', optimisers, tasks, seeds: [1, 2], trials: 50, runs };
  const page = pageOf({}, [section], ['Others, where there are 3 of 20 runs of auto.'], [row]);
  expect(page).toContain('<li>Others, where there are 3 of 20 runs of auto.</li>');
  expect(page).toContain('0 of 1 hold');
  expect(page).toMatch(/some-row<\/td><td>0\.50 regret<\/td><td>at most 0\.4<\/td><td><b>missed<\/b>/);
});

test('long names of samplers are cut and stay inside the picture', () => {
  const label = 'gp:startup=6+candidates=1024@HEAD~3';
  const long: readonly Optimiser[] = [{ ...optimisers[0]!, label }, optimisers[1]!];
  const named: Runs = {
    ...runs,
    find: ({ label: name }, ...rest) => runs.find({ ...optimisers[name === label ? 0 : 1]! }, ...rest),
  };
  const page = pageOf({}, [
    { title: 'Some', says: '', optimisers: long, tasks, seeds: [1, 2], trials: 50, runs: named },
  ]);
  expect(page).toContain(`<title>${label}</title>`);
  for (const [, x, text] of page.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="start"[^>]*>([^<]*)/g))
    expect(Number(x) + 7.6 * text!.length).toBeLessThanOrEqual(460.5);
});
