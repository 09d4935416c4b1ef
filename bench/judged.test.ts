import { expect, test } from 'vitest';
import { judged } from './judged.ts';

const row = { id: 'a', what: 'a thing', unit: 'ms', limit: { atMost: 1 }, whenBusy: { peer: 'optuna', ratio: 0.1 } };
const peers = [{ name: 'optuna 5.0.0', value: 30 }];

test.each([
  ['within its limit', 0.9, false, true],
  ['above it', 1.1, false, false],
  ['above it on a busy machine, but within its ratio to the peer', 2.9, true, true],
  ['above both', 3.1, true, false],
])('a row that is %s', (_, value, busy, ok) => {
  expect(judged(row, { value, peers }, busy).ok).toBe(ok);
});

test('says when the ratio decided', () => {
  expect(judged(row, { value: 2, peers }, true).judgedBy).toBe('ratio to optuna 5.0.0');
  expect(judged(row, { value: 0.5, peers }, true)).not.toHaveProperty('judgedBy');
});

test('a busy machine without the peer is no excuse', () => {
  expect(judged(row, { value: 2 }, true).ok).toBe(false);
});

test('what must hold beside the limit decides too, and some limits are from below', () => {
  expect(judged(row, { value: 0.5, holds: false }, false).ok).toBe(false);
  const rate = { id: 'b', what: 'a rate', unit: '×', limit: { atLeast: 4 } };
  expect([judged(rate, { value: 4 }, false).ok, judged(rate, { value: 3.9 }, false).ok]).toEqual([true, false]);
});
