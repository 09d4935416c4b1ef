import { expect, test } from 'vitest';
import { allowance, timedStudies } from './rows/budget-kept.ts';

// The short form of the row `budget-kept`.
test('six timed studies keep their limits, whether their programs hear SIGTERM or not, and no process is left', async () => {
  for (const { limit, isDeaf, seconds, lag, ...rest } of await timedStudies([2, 2, 3, 3, 4, 4], 2, 1)) {
    const name = `${limit} s, ${isDeaf ? 'deaf' : 'hearing'}`;
    // A machine that does not let this process run is no fault of it: several of its timers lie on the way.
    expect(seconds, name).toBeLessThanOrEqual(limit + allowance(limit) + 5 * lag);
    // One grace time before, which is a tenth of so short a limit; the deaf ones are ended by force.
    expect(seconds, name).toBeGreaterThan(isDeaf ? limit - 0.1 : 0.85 * limit);
    expect(rest, name).toEqual({ stoppedBy: 'seconds', pruned: 2, failed: 0, left: 0 });
  }
}, 60_000);
