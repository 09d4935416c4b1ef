import { expect, test } from 'vitest';
import { geometricMeans } from '../harness/statistics.ts';
import { recordedEntries } from './recorded-entries.ts';
import { recordedBest, recordedPeers } from './recorded.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

test('the best so far, and nothing beyond the end of a run', () => {
  const run = { seed: 1, trials: 50, improvements: [1, 9, 4, 5, 30, 2] };
  expect([1, 3, 4, 29, 30, 50].map((budget) => recordedBest(run, budget))).toEqual([9, 9, 5, 5, 2, 2]);
  expect(recordedBest(run, 51)).toBeNull();
});

test("Optuna's TPE on all 25 tasks has the regret that was published with the runs", () => {
  const entries = recordedEntries('optuna-tpe', [25, 50, 100, 200], ROOT);
  expect(entries).toHaveLength(25);
  const found = geometricMeans(entries, 4);
  [0.082, 0.03, 0.0097, 0.0033].forEach((published, i) => expect(found[i]! / published).toBeCloseTo(1, 1));
});

test('slow peers have shorter runs, on fewer tasks', () => {
  expect(recordedEntries('ax', [50], ROOT)).toHaveLength(14);
  expect(recordedEntries('ax', [100], ROOT)).toHaveLength(0);
  expect(Object.keys(recordedPeers(ROOT)).length).toBeGreaterThan(10);
});
