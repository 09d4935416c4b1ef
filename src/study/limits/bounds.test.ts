import { beforeEach, describe, expect, test } from 'vitest';
import { studyClock } from '../../../test/study-clock.ts';
import type { VernierError } from '../../errors.ts';
import type { Executor } from '../../execution/executor.ts';
import { virtualClock } from '../../execution/virtual-clock.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import type { Storage } from '../../storage/storage.ts';
import { createStudy, openStudy } from '../opening/create.ts';
import type { Limits } from '../study.ts';
import type { Trial } from '../trial.ts';

const line = space({ x: float(0, 1) });

// All on virtual time: what is asserted of it is exact, however busy the machine.
let time = virtualClock();
beforeEach(() => {
  time = virtualClock();
});
const pause = (ms: number): Promise<void> => time.sleep(ms);
const clock = studyClock(() => time);
const made = (options: { readonly storage?: Storage } = {}) =>
  createStudy({ space: line, sampler: random(), seed: 1, name: 's', clock, ...options });

/** Reports every 10 ms, for ever, and ends when it is told to. */
async function endless(_: unknown, trial: Trial): Promise<number> {
  for (let step = 1; ; step++) {
    await trial.report(1 / step, step);
    await pause(10);
    if (trial.signal.aborted) throw new Error('told to end');
  }
}

/** As `endless`, but silent. */
async function silent(_: unknown, trial: Trial): Promise<number> {
  while (!trial.signal.aborted) await pause(5);
  throw new Error('told to end');
}

describe('a limit that is used up', () => {
  test('ends what runs: pruned, with its last report as value and the reason', async () => {
    const study = await made();
    const began = time.now();
    const summary = await study.optimize(endless, { seconds: 0.3, concurrency: 2 });
    expect(time.now() - began).toBeLessThan(320);
    expect(summary).toEqual({ complete: 0, pruned: 2, paused: 0, failed: 0, stoppedBy: 'seconds' });
    const trial = study.history.record(0);
    const last = trial.reports.at(-1)!;
    expect(trial.values).toEqual(last[1]);
    expect(trial.systemAttributes['vernier:pruned']).toEqual({
      by: 'limit',
      step: last[0],
      why: "The run's limit of 0.3 s was reached.",
    });
    expect(study.history.open).toEqual([]); // not queued again
  });

  test('fails what never reported, and says how it would count', async () => {
    const study = await made();
    expect(await study.optimize(silent, { seconds: 0.1 })).toMatchObject({ failed: 1, stoppedBy: 'seconds' });
    expect(study.history.attribute(0, 'system', 'vernier:error')).toMatchObject({
      code: 'objective-failed',
      message: "The run's limit of 0.1 s was reached. The trial had reported nothing by then, and was ended.",
    });
    expect(study.history.open).toEqual([]);
  });

  test('keeps a result that comes all the same', async () => {
    const study = await made();
    const late = async (_: unknown, trial: Trial): Promise<number> => {
      while (!trial.signal.aborted) await pause(5);
      return 0.25;
    };
    expect(await study.optimize(late, { seconds: 0.1 })).toMatchObject({ complete: 1, stoppedBy: 'seconds' });
    expect(study.best!.values).toEqual([0.25]);
  });

  test('waits for what runs where that is asked for', async () => {
    const study = await made();
    const told: boolean[] = [];
    const slow = async (_: unknown, trial: Trial): Promise<number> => {
      await pause(200);
      told.push(trial.signal.aborted);
      return 1;
    };
    const summary = await study.optimize(slow, { seconds: 0.1, finishRunning: true });
    expect(summary).toMatchObject({ complete: 1, stoppedBy: 'seconds' });
    expect(told).toEqual([false]);
  });

  test('ends at once where it was used up before', async () => {
    const study = await made();
    expect(await study.optimize(() => 1, { seconds: 0 })).toMatchObject({ complete: 0, stoppedBy: 'seconds' });
    expect(await study.optimize(() => 1, { computeSeconds: 0 })).toMatchObject({ stoppedBy: 'computeSeconds' });
    const nothing: Limits = { maxCost: 0, cost: { metric: 'eur' } };
    expect(await study.optimize(() => 1, nothing)).toMatchObject({ complete: 0, stoppedBy: 'cost' });
    await study.optimize(async () => (await pause(50), 1), { trials: 1 });
    expect(await study.optimize(() => 1, { computeSeconds: 0.01 })).toMatchObject({
      complete: 0,
      stoppedBy: 'computeSeconds',
    });
  });

  test('a stop by the user is one still: the trials go back to the queue', async () => {
    const study = await made();
    const stop = new AbortController();
    clock.after(50, () => stop.abort());
    expect(await study.optimize(endless, { seconds: 5, signal: stop.signal })).toMatchObject({ stoppedBy: 'signal' });
    expect(study.history.open.map((row) => study.history.state(row))).toEqual(['waiting']);
  });

  test('executors hear of it one grace time before, a tenth of the limit at most, and how long they have', async () => {
    const grace = async (graceMs: number): Promise<readonly number[]> => {
      const study = await made();
      const began = time.now();
      let told: readonly number[] = [];
      const executor: Executor = {
        capacity: 1,
        identity: null,
        graceMs,
        async run(_, port, signal) {
          await port.report(1, 1);
          while (!signal.aborted) await pause(1);
          told = [time.now() - began, (signal.reason as { graceMs: number }).graceMs];
          return { state: 'pruned' };
        },
        close: async () => {},
      };
      await study.optimize(executor, { seconds: 0.5 });
      return told;
    };
    const [late, lateGrace] = (await grace(20)) as [number, number];
    expect(late).toBeGreaterThan(450);
    expect(lateGrace).toBeLessThanOrEqual(20);
    const [early, earlyGrace] = (await grace(10_000)) as [number, number];
    expect(early).toBeGreaterThan(430);
    expect(early).toBeLessThan(500);
    expect(earlyGrace).toBeGreaterThan(20);
    expect(earlyGrace).toBeLessThanOrEqual(50);
  });
});

