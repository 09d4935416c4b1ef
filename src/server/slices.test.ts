import { expect, test } from 'vitest';
import type { Clock } from '../study/study.ts';
import { inSlices } from './slices.ts';

/** A clock that each step of the work sets forward by a millisecond, and who waits for it. */
function worked() {
  let now = 0;
  const waiting: (() => void)[] = [];
  const clock: Clock = {
    instant: () => now,
    elapsed: () => now,
    after(_, callback) {
      waiting.push(callback);
      return () => undefined;
    },
  };
  function* work(steps: number): Generator<void, string> {
    for (let i = 0; i < steps; i++) {
      now++;
      yield;
    }
    return 'done';
  }
  return { clock, waiting, work, now: () => now };
}

test('work gives way after a few milliseconds, and goes on when its turn comes again', async () => {
  const { clock, waiting, work, now } = worked();
  const done = inSlices(work(20), clock);
  const stops: number[] = [];
  while (waiting.length > 0) {
    stops.push(now());
    waiting.shift()!();
    await Promise.resolve();
  }
  expect(stops).toEqual([8, 16]);
  expect(await done).toBe('done');
});

test('what goes wrong in a later slice is told', async () => {
  const { clock, waiting, work } = worked();
  const done = inSlices(
    (function* () {
      yield* work(8);
      throw new Error('no such trial');
    })(),
    clock,
  );
  waiting.shift()!();
  await expect(done).rejects.toThrow('no such trial');
});
