import { expect, test } from 'vitest';
import { TrialPruned, VernierError } from '../errors.ts';
import type { Task, TaskPort } from './executor.ts';
import { inline } from './inline.ts';

const task = {
  study: 's',
  studyId: 's',
  number: 0,
  objectives: [],
  params: { x: 3 },
  until: null,
  resume: null,
} as Task;
const run = (what: () => unknown) =>
  inline(() => what() as number).run(task, {} as TaskPort, new AbortController().signal);

test('a score is a completed trial, awaited or not', async () => {
  expect(await run(() => 1)).toEqual({ state: 'complete', score: 1 });
  expect(await run(async () => ({ loss: 2 }))).toEqual({ state: 'complete', score: { loss: 2 } });
});

test('TrialPruned is a pruned trial', async () => {
  expect(
    await run(() => {
      throw new TrialPruned('too slow');
    }),
  ).toEqual({ state: 'pruned', reason: 'too slow' });
});

test.each([
  [new Error('boom'), 'Error: boom'],
  ['text', 'text'],
  [null, 'thrown: null'],
  [undefined, 'thrown: undefined'],
  [0n, 'thrown: bigint'],
  [Symbol('s'), 'thrown: Symbol(s)'],
  [{ deep: 1 }, 'thrown: {"deep":1}'],
])('%s thrown is a failed trial with its text', async (thrown, message) => {
  const outcome = await run(() => {
    throw thrown;
  });
  expect(outcome).toMatchObject({ state: 'failed', error: { code: 'objective-failed', message } });
});

test('an error that cannot be read is a failure, too', async () => {
  const outcome = await run(() => {
    throw Object.defineProperty(new Error(), 'message', { get: () => JSON.parse('?') });
  });
  expect(outcome).toMatchObject({ state: 'failed', error: { message: 'thrown: object' } });
});

test('an error of ours keeps its code, also in a promise', async () => {
  const outcome = await run(() => Promise.reject(new VernierError('worker-lost', 'gone', { hint: 'look' })));
  expect(outcome).toMatchObject({ state: 'failed', error: { code: 'worker-lost', message: 'gone', hint: 'look' } });
});
