import { expect, test } from 'vitest';
import { categorical, float } from '../space/distribution.ts';
import { branch } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { branchText } from './branch-text.ts';

test('fixed cases in words, numbers left out', () => {
  const searched = space({
    x: float(0, 1),
    model: branch({ tree: { split: branch({ best: {}, random: { y: float(0, 1) } }) }, linear: {} }),
    c: categorical([1, 2]),
  });
  const fixed = new Float64Array(searched.nodes.length).fill(Number.NaN);
  expect(branchText(searched, fixed)).toBe('');
  searched.nodes.forEach(({ name }, i) => {
    if (name === 'model') fixed[i] = 0;
    if (name === 'split') fixed[i] = 1;
    if (name === 'x') fixed[i] = 0.3;
  });
  expect(branchText(searched, fixed)).toBe('model = tree, split = random');
});
