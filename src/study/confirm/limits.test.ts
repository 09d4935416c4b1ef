import { beforeAll, beforeEach, expect, test } from 'vitest';
import { studyClock } from '../../../test/study-clock.ts';
import type { Executor } from '../../execution/executor.ts';
import { virtualClock } from '../../execution/virtual-clock.ts';
import { missingRepeats } from '../../history/confirmation.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { PRUNED } from '../../history/attribute-names.ts';
import { random as randomStream } from '../../math/random.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import type { Limits } from '../study.ts';

// All on virtual time: what is asserted of it is exact, however busy the machine.
let time = virtualClock();
beforeEach(() => {
  time = virtualClock();
});
const clock = studyClock(() => time);
const made = () => createStudy({ space: space({ x: float(0, 1) }), sampler: random(), seed: 1, clock });

/** Noisy trials of so many seconds, which can be ended at once. */
function trialsOf(seconds: (repeat: number) => number): Executor {
  return {
    capacity: Number.POSITIVE_INFINITY,
    identity: null,
    graceMs: 0,
    async run({ number, repeat = 0, params }, _, signal) {
      for (let left = 10 * seconds(repeat); left > 0 && !signal.aborted; left--) await time.sleep(100);
      if (signal.aborted) return { state: 'pruned' };
      const noise = randomStream(5)
        .fork(repeat * 1000 + number)
        .normal();
      return { state: 'complete', score: (params['x'] as number) + noise };
    },
    close: async () => {},
  };
}

// While a part is loaded for the first time, virtual time passes: so all are loaded before.
beforeAll(async () => {
  await (await made()).optimize(
    trialsOf(() => 0.1),
    { trials: 2, seconds: 100, confirm: { top: 1, repeats: 2 } },
  );
});

test.each<[string, Limits, number]>([
  ['time', { seconds: 40 }, 40],
  ['time, on two lanes', { seconds: 25, concurrency: 2 }, 25],
  ['computation', { computeSeconds: 40 }, 40],
  ['computation, on two lanes', { computeSeconds: 40, concurrency: 2 }, 20],
  ['money', { maxCost: 0.4, cost: { perHour: 36 } }, 40],
])('a limit of %s leaves room for all repeats, and holds', async (_, limits, most) => {
  const study = await made();
  const { complete, confirmation } = await study.optimize(
    trialsOf(() => 1),
    { ...limits, confirm: 3 },
  );
  expect(confirmation).toMatchObject({ runs: 9, missing: 0, stoppedBy: null });
  expect(time.now() / 1000).toBeLessThanOrEqual(most);
  expect(time.now() / 1000).toBeGreaterThan(0.85 * most); // and the search has the rest
  const lanes = limits.concurrency ?? 1;
  expect(complete + 9).toBeGreaterThan(0.8 * most * lanes);
});

test('at most a third is kept back: what does not fit is said, and run by the next call', async () => {
  const study = await made();
  const first = await study.optimize(
    trialsOf(() => 1),
    { seconds: 12, confirm: 3 },
  );
  expect(first.complete).toBe(8);
  expect(first.confirmation).toMatchObject({ runs: 4, missing: 5, stoppedBy: 'seconds' });
  expect(time.now()).toBe(12_000);
  const second = await study.optimize(
    trialsOf(() => 1),
    { trials: 8, seconds: 12, confirm: 3 },
  );
  expect(second).toMatchObject({ complete: 0, confirmation: { runs: 5, missing: 0, stoppedBy: null } });
  expect(second.confirmation!.result!.trials.map(({ scores }) => scores.length)).toEqual([3, 3, 3]);
  expect(study.history.size).toBe(8 + 9);
});

test('a repeat that the limit cuts is as if it had not been', async () => {
  const study = await made();
  const slow = trialsOf((repeat) => (repeat === 0 ? 0.5 : 6));
  const first = await study.optimize(slow, { seconds: 9, confirm: { top: 1, repeats: 2 } });
  expect(time.now()).toBeLessThanOrEqual(9_100); // the trials look every tenth of a second whether they are to end
  expect(first.confirmation).toEqual({ result: null, runs: 0, missing: 2, stoppedBy: 'seconds' });
  const { history } = study;
  expect(missingRepeats(history)).toBe(2);
  const cut = Array.from({ length: history.size }, (_, row) => row).filter((row) => confirmsOf(history, row) !== null);
  expect(cut).toHaveLength(1);
  expect(history.state(cut[0]!)).toBe('failed'); // it had reported nothing
  expect(history.attribute(cut[0]!, 'system', PRUNED)).toMatchObject({ by: 'limit' });
  const trials = history.size - 1;
  const second = await study.optimize(
    trialsOf(() => 0.5),
    { trials, confirm: { top: 1, repeats: 2 } },
  );
  expect(second.complete).toBe(0);
  expect(second.confirmation).toMatchObject({ missing: 0, result: { winner: { failed: null } } });
});
