import { expect, test } from 'vitest';
import { costWords } from './cost-words.ts';

test.each([
  [12.3, 36, null, 'expected to take about 12 s, a third of the others'],
  [0.004, 0.004, null, 'expected to take less than 0.01 s, about as much as the others'],
  [0.42, 0.8, null, 'expected to take about 0.42 s, half of the others'],
  [300, 100, null, 'expected to take about 5 min, 3 times the others'],
  [36_000, 300, null, 'expected to take about 10 h, 120 times the others'],
  [0.12, 1.2, 'eur', 'expected to cost about 0.12 (eur), a tenth of the others'],
  [1, 4, 'eur', 'expected to cost about 1 (eur), a quarter of the others'],
  [1, 5, 'eur', 'expected to cost about 1 (eur), a fifth of the others'],
  [1, 500, 'eur', 'expected to cost about 1 (eur), a small part of the others'],
])('%d where %d is usual (%s)', (expected, usual, metric, words) => {
  expect(costWords(expected, usual, metric)).toBe(words);
});
