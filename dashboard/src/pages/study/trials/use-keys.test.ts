import { expect, test } from 'vitest';
import { placeAfter } from './use-keys.ts';

const from = (active: number | null, count = 100) => ({ count, active, page: 20 });

test.each([
  ['ArrowDown', null, 0],
  ['ArrowDown', 4, 5],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 0, 0],
  ['ArrowUp', null, 0],
  ['PageDown', 90, 99],
  ['PageUp', 30, 10],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['x', 50, null],
  ['constructor', 50, null],
])('%s from %s leads to %s', (key, active, place) => {
  expect(placeAfter(key, from(active))).toBe(place);
});

test('an empty table has no places', () => {
  expect(placeAfter('End', from(null, 0))).toBeNull();
});
