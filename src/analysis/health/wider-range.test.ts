import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { float, int } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { changedSpace } from './change.ts';
import { type Range, widerRange } from './wider-range.ts';

const of = (range: Range, end: 'low' | 'high'): readonly number[] | null => {
  const wider = widerRange(range, end);
  return wider === null ? null : [wider.low, wider.high];
};

describe('a wider range', () => {
  test('reaches ten times as far where it is logarithmic, else by half', () => {
    expect(of(float(1e-5, 0.01, { log: true }), 'high')).toEqual([1e-5, 0.1]);
    expect(of(float(1e-5, 0.01, { log: true }), 'low')).toEqual([1e-6, 0.01]);
    expect(of(int(20, 60, { log: true }), 'low')).toEqual([2, 60]);
    expect(of(float(1, 3), 'high')).toEqual([1, 4]);
    expect(of(int(8, 64, { step: 8 }), 'high')).toEqual([8, 96]);
  });

  test('does not cross zero at either end, and stays on its grid', () => {
    expect(of(float(1, 11), 'low')).toEqual([0, 11]);
    expect(of(float(-11, -1), 'high')).toEqual([-11, 0]);
    expect(of(int(-10, -2), 'high')).toEqual([-10, 0]);
    expect(of(int(5, 65, { step: 10 }), 'low')).toBeNull();
    expect(of(int(15, 65, { step: 10 }), 'low')).toEqual([5, 65]);
    expect(of(float(-0.7, -0.1, { step: 0.1 }), 'high')).toEqual([-0.7, 0]);
    expect(of(float(-1, 1), 'low')).toEqual([-2, 1]);
  });

  test('is none where numbers end', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(of(int(2, most), 'high')).toBeNull();
    expect(of(int(2, most - 5, { log: true }), 'high')).toEqual([2, most]);
    expect(of(int(1, 60, { log: true }), 'low')).toBeNull();
    expect(of(float(1, Number.MAX_VALUE), 'high')).toBeNull();
    expect(of(float(1, 1.7e308), 'high')).toEqual([1, Number.MAX_VALUE]);
    expect(of(float(Number.MIN_VALUE, 1, { log: true }), 'low')).toBeNull();
  });
});

describe('laws', () => {
  const end = fc.double({ noNaN: true, noDefaultInfinity: true });
  const numbers = fc
    .tuple(end, end, fc.boolean())
    .filter(([a, b]) => Number.isFinite(a - b)) // no range may be wider than numbers reach
    .map(([a, b, log]): Range => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return log && low > 0 ? float(low, high, { log }) : float(low, high);
    });
  const whole = fc.oneof(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -1e9, max: 1e9 }));
  const counts = fc
    .tuple(whole, whole, fc.boolean(), fc.integer({ min: 1, max: 9 }))
    .map(([a, b, log, step]): Range => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return log && low > 0 ? int(low, high, { log }) : int(low, high - ((high - low) % step || 0), { step });
    });

  test('what is suggested can be done, and holds the range that there was', () => {
    fc.assert(
      fc.property(fc.oneof(numbers, counts), fc.constantFrom('low', 'high'), (range, side) => {
        const wider = widerRange(range, side);
        if (wider === null) return;
        const changed = changedSpace(space({ x: range }), { type: 'range', parameter: 'x', ...wider });
        const { low, high } = changed.nodes[0]!.distribution as Range;
        expect(low).toBeLessThanOrEqual(range.low);
        expect(high).toBeGreaterThanOrEqual(range.high);
      }),
    );
  });
});
