import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { openDriver } from '../../src/node/sqlite/driver.ts';
import { replay } from '../../src/study/replay/replay.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SCRIPT = fileURLToPath(new URL('./crash-study.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(database: string, trials: number, sampler: string): ChildProcess {
  return spawn(process.execPath, [BOOT, SCRIPT, database, `${database}.acknowledged`, String(trials), sampler], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

/** Kills the study soon after its first new result, or a little before. */
async function killInTheMiddle(child: ChildProcess, acknowledged: string, after: number): Promise<void> {
  const before = existsSync(acknowledged) ? readFileSync(acknowledged).length : 0;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const started = performance.now();
  while (child.exitCode === null && performance.now() - started < 20_000) {
    if (existsSync(acknowledged) && readFileSync(acknowledged).length > before) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, after));
  child.kill('SIGKILL');
  await gone;
}

async function stored(database: string): Promise<History> {
  const storage = sqlite(database);
  const study = (await storage.findStudy('crash'))!;
  const history = historyOf((await storage.load(study.id)).snapshot);
  await storage.close();
  return history;
}

/** Changes one stored digit of a trial's x. */
async function flipDigit(database: string, number: number): Promise<void> {
  const driver = await openDriver(database, undefined);
  const [[id, value]] = (await driver.all(
    "SELECT param_id, param_value FROM trial_params NATURAL JOIN trials WHERE number = ? AND param_name = 'x'",
    [number],
  )) as [[number, number]];
  const digits = value.toFixed(2);
  const flipped = Number(digits.slice(0, -1) + ((Number(digits.at(-1)) + 1) % 10));
  await driver.run('UPDATE trial_params SET param_value = ? WHERE param_id = ?', [flipped, id]);
  await driver.close();
}

/** The trial that a retry repeats, or the trial itself. */
const rootOf = (history: History, row: number): number =>
  (history.attribute(row, 'system', 'vernier:retry-of') as number | undefined) ?? row;

describe('the parent is killed again and again while four processes run trials', () => {
  test('nothing acknowledged is lost, nothing counted twice, and the last run finishes the exact budget', {
    timeout: 300_000,
  }, async () => {
    const database = join(folder, 'killed.db');
    const acknowledged = `${database}.acknowledged`;
    const trials = 260;
    for (let kill = 0; kill < 50; kill++)
      await killInTheMiddle(start(database, trials, 'random'), acknowledged, (kill * 37) % 60);
    const { code } = await outputOf(start(database, trials, 'random'));
    expect(code).toBe(0);

    const history = await stored(database);
    const told = readFileSync(acknowledged, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number) as [number, number]);
    expect(told.length).toBeGreaterThan(50);
    for (const [row, loss] of told) {
      expect(history.state(row)).toBe('complete');
      expect(history.losses[row]).toBe(loss);
    }
    expect(history.open).toEqual([]);
    const rows = Array.from({ length: history.size }, (_, row) => row);
    expect(rows.every((row) => history.table.ids[row]! >= 0)).toBe(true); // numbers without gap
    expect(new Set(rows.map((row) => rootOf(history, row))).size).toBe(trials);
    expect(history.size).toBeGreaterThan(trials + 20); // the kills did hit trials that ran
    const completed = rows.filter((row) => history.state(row) === 'complete').map((row) => rootOf(history, row));
    expect(new Set(completed).size).toBe(completed.length);
  });

  test.each(['random', 'grid', 'quasiRandom', 'tpe'])(
    '%s: every proposal of a study that was killed once can be computed again',
    { timeout: 60_000 },
    async (sampler) => {
      const database = join(folder, `${sampler}.db`);
      await killInTheMiddle(start(database, 60, sampler), `${database}.acknowledged`, 250);
      expect((await outputOf(start(database, 60, sampler))).code).toBe(0);
      const storage = sqlite(database);
      const report = await replay(storage, 'crash');
      expect(report.disagreements).toEqual([]);
      expect(report.checked).toBeGreaterThanOrEqual(60);
      expect(report.agreed).toBe(report.checked);

      await flipDigit(database, 17);
      const flipped = await replay(storage, 'crash');
      expect(flipped.disagreements).toContainEqual(expect.objectContaining({ number: 17, name: 'x' }));
      expect(Math.min(...flipped.disagreements.map(({ number }) => number))).toBe(17);
      await storage.close();
    },
  );
});
