import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Recency } from './recency.ts';

test('rows by their last change', () => {
  const recency = new Recency();
  for (const row of [0, 1, 2, 1, 0, 0]) recency.touch(row);
  expect(recency.since(0, 10)).toEqual([2, 1, 0]);
  expect(recency.since(3, 10)).toEqual([1, 0]);
  expect(recency.since(0, 2)).toEqual([2, 1]);
  expect(recency.since(recency.now, 10)).toEqual([]);
  expect(new Recency().since(0, 10)).toEqual([]);
});

describe('laws', () => {
  test('answers what sorting by the last change answers', () => {
    const touches = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });
    fc.assert(
      fc.property(touches, fc.nat(60), fc.integer({ min: 1, max: 14 }), (rows, tick, limit) => {
        const recency = new Recency();
        for (const row of rows) recency.touch(row);
        const last = new Map(rows.map((row, i) => [row, i + 1]));
        const sorted = [...last].filter(([, at]) => at > tick).sort(([, a], [, b]) => a - b);
        expect(recency.since(tick, limit)).toEqual(sorted.slice(0, limit).map(([row]) => row));
      }),
    );
  });
});
