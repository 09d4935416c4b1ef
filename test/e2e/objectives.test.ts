import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../src/execution/executor.ts';
import type { EndableExecutor } from '../../src/node/executors/endable-executor.ts';
import { membersOf } from '../../src/node/executors/process-table.ts';
import { type ProcessOptions, processes } from '../../src/node/executors/processes.ts';
import { type ThreadOptions, threads } from '../../src/node/executors/threads.ts';
import { trialPath } from '../../src/node/executors/trial-folder.ts';
import { recordingPort, taskWith } from '../programs/port.ts';

// Objective functions that misbehave cost their own trial only.

const file = new URL('../programs/misbehaving.mjs', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'vernier-objectives-'));
const never = new AbortController().signal;
let executor: EndableExecutor;
afterEach(() => executor.close());
afterAll(() => rmSync(folder, { recursive: true }));

const inThreads = (options: ThreadOptions = {}): EndableExecutor =>
  (executor = threads(file, { count: 1, graceMs: 300, ...options }));
const inProcesses = (options: ProcessOptions = {}): EndableExecutor =>
  (executor = processes(file, { count: 1, graceMs: 300, folder, ...options }));

async function run(where: EndableExecutor, does: string, port = recordingPort(), signal = never): Promise<string> {
  return words(await where.run(taskWith({ does }), port, signal));
}

function words(outcome: Outcome): string {
  return outcome.state === 'failed' ? `${outcome.error.code}: ${outcome.error.message}` : outcome.state;
}

test.each([
  ['exit', /^objective-failed: The trial's thread ended with exit code 3/],
  ['late', /thread ended: Error: thrown later/],
  ['function', /could not be cloned/],
])('threads: %s fails the trial, and the next one runs', async (does, message) => {
  inThreads();
  expect(await run(executor, does)).toMatch(message);
  expect(await run(executor, 'well')).toBe('complete');
});

test.each([
  ['crash', /^objective-failed: The trial's process ended by the signal SIGSEGV/],
  [
    'exit',
    /^objective-failed: The trial's process ended with exit code 1:\s+The trial's thread ended with exit code 3/,
  ],
  ['late', /Error: thrown later/],
  ['function', /could not be cloned/],
])('processes: %s fails the trial, and the next one runs', async (does, message) => {
  inProcesses();
  expect(await run(executor, does)).toMatch(message);
  expect(await run(executor, 'well')).toBe('complete');
});

test.each([
  ['threads', inThreads],
  ['processes', inProcesses],
] as const)('%s: notes and constraints that cannot be fail the trial, and the next one runs', async (_, make) => {
  make();
  expect(await run(executor, 'constraint')).toMatch(/Constraint "size" is NaN/);
  expect(await run(executor, 'cycle')).toMatch(/Attribute "note" is no JSON: .*contains itself/);
  // What only the study can know is no fault of this process either.
  const port = recordingPort();
  port.setAttribute = () => {
    throw new Error('refused by the study');
  };
  expect(await run(executor, 'note', port)).toMatch(/refused by the study/);
  expect(await run(executor, 'well')).toBe('complete');
});

test.each([
  ['threads', inThreads],
  ['processes', inProcesses],
] as const)('%s: an endless loop ends at its time limit, after an abort, or when killed', async (_, make) => {
  make({ timeLimitMs: 600 });
  expect(await run(executor, 'endless')).toBe(
    'objective-failed: The trial ran longer than its limit of 0.6 s and was ended.',
  );
  await executor.close();

  make();
  const abort = new AbortController();
  const port = { ...recordingPort(), setAttribute: () => abort.abort() };
  expect(await run(executor, 'endless', port, abort.signal)).toBe(
    'worker-lost: The trial was ended because the study was stopped.',
  );
  await executor.close();

  make({ graceMs: 60_000 });
  const started = { ...recordingPort(), setAttribute: () => executor.kill() };
  expect(await run(executor, 'endless', started)).toMatch(/^worker-lost/);
});

test('processes: memory beyond the limit ends the trial', async () => {
  inProcesses({ memoryLimit: '300MB' });
  expect(await run(executor, 'eat')).toBe(
    'objective-failed: The trial used more memory than its limit of 300 MB and was ended.',
  );
});

test('processes: what a trial prints is in its log', async () => {
  inProcesses();
  expect(await run(executor, 'print')).toBe('complete');
  const log = readFileSync(join(trialPath(folder, taskWith()), 'output.log'), 'utf8');
  expect(log.split('\n').sort()).toEqual(['', 'to standard error', 'to standard output']);
});

test('processes: children that a trial leaves behind are gone when it is over', async () => {
  inProcesses();
  const port = recordingPort();
  expect(await run(executor, 'children', port)).toBe('complete');
  expect(port.attributes.child).toBeGreaterThan(0);
  expect(membersOf(new Set([port.attributes.group as number]))).toEqual([]);
  expect(await run(executor, 'well')).toBe('complete');
});

test.each([
  ['threads', (path: string) => threads(path, { count: 1 })],
  ['processes', (path: string) => processes(path, { count: 1, folder })],
] as const)('%s: a file that cannot be loaded fails each trial with its reason', async (_, make) => {
  const broken = join(folder, 'broken.ts');
  writeFileSync(broken, 'export default () => { return 1;');
  executor = make(broken);
  expect(await run(executor, 'well')).toMatch(/objective-failed: [^]*broken\.ts/);
  const empty = join(folder, 'empty.ts');
  writeFileSync(empty, 'export const lr = 1;');
  await executor.close();
  executor = make(empty);
  expect(await run(executor, 'well')).toMatch(
    /config-invalid: .*empty\.ts exports .*lr.*; expected an objective function/,
  );
});

test('a file that is not there is refused before anything runs', () => {
  expect(() => threads('no-such-file.ts')).toThrow(/no-such-file\.ts does not exist/);
  expect(() => processes('no-such-file.ts')).toThrow(/no-such-file\.ts does not exist/);
});

test.each([
  ['threads', inThreads],
  ['processes', inProcesses],
] as const)('%s: why a function ended its trial is told', async (_, where) => {
  expect(await where().run(taskWith({ does: 'give-up' }), recordingPort(), never)).toEqual({
    state: 'pruned',
    reason: 'Diverged.',
  });
});