describe('computation and money', () => {
  test('are counted over the trials that run at once, and over runs', async () => {
    const study = await made();
    const began = time.now();
    const first = await study.optimize(endless, { computeSeconds: 0.4, concurrency: 4 });
    expect(time.now() - began).toBeLessThan(120);
    expect(first).toMatchObject({ pruned: 4, stoppedBy: 'computeSeconds' });
    const second = await study.optimize(endless, {
      maxCost: 1,
      cost: { perHour: 3600 / 0.6, currency: 'EUR' },
      concurrency: 2,
    });
    expect(second).toMatchObject({ pruned: 2, stoppedBy: 'cost' });
    expect(time.now() - began).toBeLessThan(230);
    expect(study.history.attribute(5, 'system', 'vernier:pruned')).toMatchObject({
      why: "The study's limit of 1 EUR was reached.",
    });
    const total = study.history.seconds.slice(0, 6).reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeGreaterThan(0.59);
    expect(total).toBeLessThan(0.65);
  });

  test('are shared by study objects on one storage: each counts what the others run', async () => {
    const storage = memory();
    const one = await made({ storage });
    const other = await openStudy('s', { storage, space: line, clock });
    const limits: Limits = { computeSeconds: 0.8, concurrency: 2 };
    const summaries = await Promise.all([one.optimize(endless, limits), other.optimize(endless, limits)]);
    await one.refresh();
    const { history } = one;
    const total = Array.from(history.seconds.slice(0, history.size)).reduce((sum, seconds) => sum + seconds, 0);
    expect(summaries.map(({ stoppedBy }) => stoppedBy)).toEqual(['computeSeconds', 'computeSeconds']);
    expect(total).toBeGreaterThanOrEqual(0.8);
    expect(total).toBeLessThan(0.85);
  });

  test('what failed trials have said of their cost in the end counts, whatever kept their value from counting', async () => {
    const study = await made();
    const limits = { maxCost: 5, cost: { metric: 'eur' }, trials: 20 } as const;
    const summary = await study.optimize(async () => (await pause(20), { eur: 2 }) as never, limits);
    expect(summary).toMatchObject({ failed: 3, stoppedBy: 'cost' });
    expect(study.warnings).toEqual([]);
    expect(study.history.attribute(0, 'system', 'vernier:warning')).toBeUndefined();
    expect([...study.history.metric(0, 'eur')!.values]).toEqual([2]);
  });

  test('what trials report of their cost is summed up; what is odd about it is noted with the trial', async () => {
    const study = await made();
    const reported = [2, -1, Number.NaN, undefined, 3];
    const summary = await study.optimize(
      async (_, { number }) => {
        await pause(20);
        const eur = reported[number];
        return { value: 1, ...(eur === undefined ? {} : { eur }) };
      },
      { maxCost: 5, cost: { metric: 'eur' }, trials: 20 },
    );
    expect(summary.stoppedBy).toBe('cost');
    expect(study.history.size).toBeLessThanOrEqual(6);
    const warning = (row: number) => study.history.attribute(row, 'system', 'vernier:warning');
    expect(warning(0)).toBeUndefined();
    expect(warning(1)).toBe('A trial reported a cost of -1 (eur); counted as 0.');
    expect(study.warnings).toContain('A trial reported a cost of -1 (eur); counted as 0.');
    expect(warning(3)).toBe('A trial reported no cost (eur); its cost is estimated from that of the others.');
  });
});

