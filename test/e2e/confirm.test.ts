import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { repeatsOf } from '../../src/history/repeats.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { replay } from '../../src/study/replay/replay.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SCRIPT = fileURLToPath(new URL('./confirm-study.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-confirm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (database: string, top = 3): ChildProcess =>
  spawn(process.execPath, [BOOT, SCRIPT, database, `${database}.log`, String(top)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function said(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += String(chunk)));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}

const logged = (database: string): readonly string[] =>
  existsSync(`${database}.log`) ? readFileSync(`${database}.log`, 'utf8').trim().split('\n') : [];

/** Each of twelve repeats is there once, complete; what was proposed can be computed again. */
async function checkStored(database: string): Promise<void> {
  const storage = sqlite(database);
  const history = historyOf((await storage.load((await storage.findStudy('confirmed'))!.id)).snapshot);
  const repeats = repeatsOf(history);
  expect(repeats.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'complete'));
  const complete = Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => history.state(row) === 'complete',
  );
  expect(complete).toHaveLength(20 + 12);
  const report = await replay(storage, 'confirmed');
  expect([report.disagreements, report.checked]).toEqual([[], 20]);
  await storage.close();
}

test('two processes share the repeats: none is run twice, and both know the winner', async () => {
  const database = join(folder, 'shared.db');
  await said(start(database, 0)); // one that searches on would find other candidates
  const both = [start(database), start(database)].map(said);
  const [a, b] = (await Promise.all(both)).map((text) => JSON.parse(text));
  const runs = logged(database).map((line) => line.split(' ').slice(0, 2).join(' '));
  expect(runs).toHaveLength(12);
  expect(new Set(runs).size).toBe(12);
  expect(a.runs + b.runs).toBe(12);
  expect([a.missing, b.missing]).toEqual([0, 0]);
  expect(a.best).toBe(b.best);
  expect(a.result).toEqual(b.result);
  await checkStored(database);
}, 60_000);

test('killed again and again in the middle, it runs only what is missing', async () => {
  const database = join(folder, 'killed.db');
  for (let kills = 0; kills < 4; kills++) {
    const child = start(database);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const before = logged(database).length;
    const began = performance.now();
    while (logged(database).length === before && child.exitCode === null && performance.now() - began < 20_000)
      await new Promise((wake) => setTimeout(wake, 5));
    child.kill('SIGKILL');
    await gone;
  }
  const last = JSON.parse(await said(start(database)));
  expect(last.missing).toBe(0);
  // What a kill interrupted, at most two at a time, is run once more; nothing else is.
  expect(logged(database).length).toBeLessThanOrEqual(12 + 2 * 4);
  await checkStored(database);
}, 120_000);

describe('with the built program', () => {
  const run = async (...args: readonly string[]): Promise<string> => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return said(child);
  };
  const NOISY = `x=\${1#--x=}
awk "BEGIN { srand(\${VERNIER_REPEAT:-0} * 1000 + \${VERNIER_TRIAL_NUMBER}); rand(); printf \\"vernier {\\\\\\"loss\\\\\\": %.6f}\\\\n\\", ($x - 0.3) ^ 2 + 0.2 * rand() }"
`;
  const TUNE = `command: [sh, noisy.sh, "\${args}"]
parameters: { x: { min: 0.0, max: 1.0 } }
metric: { name: loss, goal: minimize }
seed: 1
sampler: random
`;

  test('the ending, best, show and JSON name the confirmed winner, and how lucky the raw best was', async () => {
    writeFileSync(join(folder, 'noisy.sh'), NOISY);
    writeFileSync(join(folder, 'tune.yaml'), TUNE);
    const ending = await run('run', 'tune.yaml', '--trials', '8', '--confirm', '2x3', '--plain');
    expect(ending).toMatch(/All trials are done: 8 trials in/);
    expect(ending).toMatch(/Best loss +[\d.]+ ± [\d.]+ /);
    expect(ending.replace(/\s+/g, ' ')).toMatch(/Confirmed: trial \d, loss [\d.]+ ± [\d.]+ \(3 runs\)\. .* too good\./);
    expect(await run('best', 'tune')).toMatch(/^loss [\d.]+ ± [\d.]+ {2}\(trial \d\)\n.*\nConfirmed: /);
    const shown = await run('show', 'tune');
    expect(shown).toMatch(/trials +8 complete, 6 confirming/);
    expect(shown).toMatch(/best +[\d.]+ ± /);
    const { number, confirmation } = JSON.parse(await run('best', 'tune', '--json'));
    expect(confirmation.winner.trial).toBe(number);
    expect(confirmation.trials.map(({ scores }: { scores: number[] }) => scores.length)).toEqual([3, 3]);
    const again = JSON.parse(await run('run', 'tune.yaml', '--trials', '8', '--confirm', '2x3', '--json'));
    expect(again).toMatchObject({ complete: 0, trials: 8, confirmation: { runs: 0, missing: 0 } });
    expect(again.spent.computeSeconds).toBeGreaterThan(0);
    expect(again.spent.cost).toBeNull();
    expect(await run('replay', 'tune')).toMatch(/^8 of 8 proposals of tune agree/);
  }, 60_000);

  test('stopped while the best are confirmed, it ends as one that was stopped, and has the command that runs the rest', async () => {
    writeFileSync(join(folder, 'slow.sh'), `sleep \${VERNIER_REPEAT:-0}\n${NOISY}`);
    writeFileSync(join(folder, 'slow.yaml'), TUNE.replace('noisy.sh', 'slow.sh'));
    const child = spawn(process.execPath, [MAIN, 'run', 'slow.yaml', '-n', '2', '--confirm', '1', '--plain'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const code = new Promise((resolve) => child.on('exit', resolve));
    child.stdout.on('data', (text) => {
      if (String(text).includes('once more')) child.kill('SIGTERM');
    });
    expect(await said(child)).toMatch(/Not finished: 2 runs left, for you stopped\. To run them:\s.* --trials\s2\n/s);
    expect(await code).toBe(130);
    expect(await run('best', 'slow')).toMatch(/\nNot finished: 2 runs left\. /);
    expect(await run('show', 'slow')).toMatch(/\n {2}Not finished: 2 runs left\. /);
  }, 60_000);
});
