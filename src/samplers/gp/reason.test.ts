import { describe, expect, test } from 'vitest';
import { type Grounds, reasonOf } from './reason.ts';

const GROUNDS: Grounds = {
  results: 12,
  best: 7,
  isBetter: false,
  chance: 0.31,
  seeks: 'gain',
  gain: 0.0123,
  branch: null,
};

describe('one sentence', () => {
  test('explores where the mean is worse and improvement unlikely', () => {
    expect(reasonOf({ ...GROUNDS, chance: 0.02 })).toBe(
      'Gaussian process on 12 results explores where little is known: 2 % chance to improve, expected gain 0.012.',
    );
  });

  test('exploits where the mean is better, or improvement likely', () => {
    expect(reasonOf({ ...GROUNDS, isBetter: true, chance: 0.04 })).toContain(
      'exploits what lies around trial 7: 4 % chance',
    );
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

  test('promises no gain where it has no meaning', () => {
    expect(reasonOf({ ...GROUNDS, gain: Number.NaN })).toBe(
      'Gaussian process on 12 results exploits what lies around trial 7.',
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
