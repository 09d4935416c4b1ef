import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { billOf } from './cost.ts';
import { ComputeTime } from './compute.ts';

const OBJECTIVES = [{ name: 'loss', direction: 'minimize' }] as const;

/** A clock that is moved by hand; the two readings may part. */
function handClock() {
  const clock = { now: 0, wall: 1_000_000, instant: () => clock.wall, elapsed: () => clock.now };
  return {
    ...clock,
    instant: () => clock.wall,
    elapsed: () => clock.now,
    pass(seconds: number): void {
      clock.now += 1000 * seconds;
      clock.wall += 1000 * seconds;
    },
    jump(seconds: number): void {
      clock.wall += 1000 * seconds;
    },
  };
}

const begun = (id: number, at: number): Change => ({
  type: 'trial',
  trial: recordOf({ state: 'running', startedAt: at }, id, id),
});
const ended = (id: number, at: number): Change => ({ type: 'finished', id, state: 'complete', values: [1], at });

describe('compute time', () => {
  test('is that of all trials, those included that run, are paused, and ran again', () => {
    const clock = handClock();
    const history = new History(OBJECTIVES);
    const time = new ComputeTime(history, clock);
    const tell = (...changes: readonly Change[]): void => time.hear(history.apply(changes));
    tell(begun(0, clock.instant()), begun(1, clock.instant()));
    clock.pass(10);
    expect(time.seconds).toBe(20);
    tell(ended(0, clock.instant()), { type: 'paused', id: 1, checkpoint: null, at: clock.instant() });
    clock.pass(100);
    expect([time.seconds, time.count]).toEqual([20, 0]);
    tell({ type: 'started', id: 1, at: clock.instant() });
    clock.pass(5);
    expect([time.seconds, time.count]).toEqual([25, 1]);
    tell(ended(1, clock.instant()));
    clock.pass(5);
    expect(time.seconds).toBe(25);
  });

  test('knows since when the trials of other processes run, and goes on where a trial went on unseen', () => {
    const clock = handClock();
    const history = new History(OBJECTIVES);
    history.apply([begun(0, clock.instant() - 7000)]);
    const time = new ComputeTime(history, clock);
    expect(time.seconds).toBe(7);
    clock.pass(3);
    const paused = clock.instant();
    clock.pass(50);
    time.hear(
      history.apply([
        { type: 'paused', id: 0, checkpoint: null, at: paused },
        { type: 'started', id: 0, at: clock.instant() },
      ]),
    );
    clock.pass(1);
    expect(time.seconds).toBe(11);
  });

  test('a clock that is set, or a sleep that the steady clock does not count, makes no trial older', () => {
    const clock = handClock();
    const history = new History(OBJECTIVES);
    history.apply([begun(0, clock.instant())]);
    const time = new ComputeTime(history, clock);
    clock.pass(2);
    clock.jump(8 * 3600);
    expect(time.seconds).toBe(2);
    clock.jump(-100 * 3600);
    expect(time.seconds).toBe(2);
  });

  test('trials that nobody computes have run until the last sign of life, and use nothing any more', () => {
    const clock = handClock();
    const began = clock.instant();
    const history = new History(OBJECTIVES);
    history.apply([begun(0, began), begun(1, began), begun(2, began)]);
    let lost = new Map([[1, began - 500]]); // of another clock
    const time = new ComputeTime(history, clock, () => lost);
    clock.pass(10);
    expect([time.seconds, time.count]).toEqual([20, 2]);
    lost = new Map([[0, began + 4000]]);
    clock.pass(10);
    expect([time.seconds, time.count]).toEqual([4 + 20 + 20, 2]);
    const bill = billOf(history, time, { perHour: 3600 });
    expect([bill.total(), bill.perHour(time.count)]).toEqual([44, 7200]);
    const paused = clock.instant();
    time.hear(
      history.apply([
        { type: 'paused', id: 1, checkpoint: null, at: paused },
        { type: 'started', id: 1, at: paused },
      ]),
    );
    lost = new Map([[1, paused + 3000]]);
    clock.pass(5);
    expect([time.secondsOf(1), time.count]).toEqual([23, 2]);
  });
});

