import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { endGroup, groupGone } from './group.ts';
import {
  isGroupAlive,
  isMarked,
  listProcesses,
  membersOf,
  processesWith,
  residentBytes,
  startOf,
} from './process-table.ts';

let child: ChildProcess | null = null;
afterEach(() => {
  if (child?.pid !== undefined && isGroupAlive(child.pid)) process.kill(-child.pid, 'SIGKILL');
});

/** A group of its own, once it has said that it runs. */
async function group(script: string, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const started = spawn('sh', ['-c', `${script} & echo up; wait`], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  await new Promise((resolve) => started.stdout!.once('data', resolve));
  return started.pid!;
}

test('this process is listed, with its parent', () => {
  expect(listProcesses().find(({ pid }) => pid === process.pid)).toMatchObject({ parent: process.ppid });
});

test('a start is the same each time, and nobody else has it', async () => {
  const id = await group('sleep 60');
  expect(startOf(id)).toBe(startOf(id));
  expect(startOf(id)).not.toBe(startOf(process.pid));
  expect(startOf(2 ** 22 + 1)).toBeNull();
});

test('a group: its members, its memory, its end', async () => {
  const id = await group('sleep 60');
  const members = membersOf(new Set([id]));
  expect(members.length).toBeGreaterThanOrEqual(2);
  expect(members.every((one) => one.group === id)).toBe(true);
  expect(residentBytes(id)).toBeGreaterThan(100_000);
  expect(residentBytes(id)).toBeLessThan(100e6);
  await endGroup(id, 5_000);
  expect(isGroupAlive(id)).toBe(false);
  expect(startOf(id)).toBeNull();
});

test('a group that ignores SIGTERM ends by SIGKILL after the grace time', async () => {
  const id = await group('trap "" TERM; (sleep 60; sleep 60)');
  const started = performance.now();
  await endGroup(id, 200);
  expect(performance.now() - started).toBeGreaterThan(190);
  expect(isGroupAlive(id)).toBe(false);
});

test('a zombie does not count as alive', async () => {
  // The child in the background has ended, and `exec` leaves nobody who would ask for its exit code.
  const started = spawn('sh', ['-c', 'true & exec sleep 60'], { detached: true, stdio: 'ignore' });
  child = started;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(membersOf(new Set([started.pid!])).map(({ pid }) => pid)).toEqual([started.pid]);
  expect(await groupGone(started.pid!, 50)).toBe(false);
});

test('marks are seen on Linux', async (context) => {
  if (process.platform !== 'linux') context.skip('only on Linux');
  const id = await group('sleep 60', { ...process.env, VERNIER_TEST_MARK: 'here' });
  expect(isMarked(id, 'VERNIER_TEST_MARK', 'here')).toBe(true);
  expect(isMarked(id, 'VERNIER_TEST_MARK', 'her')).toBe(false);
  expect(new Set(processesWith('VERNIER_TEST_MARK', 'here').map((one) => one.group))).toEqual(new Set([id]));
});
