import { describe, expect, test } from 'vitest';
import { type Grounds, reasonOf } from './reason.ts';

const GROUNDS: Grounds = {
  results: 12,
  areEqual: false,
  best: 7,
  isExpected: true,
  chance: 0.31,
  seeks: 'gain',
  gain: 0.0123,
  feasible: Number.NaN,
  branch: null,
  isAgain: false,
  cost: null,
};

describe('one sentence', () => {
  test('explores where no such result is expected', () => {
    expect(reasonOf({ ...GROUNDS, isExpected: false, chance: 0.02 })).toBe(
      'Gaussian process on 12 results explores where little is known: 2 % chance to improve, expected gain 0.012.',
    );
  });

  test('exploits where one is expected, however small the chance that it is better', () => {
    expect(reasonOf({ ...GROUNDS, chance: 0.04 })).toContain('exploits what lies around trial 7: 4 % chance');
    expect(reasonOf(GROUNDS)).toContain('exploits what lies around trial 7: 31 % chance');
  });

  test.each([
    ['doubt', 'explores where the best may still lie, beside trials on their way'],
    ['front', 'looks for what extends the Pareto front'],
    ['feasible', 'looks for what meets the constraints'],
  ] as const)('says what is sought instead of a gain: %s', (seeks, words) => {
    expect(reasonOf({ ...GROUNDS, chance: Number.NaN, seeks, gain: Number.NaN })).toBe(
      `Gaussian process on 12 results ${words}.`,
    );
  });

  test('names the branch that was looked into', () => {
    expect(reasonOf({ ...GROUNDS, branch: 'model = tree' })).toContain(
      'looks into model = tree: 31 % chance to improve there,',
    );
  });

  test('promises no gain where there is none to speak of', () => {
    expect(reasonOf({ ...GROUNDS, gain: Number.NaN })).toBe(
      'Gaussian process on 12 results exploits what lies around trial 7: 31 % chance to improve.',
    );
  });

  test('hopes for hypervolume with two objectives, and for what meets the constraints', () => {
    const front = { ...GROUNDS, chance: Number.NaN, seeks: 'front' } as const;
    expect(reasonOf(front)).toBe(
      'Gaussian process on 12 results looks for what extends the Pareto front: expected gain of hypervolume 0.012.',
    );
    expect(reasonOf({ ...GROUNDS, feasible: 0.803 })).toContain(
      ': 31 % chance to improve, expected gain 0.012, 80 % chance to meet the constraints.',
    );
    expect(reasonOf({ ...front, seeks: 'feasible', gain: Number.NaN, feasible: 0.001 })).toContain(
      'looks for what meets the constraints: less than 1 % chance to meet the constraints.',
    );
  });

  test('hopes for nothing where all results are equal', () => {
    const equal = { ...GROUNDS, areEqual: true };
    expect(reasonOf(equal)).toBe('All 12 results are equal: the Gaussian process looks where nothing was tried.');
    expect(reasonOf({ ...equal, branch: 'model = tree' })).toContain(' looks into model = tree.');
    expect(reasonOf({ ...equal, seeks: 'feasible' })).toContain('looks for what meets the constraints');
  });

  test('says that it tries again what failed', () => {
    expect(reasonOf({ ...GROUNDS, isAgain: true })).toContain(
      ' tries once more what failed, by accident as it seems: 31 % chance',
    );
  });

  test.each([
    [1e300, '1.0e+300'],
    [123456, '1.2e+5'],
    [1234, '1200'],
    [0.00001, '1.0e-5'],
    [0, '0.0e+0'],
  ])('a gain of %d reads %s', (gain, text) => {
    expect(reasonOf({ ...GROUNDS, gain })).toContain(`expected gain ${text}.`);
  });
});
