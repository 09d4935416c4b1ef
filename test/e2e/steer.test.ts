import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { LIMITS } from '../../src/study/shared/set-limits.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const CONFIG = `name: slow
command: [sh, -c, 'sleep 0.2; echo "vernier {\\"loss\\": 1}"']
metric: { name: loss, goal: minimize }
parameters: { x: { min: 0.0, max: 1.0 } }
sampler: random
budget: { trials: 4 }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-steer-'));
  writeFileSync(join(folder, 'tune.yaml'), CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vernier = (...words: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });

/** A run in the background: what it has printed, and its end. */
function started(...words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'run', 'tune.yaml', '--plain', ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (piece) => (out += String(piece)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = async (words: string): Promise<void> => {
    const began = Date.now();
    while (!out.includes(words)) {
      if (Date.now() - began > 20_000) throw new Error(`waited 20 s for ${words} in:\n${out}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { said, ended, text: () => out };
}

test('a study is paused and resumed from the command line; the run that waits says so', async () => {
  expect(vernier('run', 'tune.yaml', '--plain', '-n', '1').status).toBe(0);
  const paused = vernier('pause', '--reason', 'the disk is full');
  expect([paused.status, paused.stdout]).toEqual([
    0,
    'Paused slow: no trial starts until it is resumed. Those that run go on.\n',
  ]);
  expect(vernier('pause', 'slow').stdout).toMatch(/^slow is paused already, by .* \(the disk is full\)\.\n$/);
  const run = started();
  await run.said('(the disk is full): no trial starts until it is resumed.');
  expect(run.text()).not.toContain('trial 1');
  expect(JSON.parse(vernier('resume', '--json').stdout)).toEqual({ study: 'slow', wasPaused: true });
  await run.said('Resumed: trials start again.');
  expect(await run.ended).toBe(0);
  expect(run.text()).toContain('trial 3 complete');
  expect(vernier('resume').stdout).toBe('slow was not paused.\n');
  expect(vernier('pause', 'nope')).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('There is no study "nope" here.'),
  });
}, 60_000);

test('limits that are set while it runs hold, and are said; --trials says something else', async () => {
  expect(vernier('run', 'tune.yaml', '--plain', '-n', '1').status).toBe(0);
  const storage = sqlite(join(folder, 'vernier.db'));
  const { id } = (await storage.findStudy('slow'))!;
  await storage.setStudyAttribute(id, 'system', LIMITS, {
    trials: 2,
    concurrency: null,
    deadline: null,
    by: 'ada',
    at: 1,
  });
  const run = started();
  await run.said('Limits of this study were set by ada, and go before those of a run: 2 trials in all.');
  expect(await run.ended).toBe(0);
  expect(run.text()).not.toContain('trial 2 ');
  expect(vernier('run', 'tune.yaml', '--plain', '--trials', '3').stdout).toContain('trial 2 complete');
  await storage.close();
}, 60_000);
