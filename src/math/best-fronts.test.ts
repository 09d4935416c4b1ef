import { expect, test } from 'vitest';
import { bestFronts } from './best-fronts.ts';

test('whole fronts first, then what keeps most of the hypervolume', () => {
  // Two points of the first front; of the second the middle one, which holds most.
  const losses = Float64Array.of(0, 4, 4, 0, 1, 6, 3, 5, 6, 1, 9, 9);
  expect(bestFronts(losses, 2, 2)).toEqual([0, 1]);
  expect(bestFronts(losses, 2, 3)).toHaveLength(3);
  expect(new Set(bestFronts(losses, 2, 5))).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(bestFronts(losses, 2, 10)).toHaveLength(6);
  expect(bestFronts(new Float64Array(0), 2, 3)).toEqual([]);
});
