import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtualClock } from './virtual-clock.ts';

/** Four lanes that each do some of the jobs; what is written down is who was done when. */
async function schedule(jobs: readonly number[], lanes: number, clock = virtualClock({ actors: lanes })) {
  const done: [job: number, at: number][] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs.length) {
      const job = next++;
      await clock.sleep(jobs[job]!);
      done.push([job, clock.now()]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

test('an hour passes at once, and whoever wakes first goes on first', async () => {
  const started = performance.now();
  expect(await schedule([3_600_000, 1000, 1000, 5000], 2)).toEqual([
    [1, 1000],
    [2, 2000],
    [3, 7000],
    [0, 3_600_000],
  ]);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('time stands still while somebody works, however long that takes', async () => {
  const clock = virtualClock({ actors: 2, settleMs: 300 });
  const worker = (async () => {
    await clock.sleep(10);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const seen = clock.now();
    await clock.sleep(1000);
    return seen;
  })();
  const other = clock.sleep(500).then(() => clock.now());
  expect(await worker).toBe(10);
  expect(await other).toBe(500);
});

test('without actors it needs none to be told', async () => {
  expect(await schedule([30, 10], 2, virtualClock())).toEqual([
    [1, 10],
    [0, 30],
  ]);
});

describe('laws', () => {
  test('ends are in order of time, and no lane rests while there are jobs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        async (jobs, lanes) => {
          const done = await schedule(jobs, lanes, virtualClock());
          const times = done.map(([, at]) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const free = Array.from({ length: lanes }, () => 0);
          for (const job of jobs) {
            const lane = free.indexOf(Math.min(...free));
            free[lane]! += job;
          }
          expect(Math.max(0, ...times)).toBe(Math.max(...free));
        },
      ),
      { numRuns: 30 },
    );
  });
});
