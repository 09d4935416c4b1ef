import { expect, test } from 'vitest';
import { GROUPS, ROWS, rowOf } from './rows.ts';

/** The figures that the project has promised; one that is missing counts as missed. */
const PROMISED = [
  'tpe-ask-1000x10',
  'tpe-loop-1000x40',
  'tpe-tell-10000x10',
  'gp-ask-200x10',
  'gp-ask-400x20',
  'gp-ask-2000x10',
  'auto-ask-1000x10',
  'cma-10k-40',
  'nsga2-10k-40',
  'motpe-1000-40',
  'loop-random-10',
  'loop-random-40',
  'sqlite-ratio-normal',
  'sqlite-ratio-full',
  'history-100k',
  'server-streams',
  'report-size',
  'accessibility',
  'draw-scatter',
  'draw-parallel',
  'brush',
  'cli-help',
  'import-vernier',
  'size-core',
  'budget-kept',
  'judge-1000x100',
  'importance-1000x10',
  'importance-fanova-1000x10',
  'epochs-saved-auto',
  'epochs-saved-asha',
  'fidelity-regret',
  'false-stops',
  'pasha',
  'pbt',
  'forecast-band',
  'random-exact',
  'tpe-quality',
  'tpe-conditional',
  'auto-dev',
  'auto-report',
  'auto-conditional',
  'auto-weak',
  'auto-robust',
  'auto-batch',
  'auto-pareto',
  'auto-constrained',
  'auto-transfer',
];

test('every promised figure has a row', () => {
  expect(Object.keys(ROWS)).toEqual(expect.arrayContaining(PROMISED));
});

test.each(Object.keys(ROWS))('%s says what it is', async (id) => {
  const row = await rowOf(id);
  expect(row.id).toBe(id);
  expect(row.what.length).toBeGreaterThan(10);
  expect(Object.values(row.limit)[0]).toBeGreaterThanOrEqual(0);
});

test('groups name rows that exist', () => {
  for (const ids of Object.values(GROUPS)) for (const id of ids) expect(ROWS).toHaveProperty([id]);
});
