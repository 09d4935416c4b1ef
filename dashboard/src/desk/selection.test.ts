import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numbersOf, rangesOf, Selection } from './selection.ts';

test('trials are added, taken away and replaced', () => {
  const selection = new Selection();
  selection.change([3, 4, 5, 99], 'replace', 10);
  selection.change([8], 'add', 10);
  selection.change([4], 'remove', 10);
  expect([...selection.trials()]).toEqual([3, 5, 8]);
  expect(selection.info()).toEqual({ count: 3, ranges: '3,5,8' });
  selection.change([1], 'replace', 10);
  expect(selection.info()).toEqual({ count: 1, ranges: '1' });
  expect([selection.has(1), selection.has(3), selection.has(500)]).toEqual([true, false, false]);
});

test('ranges that make no sense are left out; too many are not written', () => {
  expect(numbersOf('3, 5-7,x,-1,9-8,1e3', 100)).toEqual([3, 5, 6, 7]);
  expect(numbersOf('0-9999999999', 4)).toEqual([0, 1, 2, 3]);
  expect(rangesOf(Array.from({ length: 2000 }, (_, i) => 2 * i))).toBe(null);
  expect(rangesOf([])).toBe('');
});

describe('laws', () => {
  test('ranges say which numbers they are of', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300), { maxLength: 100 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        expect(numbersOf(rangesOf(sorted)!, 301)).toEqual(sorted);
      }),
    );
  });
});
