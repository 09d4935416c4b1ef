import { describe, expect, test } from 'vitest';
import { categorical, float, forbidden, int, permutation, space } from 'vernier';
import { writeSpace } from '../../../../../src/space/file.ts';
import { changeOf, dialsOf, placeIn, type RangeDial, spaceOf, valueIn, wrongEnds } from './dials.ts';

const SPACE = space(
  {
    rate: float(0.001, 0.1, { log: true }),
    depth: int(1, 8),
    opt: categorical(['sgd', 'adam', 'lamb']),
    order: permutation(['a', 'b']),
  },
  { constraints: [forbidden({ opt: 'lamb' })] },
);

test('ranges and choices of a stored space can be turned, the rest cannot', () => {
  const { dials, fixed } = dialsOf(spaceOf(JSON.parse(JSON.stringify(writeSpace(SPACE))))!);
  expect(dials).toEqual([
    { kind: 'range', name: 'rate', low: 0.001, high: 0.1, log: true, isWhole: false },
    { kind: 'range', name: 'depth', low: 1, high: 8, log: false, isWhole: true },
    { kind: 'choices', name: 'opt', choices: ['sgd', 'adam', 'lamb'], gone: new Set(['lamb']) },
  ]);
  expect(fixed).toEqual(['order']);
  expect(spaceOf({ what: 'ever' })).toBeNull();
  expect(spaceOf(null)).toBeNull();
});

describe('what was turned', () => {
  const { dials } = dialsOf(SPACE);
  const [rate, depth, opt] = dials as [RangeDial, RangeDial, (typeof dials)[2]];

  test('is a change where it differs and will do', () => {
    expect(changeOf(rate, { low: '0.01', high: '0.1' })).toEqual({
      type: 'range',
      parameter: 'rate',
      low: 0.01,
      high: 0.1,
    });
    expect(changeOf(rate, { low: '1e-3', high: '.1' })).toBeNull();
    expect(changeOf(rate, undefined)).toBeNull();
    expect(changeOf(opt, { without: ['lamb'] })).toBeNull();
    expect(changeOf(opt, { without: ['lamb', 'sgd'] })).toEqual({ type: 'forbid', parameter: 'opt', choices: ['sgd'] });
  });

  test.each([
    [{ low: '', high: '1' }, 'number'],
    [{ low: 'x', high: '1' }, 'number'],
    [{ low: '0', high: '1' }, '0'],
    [{ low: '2', high: '1' }, 'above'],
  ])('is told to be wrong: %o', (ends, why) => {
    expect(wrongEnds(rate, ends)).toContain(why);
    expect(changeOf(rate, ends)).toBeNull();
  });

  test('keeps whole numbers whole', () => {
    expect(wrongEnds(depth, { low: '1.5', high: '4' })).toContain('whole');
    expect(wrongEnds(depth, { low: '3', high: '3' })).toBeNull();
  });
});

test('places and values lead to each other', () => {
  for (const along of [
    { low: 0.0005, high: 0.2, log: true },
    { low: -3, high: 900, log: false },
    { low: 1e-300, high: 1e300, log: true },
  ])
    for (const place of [0, 0.2, 0.5, 1]) expect(placeIn(valueIn(place, along, false), along)).toBeCloseTo(place, 2);
  expect(valueIn(0.31, { low: 1, high: 8, log: false }, true)).toBe(3);
  expect(valueIn(0, { low: 0.4, high: 100, log: true }, true)).toBe(1);
});
