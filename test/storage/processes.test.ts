import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { openDriver } from '../../src/node/sqlite/driver.ts';
import { sqlite } from '../../src/node/sqlite.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A worker process and the lines it has printed. */
interface Worker {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly gone: Promise<void>;
}

async function workers(count: number, file: string, budget: number): Promise<readonly Worker[]> {
  const all = Array.from({ length: count }, (): Worker => {
    const child = spawn(process.execPath, [BOOT, WORKER, file, 's', String(budget)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    let rest = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop()!; // a line that a kill cut off counts for nothing
      lines.push(...parts);
    });
    return { child, lines, gone: new Promise((resolve) => child.on('close', () => resolve())) };
  });
  await until(() => all.every(({ lines }) => lines[0] === 'ready'));
  for (const { child } of all) child.stdin!.write('go\n');
  return all;
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i > 6000) throw new Error('waited a minute for a worker process');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function historyIn(file: string): Promise<History> {
  const storage = sqlite(file);
  const history = historyOf((await storage.load((await storage.findStudy('s'))!.id)).snapshot);
  await storage.close();
  return history;
}

async function newStudy(file: string, waiting: number): Promise<void> {
  const storage = sqlite(file, { durability: 'normal' });
  const { id } = await storage.createStudy('s', [{ name: 'value', direction: 'minimize' }]);
  await storage.createTrials(
    id,
    Array.from({ length: waiting }, () => ({ state: 'waiting' }) as const),
  );
  await storage.close();
}

const numbersOf = (all: readonly Worker[]): readonly number[] =>
  all.flatMap(({ lines }) => lines.slice(1).map((line) => Number.parseInt(line, 10))).sort((a, b) => a - b);

test('four processes: no gap, no repeat, no trial run twice, the exact budget', { timeout: 120_000 }, async () => {
  const file = join(folder, 'four.db');
  await newStudy(file, 60);

  const all = await workers(4, file, 400);
  await Promise.all(all.map(({ gone }) => gone));

  const every = Array.from({ length: 400 }, (_, number) => number);
  expect(numbersOf(all)).toEqual(every); // each trial was acknowledged to one process, once
  expect(all.flatMap(({ lines }) => lines.filter((line) => line.endsWith('claimed'))).length).toBe(60);
  expect(all.filter(({ lines }) => lines.length > 1).length).toBeGreaterThan(1); // they did work side by side
  const history = await historyIn(file);
  expect([history.size, history.open]).toEqual([400, []]);
  expect(every.map((row) => history.record(row).values)).toEqual(every.map((number) => [number]));
});

test('writers killed in the middle: nothing acknowledged is lost, and their trials are known at once', {
  timeout: 120_000,
}, async () => {
  const file = join(folder, 'killed.db');
  await newStudy(file, 20);
  const acknowledged: number[] = [];
  for (let round = 0; round < 3; round++) {
    const all = await workers(3, file, 100_000);
    for (const [i, { child, lines, gone }] of all.entries()) {
      await until(() => lines.length > 20);
      await new Promise((resolve) => setTimeout(resolve, 7 * i)); // not all in the same place
      child.kill('SIGKILL');
      await gone;
    }
    acknowledged.push(...numbersOf(all));
  }

  const storage = sqlite(file);
  const { id } = (await storage.findStudy('s'))!;
  const left = historyOf((await storage.load(id)).snapshot);
  const running = left.open.filter((row) => left.state(row) === 'running');
  const stale = await storage.failStale(id, Date.now(), 3_600_000);
  await storage.close();

  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  for (const number of acknowledged)
    expect([left.state(number), left.record(number).values]).toEqual(['complete', [number]]);
  expect(Array.from({ length: left.size }, (_, row) => left.table.ids[row]! >= 0)).not.toContain(false);
  expect(stale).toEqual(running.map((row) => left.table.ids[row]));
  const db = await openDriver(file);
  expect(await db.all('PRAGMA integrity_check', [])).toEqual([['ok']]);
  await db.close();
});
