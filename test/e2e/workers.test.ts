import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { random } from '../../src/math/random.ts';
import type { Resumption } from '../../src/history/lineage.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SCRIPT = fileURLToPath(new URL('./worker-study.ts', import.meta.url));
const FULL = process.env['VERNIER_FULL'] === '1';
const WORKERS = 16;
const KILLS = FULL ? 160 : 16;
const TRIALS = FULL ? 240 : 48;
const EPOCHS = 12;

const folder = mkdtempSync(join(tmpdir(), 'vernier-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly pid: number;
  readonly at: number;
  readonly what: string;
  readonly numbers: readonly number[];
}

const start = (database: string, log: string): ChildProcess =>
  spawn(process.execPath, [BOOT, SCRIPT, database, log, String(TRIALS)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });

const gone = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/** Keeps so many workers running, kills one after the other at random moments, then lets the rest finish. */
async function killAgainAndAgain(database: string, log: string): Promise<void> {
  const chance = random(7);
  const workers = Array.from({ length: WORKERS }, () => start(database, log));
  while (!existsSync(log)) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let kills = 0; kills < KILLS && workers.some((worker) => worker.exitCode === null); ) {
    await new Promise((resolve) => setTimeout(resolve, 20 + 180 * chance.uniform()));
    const begun = new Set(linesOf(log).map(({ pid }) => pid));
    const running = [...workers.keys()].filter((i) => begun.has(workers[i]!.pid!) && workers[i]!.exitCode === null);
    if (running.length === 0) continue; // those that were started last are not there yet
    kills++;
    const at = running[Math.floor(chance.uniform() * running.length)]!;
    workers[at]!.kill('SIGKILL');
    await gone(workers[at]!);
    workers[at] = start(database, log);
  }
  await Promise.all(workers.map(gone));
}

async function stored(database: string): Promise<History> {
  const storage = sqlite(database, { access: 'read' });
  const study = (await storage.findStudy('workers'))!;
  const history = historyOf((await storage.load(study.id)).snapshot);
  await storage.close();
  return history;
}

const linesOf = (log: string): readonly Line[] =>
  readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, at, what, ...numbers] = line.split(' ');
      return { pid: Number(pid), at: Number(at), what: what!, numbers: numbers.map(Number) };
    });

test(`${WORKERS} workers are killed ${KILLS} times: no report is lost, nobody runs twice, all go on where they stopped`, async () => {
  const database = join(folder, 'workers.db');
  const log = join(folder, 'workers.log');
  await killAgainAndAgain(database, log);

  const history = await stored(database);
  const rows = Array.from({ length: history.size }, (_, row) => row);
  const rootOf = (row: number): number =>
    (history.attribute(row, 'system', 'vernier:retry-of') as number | undefined) ?? row;
  const lines = linesOf(log);

  // Every trial that was begun has come to its end, once, and the number of them is exact.
  expect(history.open).toEqual([]);
  const complete = rows.filter((row) => history.state(row) === 'complete').map(rootOf);
  expect(new Set(complete).size).toBe(complete.length);
  expect(new Set(rows.map(rootOf)).size).toBe(TRIALS);
  expect(complete.length).toBe(TRIALS);
  const lost = rows.filter((row) => history.state(row) === 'failed');
  expect(lost.length).toBeGreaterThan(KILLS / 3); // the kills did hit trials that ran

  // What was acknowledged is there.
  const reported = lines.filter(({ what }) => what === 'report');
  expect(reported.length).toBeGreaterThan(TRIALS * EPOCHS * 0.9);
  for (const { numbers } of reported) {
    const { steps, losses } = history.reports(numbers[0]!);
    expect(losses[steps.indexOf(numbers[1]!)]).toBe(numbers[2]);
  }

  // One after the other, each run of a trial begins where the last known checkpoint of the one before says.
  let resumed = 0;
  for (const root of new Set(rows.map(rootOf))) {
    let until = 0;
    let epoch = 0;
    for (const row of rows.filter((other) => rootOf(other) === root)) {
      const own = lines.filter(({ what, numbers }) => (what === 'start' || what === 'report') && numbers[0] === row);
      if (own.length === 0) continue; // its worker died before it could begin
      expect(new Set(own.map(({ pid }) => pid)).size).toBe(1);
      expect(own[0]!.at).toBeGreaterThanOrEqual(until);
      until = own.at(-1)!.at;
      const [, step, begun] = own[0]!.numbers as [number, number, number];
      expect(begun).toBe(step);
      expect(step).toBeGreaterThanOrEqual(epoch);
      const last = own.at(-1)!;
      // A checkpoint is stored at the latest with the next report.
      if (last.what === 'report') epoch = Math.max(epoch, Math.floor((last.numbers[1]! - 1) / 3) * 3);
      if (step > 0 && last.what === 'report') {
        const from = history.attribute(row, 'system', 'vernier:resumed') as unknown as readonly Resumption[];
        expect(from.at(-1)).toMatchObject({ step, first: step + 1 });
        expect(from.at(-1)!.seconds).toBeGreaterThan(0);
        expect(from.at(-1)!.anew).toBeUndefined();
        resumed++;
      }
    }
  }
  expect(resumed).toBeGreaterThan(KILLS / 8);
  for (const row of rows.filter((other) => history.state(other) === 'complete'))
    expect(Array.from(history.reports(row).steps)).toEqual(Array.from({ length: EPOCHS }, (_, i) => i + 1));
}, 600_000);
