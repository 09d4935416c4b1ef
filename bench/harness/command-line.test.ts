import { expect, test } from 'vitest';
import { countOf, numbersOf, optionsFrom } from './command-line.ts';
import { isOptions, optionsOf } from './options-text.ts';

test('options with and without "=", and names that stand alone', () => {
  const defaults = { seeds: '1', each: 'no', tasks: 'all' };
  expect(optionsFrom(['--', '--seeds', '3', '--each', '--tasks=a=b'], defaults)).toEqual({
    seeds: '3',
    each: 'yes',
    tasks: 'a=b',
  });
  expect(() => optionsFrom(['--seed', '3'], defaults)).toThrow('--seeds');
});

test('numbers and ranges', () => {
  expect(numbersOf('101..103,7')).toEqual([101, 102, 103, 7]);
  expect(() => numbersOf('5..3')).toThrow('5..3');
  expect(() => numbersOf('x')).toThrow('"x"');
  expect(() => numbersOf('1,')).toThrow('""');
  expect(countOf('trials', '100')).toBe(100);
  for (const wrong of ['abc', '0', '2.5', '-1', ''])
    expect(() => countOf('trials', wrong)).toThrow(`--trials ${wrong}: expected`);
});

test('options of a sampler', () => {
  expect(optionsOf('')).toBeUndefined();
  expect(optionsOf('warp=none+startup=6+deep=true')).toEqual({ warp: 'none', startup: 6, deep: true });
  expect([isOptions('a=1'), isOptions('a'), isOptions('=1')]).toEqual([true, false, false]);
});
