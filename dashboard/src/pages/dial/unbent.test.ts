import { expect, test } from 'vitest';
import { warped } from '../../../../src/models/gp/warp.ts';
import { unbent } from './unbent.ts';

const LOSSES = Float64Array.from([0.9, 0.2, 0.85, 0.5, 0.2, 0.95, 0.7]);

test.each(['none', 'half', 'power'] as const)('%s: what was bent is bent back, and order is kept beyond', (name) => {
  const form = warped(name, LOSSES);
  const toLoss = unbent(LOSSES, form);
  form.targets.forEach((target, i) => expect(toLoss(target)).toBeCloseTo(LOSSES[i]!, 10));
  let before = Number.NEGATIVE_INFINITY;
  for (let target = -6; target <= 6; target += 0.05) {
    const loss = toLoss(target);
    expect(loss).toBeGreaterThan(before);
    before = loss;
  }
});

test('a straight form goes straight on beyond the ends', () => {
  const toLoss = unbent(LOSSES, warped('none', LOSSES));
  const slope = toLoss(1) - toLoss(0);
  expect(toLoss(-4) - toLoss(-5)).toBeCloseTo(slope, 10);
  expect(toLoss(5) - toLoss(4)).toBeCloseTo(slope, 10);
});

test('losses that are all equal stay what they are', () => {
  const equal = Float64Array.from([0.4, 0.4]);
  expect(unbent(equal, warped('half', equal))(3)).toBe(0.4);
});