test('a limit of money that nothing can be told of is warned of', async () => {
  const study = await made();
  const cost = { metric: 'eur', currency: 'EUR' };
  const summary = await study.optimize(async () => (await pause(20), 1), { maxCost: 5, cost, trials: 3 });
  expect(summary).toMatchObject({ complete: 3, stoppedBy: 'trials' });
  expect(study.warnings).toContain(
    'No trial has reported its cost (eur) yet: until one does, the limit of 5 EUR cannot be kept.',
  );
});

describe('patience', () => {
  test('ends the search after so many trials without a better one', async () => {
    const study = await made();
    const summary = await study.optimize((_, { number }) => Math.max(5 - number, 0), { noImprovement: 4, trials: 50 });
    expect(summary).toMatchObject({ complete: 10, stoppedBy: 'noImprovement' });
  });

  test('ends it once an hour more is not worth it; what cannot be told yet ends nothing', async () => {
    const study = await made();
    let asked = 0;
    const summary = await study.optimize(() => 1, {
      trials: 50,
      whenGainPerHourBelow: 0.5,
      gainPerHour: ({ size }) => (asked++, size < 5 ? null : 10 - size),
    });
    expect(summary).toMatchObject({
      complete: 10,
      stoppedBy: 'notWorthIt',
      why: 'An hour of computing is expected to gain 0, less than the 0.5 that was asked for.',
    });
    expect(asked).toBeLessThanOrEqual(12);
  });

  test.each([[Number.NaN], ['x'], [undefined], [{ gain: Number.NaN }]])('%j is no answer', async (answer) => {
    const study = await made();
    const limits = { trials: 5, whenGainPerHourBelow: 1, gainPerHour: () => answer as never };
    await expect(study.optimize(() => 1, limits)).rejects.toThrow(
      /^What gainPerHour answered is .*; expected a number/,
    );
  });

  test('the sentence has the band, where there is one', async () => {
    const study = await made();
    const gainPerHour = () => ({ gain: 0.00031, low: 0, high: 0.00104 });
    const { why } = await study.optimize(() => 1, { trials: 5, whenGainPerHourBelow: 0.001, gainPerHour });
    expect(why).toBe(
      'An hour of computing is expected to gain 0.00031 (80 %: 0 to 0.001), less than the 0.001 that was asked for.',
    );
    const none = await study.optimize(() => 1, {
      whenGainPerHourBelow: 0.001,
      gainPerHour: () => ({ gain: 1e-9, low: 0, high: 0 }),
    });
    expect(none.why).toContain('to gain 1e-9 (80 %: none), less than');
    expect((await study.optimize(() => 1, { trials: 6 })).why).toBeUndefined();
  });

  test('once it is found no lane goes on, whatever the trials that still run bring', async () => {
    const study = await made();
    const summary = await study.optimize(
      async (_, { number }) => (await new Promise((r) => setTimeout(r, 1 + number)), 1),
      {
        trials: 50,
        concurrency: 4,
        whenGainPerHourBelow: 0.5,
        gainPerHour: ({ size, open }) => (size - open.length === 6 ? 0 : null),
      },
    );
    expect(summary.stoppedBy).toBe('notWorthIt');
    expect(summary.complete).toBe(9);
  });
});

describe('limits that contradict each other or make no sense are refused with what to do', () => {
  const cases: readonly (readonly [Limits, string])[] = [
    [{ maxCost: 5 }, 'maxCost is 5, but nothing says what a trial costs'],
    [{ maxCost: 5, cost: null as never }, 'cost is null; expected either { perHour: 2.4'],
    [{ cost: { perHour: 3, curency: 'EUR' } as never }, 'A key of cost is "curency"; expected one of perHour, metric'],
    [{ whenGainPerHourBelow: 1, gainPerHour: 5 as never }, 'gainPerHour is 5; expected a function of the history'],
    [{ finishRunning: 'yes' as never }, 'finishRunning is "yes"; expected true or false'],
    [{ cost: { perHour: 0 } }, 'cost.perHour is 0; expected a number above 0'],
    [{ cost: { perHour: 1, metric: 'eur' } as never }, 'expected either'],
    [{ cost: { perHour: 1, currency: '' } }, 'cost.currency'],
    [{ maxCost: -1, cost: { perHour: 1 } }, 'maxCost is -1; expected a number of at least 0'],
    [{ computeSeconds: Number.NaN }, 'computeSeconds is NaN'],
    [{ noImprovement: 0 }, 'noImprovement is 0; expected a whole number of at least 1'],
    [{ whenGainPerHourBelow: 1 }, 'nothing says what an hour gains'],
    [{ maxSeconds: 5 } as never, '"maxSeconds"'],
  ];
  test.each(cases)('%j', async (limits, message) => {
    const error = await made()
      .then((study) => study.optimize(() => 1, limits))
      .catch((thrown: VernierError) => thrown);
    expect(error).toMatchObject({ code: 'config-invalid', message: expect.stringContaining(message) });
  });
});
