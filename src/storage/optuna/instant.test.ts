import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, instantText } from './instant.ts';

const T = Date.UTC(2026, 10, 23, 22, 38, 3, 43);

test('to the microsecond', () => {
  expect(instantText(T, 'utc')).toBe('2026-11-23 22:38:03.043000');
  expect(instantText(T + 0.689, 'utc')).toBe('2026-11-23 22:38:03.043689');
  expect(instantText(T + 0.9999, 'utc')).toBe('2026-11-23 22:38:03.044000');
  expect(instantOf('2026-11-23 22:38:03.043689', 'utc')).toBeCloseTo(T + 0.689, 3);
});

test('texts of others: without a fraction, with a short one, with a T', () => {
  expect(instantOf('2026-11-23 22:38:03', 'utc')).toBe(T - 43);
  expect(instantOf('2026-11-23 22:38:03.5', 'utc')).toBe(T - 43 + 500);
  expect(instantOf('2026-11-23T22:38:03.043000', 'utc')).toBe(T);
  expect(['', 'now', '2026-11-23', 'xxxx-11-23 22:38:03'].map((text) => instantOf(text, 'utc'))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('local time is what the clock on the wall says', () => {
  const before = process.env.TZ;
  process.env.TZ = 'Asia/Kathmandu'; // 5:45 ahead
  try {
    expect(instantText(T, 'local')).toBe('2026-11-24 04:23:03.043000');
    expect(instantOf('2026-11-24 04:23:03.043000', 'local')).toBe(T);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

describe('laws', () => {
  test.each(['utc', 'local'] as const)('a text is read as it was written, in %s', (zone) => {
    const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) * 1000 }).map((micros) => micros / 1000);
    fc.assert(
      fc.property(instant, (ms) => {
        expect(instantOf(instantText(ms, zone), zone)).toBeCloseTo(ms, 3);
      }),
    );
  });
});
