import { expect, test } from 'vitest';
import { agoText } from './ago-text.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [0, 'just now'],
  [1999, 'just now'],
  [-30_000, 'just now'],
  [2000, '2 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000, '1 d ago'],
  [29 * 86_400_000, '29 d ago'],
  [30 * 86_400_000, '2026-01-30'],
  [-86_400_000, '2026-03-02'],
])('%i ms', (ms, text) => {
  expect(agoText(NOW - ms, NOW)).toBe(text);
});

test('what never was, and what is no instant', () => {
  expect(agoText(null, NOW)).toBe('never');
  expect(agoText(1e300, NOW)).toBe('none');
});

test('a date has the time of day with it where that is asked for', () => {
  const at = new Date(2026, 0, 30, 7, 5).getTime();
  expect(agoText(at, at + 40 * 86_400_000, true)).toBe('2026-01-30 07:05');
  expect(agoText(at, at + 5000, true)).toBe('5 s ago');
});
