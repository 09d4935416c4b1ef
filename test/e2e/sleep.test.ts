import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type History } from '../../src/history/history.ts';
import type { TrialRecord } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { listProcesses } from '../../src/node/executors/process-table.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { stepWarnings } from '../../src/study/telling/steps.ts';

// Machines that stand still for a while: all of their processes at once, by SIGSTOP and SIGCONT.

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
const SCRIPT = fileURLToPath(new URL('./sleep-study.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'vernier-sleep-'));
let count = 0;

interface Worker {
  readonly child: ChildProcess;
  /** Exit code, and what it did. */
  readonly ended: Promise<{ readonly code: number | null; readonly summary: Readonly<Record<string, unknown>> }>;
}

const started: Worker[] = [];
afterEach(() => {
  for (const { child } of started.splice(0))
    if (child.exitCode === null) for (const pid of treeOf(child)) process.kill(pid, 'SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Work {
  readonly database: string;
  readonly epochs: number;
  readonly host?: string;
  /** Seconds that the clock of the host is ahead. */
  readonly ahead?: number;
  readonly trials?: number;
  readonly seconds?: number;
}

function work({ database, epochs, host = 'here', ahead = 0, trials = 1, seconds = 0 }: Work): Worker {
  const child = spawn(
    process.execPath,
    [BOOT, SCRIPT, database, host, String(ahead), String(trials), String(seconds)],
    {
      env: { ...process.env, EPOCHS: String(epochs) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece));
  const ended = new Promise<Awaited<Worker['ended']>>((resolve) =>
    child.once('close', (code) =>
      resolve({ code, summary: output === '' ? {} : (JSON.parse(output) as Record<string, unknown>) }),
    ),
  );
  const worker = { child, ended };
  started.push(worker);
  return worker;
}

/** A process and all that it has started. */
function treeOf({ pid }: ChildProcess): readonly number[] {
  const listed = listProcesses();
  const tree = [pid!];
  for (const parent of tree) tree.push(...listed.filter((one) => one.parent === parent).map((one) => one.pid));
  return tree;
}

/** Children stand still first, so that none is missed; they wake last, or first. */
function standStill({ child }: Worker): { wake(order: 'parent first' | 'children first'): void } {
  const tree = treeOf(child);
  for (const pid of tree.toReversed()) process.kill(pid, 'SIGSTOP');
  return {
    wake(order) {
      for (const pid of order === 'parent first' ? tree : tree.toReversed()) goOn(pid);
    },
  };
}

/** A parent that woke before may have ended its children already. */
function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The same between two writes: who stands still in the midst of one holds the lock of the file, and all others wait for him. */
async function standStillUnlocked(worker: Worker, database: string): Promise<ReturnType<typeof standStill>> {
  const storage = sqlite(database, { waitMs: 200 });
  const { id } = (await storage.findStudy('sleep'))!;
  for (;;) {
    const still = standStill(worker);
    const isFree = await storage.setStudyAttribute(id, 'user', 'free', true).then(
      () => true,
      () => false,
    );
    if (isFree) {
      await storage.close();
      return still;
    }
    still.wake('children first');
    await pause(10);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function stored(database: string): Promise<History | null> {
  if (!existsSync(database)) return null;
  const storage = sqlite(database, { access: 'read' });
  try {
    const study = await storage.findStudy('sleep');
    return study === null ? null : historyOf((await storage.load(study.id)).snapshot);
  } finally {
    await storage.close();
  }
}

/** Waits until trials have reported so much. */
async function until(database: string, reached: (history: History) => boolean): Promise<History> {
  for (let waited = 0; waited < 60_000; waited += 25) {
    const history = await stored(database).catch(() => null); // its tables may be in the making
    if (history !== null && reached(history)) return history;
    await pause(25);
  }
  throw new Error('It has not come that far in a minute.');
}

const reports = (history: History, row: number): number => (row < history.size ? history.reports(row).steps.length : 0);
const errorOf = ({ systemAttributes }: TrialRecord): string | undefined =>
  (systemAttributes['vernier:error'] as { readonly code: string } | undefined)?.code;
const steps = (trial: TrialRecord): number[] => trial.reports.map(([step]) => step);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

describe.skipIf(process.platform === 'win32')('a machine that stands still (only on Linux and macOS: SIGSTOP)', () => {
  test.each(['parent first', 'children first'] as const)(
    'its trial goes to another host when its heartbeat lapses, and not before; who wakes late (%s) overwrites nothing',
    async (order) => {
      const database = join(folder, `${count++}.db`);
      const given = { database, epochs: 30 };
      const first = work({ ...given, host: 'away' });
      await until(database, (history) => reports(history, 0) >= 5);
      const still = await standStillUnlocked(first, database);

      // Half a minute without a beat proves nothing.
      expect((await work({ ...given, ahead: 30 }).ended).code).toBe(0);
      expect((await stored(database))!.state(0)).toBe('running');

      const second = work({ ...given, ahead: 90 });
      const taken = (await until(database, (history) => reports(history, 1) > reports(history, 0) + 2)).record(0);
      still.wake(order);
      const [a, b] = await Promise.all([first.ended, second.ended]);
      expect([a.code, b.code]).toEqual([0, 0]);
      expect(a.summary).toMatchObject({ complete: 0, failed: 0 });
      expect(b.summary).toMatchObject({ complete: 1 });

      const history = (await stored(database))!;
      expect(history.size).toBe(2);
      const [lost, repeat] = [history.record(0), history.record(1)];
      expect(lost).toEqual(taken); // nothing of what it said later
      expect([lost.state, errorOf(lost), repeat.state]).toEqual(['failed', 'worker-lost', 'complete']);
      expect(steps(repeat)).toEqual(upTo(30));
      expect(repeat.values).toEqual([1 / 30]);
      expect(stepWarnings(repeat)).toEqual([]);
      const [study] = readdirSync(`${database}.trials`);
      const kept = join(`${database}.trials`, study!, '00001', 'checkpoint');
      expect(JSON.parse(readFileSync(join(kept, '30.json'), 'utf8'))).toEqual({ epoch: 30, by: 1 });
      expect(JSON.parse(readFileSync(join(kept, '.vernier.json'), 'utf8'))).toMatchObject({ trial: 1, step: 30 });
    },
    120_000,
  );

  test.each(['parent first', 'children first'] as const)(
    'a sleep of the whole machine in the middle (awake: %s): all goes on, nobody is taken for dead',
    async (order) => {
      const database = join(folder, `${count++}.db`);
      const worker = work({ database, epochs: 30, trials: 2 });
      await until(database, (history) => reports(history, 0) >= 5 && reports(history, 1) >= 5);
      const still = standStill(worker);
      await pause(3_000);
      const asleep = (await stored(database))!;
      still.wake(order);
      const { code, summary } = await worker.ended;
      expect(code).toBe(0);
      expect(summary).toMatchObject({ complete: 2, failed: 0, stoppedBy: 'trials' });
      const history = (await stored(database))!;
      expect(history.size).toBe(2);
      for (const row of [0, 1]) {
        expect(steps(history.record(row))).toEqual(upTo(30));
        expect(history.record(row).reports).toEqual(expect.arrayContaining([...asleep.record(row).reports]));
      }
    },
    120_000,
  );

  test('a limit that passes in its sleep ends what runs when it wakes, and keeps the reports', async () => {
    const database = join(folder, `${count++}.db`);
    const worker = work({ database, epochs: 1000, trials: 2, seconds: 4 });
    await until(database, (history) => reports(history, 0) >= 3 && reports(history, 1) >= 3);
    const still = standStill(worker);
    const before = (await stored(database))!;
    await pause(5_000);
    still.wake('parent first');
    const woke = performance.now();
    const { code, summary } = await worker.ended;
    expect(performance.now() - woke).toBeLessThan(5_000);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ pruned: 2, failed: 0, stoppedBy: 'seconds' });
    const history = (await stored(database))!;
    for (const row of [0, 1]) {
      const { state, reports: kept, values } = history.record(row);
      expect(state).toBe('pruned');
      expect(kept.slice(0, reports(before, row))).toEqual(before.record(row).reports);
      expect(values).toEqual(kept.at(-1)![1]);
    }
  }, 120_000);
});
