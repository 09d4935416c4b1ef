import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/samplers/random.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import { createStudy } from '../../src/study/opening/create.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-recommended-'));
const database = join(folder, 'studies.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function vernier(words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words, '--storage', `sqlite:${database}`], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  return stdout;
}

/** Trial 0 came to 0.5 in ten epochs; trial 1 runs, and is at less than that after six. */
beforeAll(async () => {
  const storage = sqlite(database);
  const study = await createStudy({
    name: 'curves',
    storage,
    space: space({ x: float(0, 1) }),
    fidelity: { name: 'epoch', min: 1, max: 10 },
    objectives: { loss: 'minimize' },
    sampler: random(),
    seed: 1,
  });
  const first = await study.ask();
  for (let epoch = 1; epoch <= 10; epoch++) await first.report(0.4 + 1 / epoch, epoch);
  await study.tell(first, 0.5);
  const second = await study.ask();
  for (let epoch = 1; epoch <= 6; epoch++) await second.report(0.2 + 1 / epoch, epoch);
  await study.close();
  await storage.close();
});

const WORDS = 'Trial 1, running at epoch 6, is expected to end better, at about 0.296.';

test('show and best say which trial is expected to end better than the best complete one', async () => {
  expect(await vernier(['show', 'curves'])).toContain(WORDS);
  const best = await vernier(['best', 'curves']);
  expect(best).toMatch(/^loss 0\.5 {2}\(trial 0\)/);
  expect(best).toContain(WORDS);
});

test('as JSON it is there with show; best answers with the complete trial alone', async () => {
  const { recommendation } = JSON.parse(await vernier(['show', 'curves', '--json']));
  expect(recommendation).toMatchObject({ trial: 1, step: 6, over: 0 });
  expect(recommendation.value).toBeCloseTo(0.3, 1);
  expect(JSON.parse(await vernier(['best', 'curves', '--json']))).toMatchObject({ number: 0, state: 'complete' });
});
