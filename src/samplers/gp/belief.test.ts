import { expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { categorical, float } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { logBelief } from './belief.ts';

const searched = space(
  { x: float(0, 10), l: float(1e-4, 1, { log: true }), c: categorical(['p', 'q', 'r']), free: float(0, 1) },
  {
    priors: {
      x: { kind: 'normal', best: 4, spread: 0.1 },
      l: { kind: 'normal', best: 1e-2, spread: 0.25 },
      c: { kind: 'weights', weights: [1, 4, 2] },
    },
  },
);
const density = logBelief(searched)!;
const at = (x: number, l: number, c: number, free = 0.5): number => density(Float64Array.of(x, l, c, free));

test('is null without priors', () => {
  expect(logBelief(space({ x: float(0, 1) }))).toBeNull();
});

test('is largest, 0, where the user thinks the best value lies', () => {
  expect(at(4, 1e-2, 1)).toBeCloseTo(0, 12);
  const stream = random(2);
  for (let i = 0; i < 100; i++) expect(density(configurationAt(searched, () => stream.uniform()))).toBeLessThan(1e-12);
});

test('falls as the logarithm of each prior, on the scale of the parameter', () => {
  expect(at(5, 1e-2, 1)).toBeCloseTo(-0.5, 12);
  expect(at(4, 1e-1, 1)).toBeCloseTo(-0.5, 12); // a quarter of four decades
  expect(at(4, 1e-2, 0)).toBeCloseTo(Math.log(1 / 4), 12);
  expect(at(5, 1e-3, 2)).toBeCloseTo(-1 + Math.log(2 / 4), 12);
});

test('does not look at what has no prior', () => {
  expect(at(3, 1e-3, 0, 0.1)).toBe(at(3, 1e-3, 0, 0.9));
});

test('never falls below a floor, even where a weight is 0', () => {
  expect(at(10, 1, 0)).toBe(-12);
  const never = logBelief(
    space({ c: categorical(['p', 'q']) }, { priors: { c: { kind: 'weights', weights: [0, 1] } } }),
  )!;
  expect(never(Float64Array.of(0))).toBe(-12);
});

test('what is inactive counts as it is', () => {
  const inside = space(
    { m: branch({ a: { x: float(0, 1) }, b: {} }) },
    { priors: { x: { kind: 'normal', best: 0.5, spread: 0.1 } } },
  );
  expect(logBelief(inside)!(Float64Array.of(1, Number.NaN))).toBe(0);
});