describe('laws', () => {
  const step = fc.record({
    kind: fc.constantFrom('begin', 'end', 'pause', 'go on', 'cost', 'remove' as const),
    pick: fc.nat(20),
    value: fc.constantFrom(-1, 0, 0.5, 2, Number.NaN, Number.POSITIVE_INFINITY),
    seconds: fc.integer({ min: 0, max: 20 }),
  });

  test('time and cost are at any moment what a look at everything says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const clock = handClock();
        const history = new History(OBJECTIVES);
        const time = new ComputeTime(history, clock);
        const bill = billOf(history, time, { metric: 'eur' });
        for (const { kind, pick, value, seconds } of steps) {
          const change = changeOf(history, kind, pick, value, clock.instant());
          if (change !== null) {
            const delta = history.apply([change]);
            time.hear(delta);
            bill.hear(delta);
          }
          clock.pass(seconds);
          const fresh = new ComputeTime(history, clock);
          expect(time.seconds).toBeCloseTo(fresh.seconds, 6);
          expect(bill.total()).toBeCloseTo(billOf(history, fresh, { metric: 'eur' }).total(), 6);
          expect(bill.total()).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  function changeOf(history: History, kind: string, pick: number, value: number, at: number): Change | null {
    if (kind === 'begin') return begun(history.size, at);
    const row = pick % Math.max(1, history.size);
    if (row >= history.size) return null;
    const state = history.state(row);
    if (kind === 'remove') return { type: 'removed', id: row };
    if (kind === 'go on') return state === 'paused' ? { type: 'started', id: row, at } : null;
    if (state !== 'running') return null;
    if (kind === 'end') return ended(row, at);
    if (kind === 'pause') return { type: 'paused', id: row, checkpoint: null, at };
    return { type: 'logged', id: row, step: at % 1000, metrics: { eur: value } };
  }
});

describe('a bill', () => {
  const seconds = (cost: readonly (number | null)[]): History => {
    const history = new History(OBJECTIVES);
    cost.forEach((eur, id) => {
      history.apply([begun(id, 0)]);
      if (eur !== null) history.apply([{ type: 'logged', id, step: 1, metrics: { eur } }]);
      history.apply([ended(id, 10_000)]);
    });
    return history;
  };
  const total = (history: History): number =>
    billOf(history, new ComputeTime(history, handClock()), { metric: 'eur' }).total();

  test('by the hour follows the time that trials run', () => {
    const history = seconds([null, null]);
    const bill = billOf(history, new ComputeTime(history, handClock()), { perHour: 3.6 });
    expect([bill.total(), bill.perHour(4)]).toEqual([0.02, 14.4]);
  });

  test('by a metric: who reports none, or no number, costs what the others do; a negative one counts as 0', () => {
    expect(total(seconds([1, 3]))).toBe(4);
    expect(total(seconds([1, 3, null]))).toBe(6);
    expect(total(seconds([1, 3, Number.NaN]))).toBe(6);
    expect(total(seconds([4, -3]))).toBe(4);
    expect(total(seconds([null, null]))).toBe(0);
  });

  test('by a metric: between two reports a trial costs what ended ones did in the time, one report more at most', () => {
    const clock = handClock();
    const history = seconds([10]); // 1 a second
    history.apply([begun(1, clock.instant())]);
    const time = new ComputeTime(history, clock);
    const bill = billOf(history, time, { metric: 'eur' });
    const reports = (step: number, eur: number): void => {
      const delta = history.apply([{ type: 'logged', id: 1, step, metrics: { eur } }]);
      time.hear(delta);
      bill.hear(delta);
    };
    clock.pass(4);
    reports(1, 4);
    expect(bill.total()).toBe(14);
    clock.pass(3);
    expect(bill.total()).toBe(17);
    clock.pass(3);
    expect(bill.total()).toBe(18);
    reports(2, 4); // it costs no more
    expect(bill.total()).toBe(16);
    reports(3, 20);
    expect(bill.total()).toBe(30);
  });
});
