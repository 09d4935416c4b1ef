import { expect, test } from 'vitest';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import { ComputeTime } from '../limits/compute.ts';
import { type Reachable, reachedBefore } from './over.ts';

const clock = { instant: () => 0, elapsed: () => 0 };

/** Six trials of 10 s each, of which the second is the best. */
async function searched() {
  const study = await createStudy({ space: space({ x: float(0, 1) }), seed: 1 });
  const losses = [2, 1, 3, 4, 5, 6];
  await study.addTrials(
    losses.map((loss, i) => ({
      params: { x: i / 10 },
      score: loss,
      startedAt: 10_000 * i,
      finishedAt: 10_000 * (i + 1),
    })),
  );
  return study.history;
}

test.each<[Reachable, number, string | null]>([
  [{}, 0, null],
  [{ noImprovement: 4 }, 0, 'noImprovement'],
  [{ noImprovement: 5 }, 0, null],
  [{ target: 1 }, 0, 'target'],
  [{ target: 0.5 }, 0, null],
  [{ seconds: 0 }, 0, 'seconds'],
  [{ seconds: 1 }, 10, null],
  [{ computeSeconds: 60 }, 0, 'computeSeconds'],
  [{ computeSeconds: 65 }, 0, null],
  [{ computeSeconds: 65 }, 10, 'computeSeconds'],
  [{ computeSeconds: 65, finishRunning: true }, 10, null],
  [{ computeSeconds: 67 }, 10, null],
  [{ maxCost: 1, cost: { perHour: 60 } }, 0, 'cost'],
  [{ maxCost: 1.1, cost: { perHour: 60 } }, 0, null],
])('%o, granted %i s to end: %s', async (limits, graceSeconds, reached) => {
  const history = await searched();
  expect(reachedBefore(history, limits, graceSeconds, clock, new ComputeTime(history, clock))).toBe(reached);
});
