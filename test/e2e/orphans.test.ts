import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endLeftovers } from '../../src/node/executors/ledger.ts';
import { listProcesses, membersOf, processesWith } from '../../src/node/executors/process-table.ts';

// What a trial starts does not outlive the process that started the trial, however that one ends.

let place: string;
let parent: ChildProcess;
let groups: ReadonlySet<number>;

beforeEach(async () => {
  // Ledgers lie among the temporary files: here each test has its own.
  place = mkdtempSync(join(tmpdir(), 'vernier-orphans-'));
  parent = spawn(
    process.execPath,
    [path('../../src/node/entry/from-source.mjs'), path('../programs/parent.ts'), place],
    {
      env: { ...process.env, TMPDIR: place },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  groups = await groupsOf(parent);
});

afterEach(() => {
  parent.kill('SIGKILL');
  for (const group of groups) if (membersOf(new Set([group])).length > 0) process.kill(-group, 'SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  '%s of the parent: all is gone within 5 s, SIGTERM ignored',
  async (signal) => {
    expect(membersOf(groups).length).toBeGreaterThanOrEqual(3);
    parent.kill(signal);
    expect(await goneWithin(5_000)).toBe(true);
    expect(await eventually(() => ledgers().length === 0, 2_000)).toBe(true);
  },
);

test('the watcher killed, too: the next start ends what is left, and nothing else', async () => {
  const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  const [watcher] = watchers();
  expect(watcher).toBeDefined();
  process.kill(watcher!, 'SIGKILL');
  parent.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(membersOf(groups).length).toBeGreaterThanOrEqual(2);
  // One group: the objective's process ends by itself when its channel closes; a program hears of nothing.
  expect(await endLeftovers(ledgerFolder())).toBe(1);
  expect(await goneWithin(100)).toBe(true);
  expect(ledgers()).toEqual([]);
  expect(stranger.kill(0)).toBe(true);
  stranger.kill('SIGKILL');
});

test('leftovers of a process that still runs are none', async () => {
  expect(await endLeftovers(ledgerFolder())).toBe(0);
  expect(membersOf(groups).length).toBeGreaterThanOrEqual(3);
  expect(ledgers()).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux').each([
  'SIGKILL',
  'SIGUSR2', // an orderly exit in the middle
] as const)('%s: what left its group goes, too (only Linux can tell whose it was)', async (signal) => {
  const mark = ledgers()[0]!.replace(/^\d+-|\.groups$/g, '');
  const runaway = spawn('sleep', ['60'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, VERNIER_OWNER: mark },
  });
  expect(processesWith('VERNIER_OWNER', mark).some(({ pid }) => pid === runaway.pid)).toBe(true);
  const ended = new Promise((resolve) => runaway.once('exit', () => resolve('ended')));
  parent.kill(signal);
  expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000))])).toBe('ended');
});

function path(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The two groups that the parent tells of. */
function groupsOf(child: ChildProcess): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (piece: Buffer) => {
      for (const [, group] of String(piece).matchAll(/group (\d+)/g)) found.add(Number(group));
      if (found.size === 2) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The parent ended with ${code}.`)));
  });
}

function ledgerFolder(): string {
  return join(place, readdirSync(place).find((name) => name.startsWith('vernier-'))!);
}

function ledgers(): string[] {
  return readdirSync(ledgerFolder());
}

/** The parent's only child that is in none of the groups. */
function watchers(): number[] {
  return listProcesses()
    .filter((one) => one.parent === parent.pid && !groups.has(one.group))
    .map((one) => one.pid);
}

function goneWithin(ms: number): Promise<boolean> {
  return eventually(() => membersOf(groups).length === 0, ms);
}

async function eventually(holds: () => boolean, ms: number): Promise<boolean> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; ) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}
