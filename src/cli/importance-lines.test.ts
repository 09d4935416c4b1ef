import { expect, test } from 'vitest';
import type { Importance } from '../analysis/importance/answer.ts';
import { importanceLines } from './importance-lines.ts';
import { PLAIN } from './style.ts';
import { width } from './text.ts';

const FOUND: Importance = {
  method: 'ped-anova',
  objective: 'loss',
  trials: 120,
  params: [
    { name: 'rate', value: 0.7, low: 0.5, high: 0.8, active: 1, total: null },
    { name: 'momentum\x1b[31m', value: 0.296, low: 0.1, high: 0.5, active: 0.5, total: null },
    { name: 'batch', value: 0.004, low: 0, high: 0.02, active: 1, total: null },
  ],
  pairs: null,
  explained: null,
  warning: null,
};

test('bars with their intervals, most important first, and what they mean', () => {
  expect(importanceLines('digits', FOUND, false, PLAIN, 400)).toEqual([
    'digits: what matters for loss (ped-anova, 120 trials)',
    '  rate       70 %  ███████████████▓▓▓▓▓▓░░░        50 to 80 %',
    '  momentum   30 %  ███▓▓▓▓▓▓░░░░░░                 10 to 50 %  (active in 50 % of the trials)',
    '  batch      <1 %  ░                               0 to 2 %',
    'Shares of what tells the best tenth of the trials from all. The truth lies between the numbers behind a bar with a chance of about 80 %.',
  ]);
});

test('pairs, totals and how much a model explains', () => {
  const share = { value: 0.2, low: 0.1, high: 0.3 };
  const [a, b] = [FOUND.params[0]!, FOUND.params[2]!];
  const fanova = {
    ...FOUND,
    method: 'fanova',
    explained: 0.91,
    pairs: [{ names: ['rate', 'batch'], ...share }],
  } as const;
  const lines = importanceLines('digits', { ...fanova, params: [a, b] }, true, PLAIN, 400);
  expect(lines[3]).toBe('  together, beyond what each does alone:');
  expect(lines[4]).toMatch(/^ {2}rate × batch +20 % +███▓▓▓░░░ +10 to 30 %$/);
  expect(lines[5]).toContain('by a forest, which explains 91 % of the results');
  expect(importanceLines('digits', { ...fanova, params: [a, b] }, false, PLAIN, 400)).toHaveLength(4);
  const none = importanceLines('digits', { ...fanova, params: [a, b], pairs: [] }, true, PLAIN, 400);
  expect(none[3]).toContain('No two parameters do anything together');
  const sobol = { ...FOUND, method: 'sobol', explained: 1, params: [{ ...a, total: share }] } as const;
  expect(importanceLines('digits', sobol, false, PLAIN, 400)[1]).toContain('(with others 20 %, 10 to 30 %)');
});

test('without numbers the reason, with care the warning', () => {
  const none = { ...FOUND, params: [], warning: 'All results are equal: nothing can be told.' };
  expect(importanceLines('digits', none, false, PLAIN, 400)).toEqual([
    'digits: what matters for loss (ped-anova, 120 trials)',
    'Careful: All results are equal: nothing can be told.',
  ]);
  const several = { ...FOUND, objective: null, warning: 'Few.' };
  const lines = importanceLines('digits', several, false, PLAIN, 400);
  expect(lines[0]).toContain('for all objectives together');
  expect(lines.at(-1)).toBe('Careful: Few.');
});

test('long names are cut', () => {
  const long = { ...FOUND, params: [{ ...FOUND.params[0]!, name: 'x'.repeat(200) }] };
  expect(width(importanceLines('digits', long, false, PLAIN, 400)[1]!)).toBeLessThan(100);
});

test('sentences keep within the columns that there are; nearly all is not all', () => {
  const sobol = {
    ...FOUND,
    method: 'sobol',
    explained: 0.997,
    params: [{ ...FOUND.params[0]!, value: 0.998, high: 1, active: 0.999 }],
    warning: 'These shares may still change much. '.repeat(8),
  } as const;
  const lines = importanceLines('digits', sobol, false, PLAIN, 80);
  expect(lines[1]).toMatch(/^ {2}rate {2}>99 % .*\(active in >99 % of the trials\)$/);
  expect(lines.join(' ')).toContain('which explains >99 % of the results');
  for (const line of lines.slice(2)) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => line.startsWith('Careful: '))).toHaveLength(1);
});

test('bars give way to what stands beside them; of many parameters the first are shown', () => {
  const total = { value: 0.2, low: 0.1, high: 0.3 };
  const sobol = {
    ...FOUND,
    method: 'sobol',
    params: FOUND.params.map((param) => ({ ...param, active: 1, total })),
  } as const;
  for (const columns of [80, 90, 120])
    for (const line of importanceLines('digits', sobol, false, PLAIN, columns))
      expect(width(line)).toBeLessThanOrEqual(columns);
  expect(importanceLines('digits', sobol, false, PLAIN, 80)[1]).toMatch(/█▓+░+ +50 to 80 %/);
  const many = { ...FOUND, params: Array.from({ length: 300 }, (_, i) => ({ ...FOUND.params[2]!, name: `p${i}` })) };
  const lines = importanceLines('digits', many, false, PLAIN, 100);
  expect(lines[41]).toBe('  and 260 more, <1 % at most each');
  expect(lines.length).toBeLessThan(50);
});
