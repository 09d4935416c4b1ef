import { expect, test } from 'vitest';
import { tableOf } from './table-text.ts';

test('commas, quotes and line ends', () => {
  expect(tableOf('\uFEFFa,b\r\n"x, ""y""",1\r\n"two\nlines",2', true)).toEqual({
    head: ['a', 'b'],
    rows: [
      ['x, "y"', '1'],
      ['two\nlines', '2'],
    ],
    hasMore: false,
  });
});

test('semicolons and tabs', () => {
  expect(tableOf('a;b\n1,5;2\n', true)).toMatchObject({ head: ['a', 'b'], rows: [['1,5', '2']] });
  expect(tableOf('a\tb\n1\t2\n', true)!.rows).toEqual([['1', '2']]);
});

test('lines of JSON: all keys are columns', () => {
  expect(tableOf('{"step":1,"loss":0.5}\n{"step":2,"__proto__":[1]}\n', true)).toEqual({
    head: ['step', 'loss', '__proto__'],
    rows: [
      ['1', '0.5', ''],
      ['2', '', '[1]'],
    ],
    hasMore: false,
  });
});

test('what was cut off is not half shown', () => {
  expect(tableOf('a,b\n1,2\n3,', false)).toEqual({ head: ['a', 'b'], rows: [['1', '2']], hasMore: true });
  expect(tableOf('{"a":1}\n{"a":', false)).toMatchObject({ rows: [['1']], hasMore: true });
});

test('long tables end somewhere, and say so', () => {
  const text = `n\n${Array.from({ length: 5000 }, (_, i) => i).join('\n')}`;
  expect(tableOf(text, true)!.rows).toHaveLength(200);
  expect(tableOf(text, true)!.hasMore).toBe(true);
});

test('no table', () => {
  expect(tableOf('', true)).toBeNull();
  expect(tableOf('[1,2]\n', true)).toBeNull();
  expect(tableOf('{broken\n', true)).toBeNull();
});
