import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Reference, verdictOf } from './harness/gate-verdict.ts';
import { uniform } from './quality/functions.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

// Runs of code that has been measured before are read, not made again. New code takes about two minutes on two idle cores; beside
// other test files, or on a busy machine, several times that.
test('the default sampler is not worse than the reference of the previous release', {
  timeout: 1_200_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/bench.mjs', 'gate'], { cwd: ROOT });
  expect(stdout).toMatch(/: not worse$/m);
});

function reference(shift: number, salt: number): Reference {
  const random = uniform(salt);
  const logs = Object.fromEntries(
    Array.from({ length: 12 }, (_, t) => [`task ${t}`, Array.from({ length: 10 }, () => -4 + 3 * random() + shift)]),
  );
  return { sampler: 'some', trials: 100, seeds: [1], logs };
}

test('a sampler with twice the regret is found out, an equal one and a better one pass', () => {
  const before = reference(0, 1);
  expect(verdictOf(reference(Math.LN2, 2), before).worse).toBe(true);
  expect(verdictOf(reference(0, 2), before).worse).toBe(false);
  expect(verdictOf(reference(-Math.LN2, 2), before).worse).toBe(false);
});

test('other tasks or seeds cannot be compared', () => {
  expect(() => verdictOf(reference(0, 1), { ...reference(0, 1), seeds: [2] })).toThrow('--write');
});
