import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { float, int } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy } from '../../src/study/opening/create.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-doctor-'));

const doctor = (...args: readonly string[]): Promise<{ code: number; stdout: string }> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [MAIN, 'doctor', '-s', 'sqlite:s.db', ...args],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout) => resolve({ code: error === null ? 0 : Number(error.code), stdout }),
    ),
  );

beforeAll(async () => {
  const storage = sqlite(join(folder, 's.db'));
  const searched = space({ depth: int(1, 12), x: float(0, 1) });
  const ill = await createStudy({ name: 'ill\u001b[31m', storage, space: searched, sampler: random(), seed: 1 });
  await ill.optimize(
    ({ depth, x }) => {
      if (depth > 8) throw new Error('out of memory');
      return (depth - 4) ** 2 / 20 + (x - 0.4) ** 2;
    },
    { trials: 60 },
  );
  const well = await createStudy({ name: 'well', storage, space: searched, sampler: random(), seed: 1 });
  await well.optimize(({ depth, x }) => (depth - 4) ** 2 / 50 + (x - 0.4) ** 2, { trials: 60 });
  const lost = await createStudy({ name: 'lost', storage, space: searched, sampler: random(), seed: 1 });
  await lost.optimize(() => Number.NaN, { trials: 12, firstFailures: 20 });
  await storage.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('what is wrong comes first, then what was looked at; the exit code tells only where it was asked to', async () => {
  const { code, stdout } = await doctor('--', 'ill\u001b[31m');
  expect(code).toBe(0);
  expect(stdout).not.toContain('\u001b');
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^ill: \d findings? in 60 trials$/);
  expect(lines[2]).toMatch(/^ {2}✗ Where depth > 8, (\d+) of \1 trials failed \(100 %\); elsewhere 0 of \d+\.$/);
  expect(lines.slice(3, 6)).toEqual([
    '    → Search depth in [1, 8] alone.',
    '      depth: { distribution: int_uniform, min: 1, max: 8 }',
    expect.stringMatching(/^ {6}(npx )?vernier run tune\.yaml --accept-changes$/),
  ]);
  expect(stdout).toContain('✗ failures           see above');
  expect((await doctor('--exit-code', '--', 'ill\u001b[31m')).code).toBe(7);
});

test('a healthy one is said to be; as JSON it is all there', async () => {
  const { code, stdout } = await doctor('well', '--exit-code');
  expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'well: nothing found in 60 trials' });
  const { findings, checks, trials, study } = JSON.parse((await doctor('well', '--json')).stdout) as Record<
    string,
    unknown[]
  >;
  expect({ findings, trials, study }).toEqual({ findings: [], trials: 60, study: 'well' });
  expect(checks).toHaveLength(9);
});

test('where all trials failed, that is said first', async () => {
  const { stdout } = await doctor('lost');
  expect(stdout.split('\n')[0]).toBe('lost: nothing found in 12 trials, none of which has a result');
  expect(stdout).toContain('? failures           All 12 trials failed: that has no place in the space.');
});
