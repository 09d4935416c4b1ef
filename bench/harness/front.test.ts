import { expect, test } from 'vitest';
import { uniform } from '../quality/functions.ts';
import { MULTI_NAMES, multiTable } from '../tasks/multi-tables.ts';
import { area, volume, volumeAt } from './front.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

test('areas and volumes of boxes', () => {
  expect(area([[0.5, 0.5]])).toBe(0.25);
  expect(
    area([
      [0.5, 0],
      [0, 0.5],
      [0.6, 0.6],
    ]),
  ).toBe(0.75);
  expect(
    volume([
      [0, 0, 0.5],
      [0.5, 0.5, 0],
    ]),
  ).toBeCloseTo(0.5 + 0.125, 12);
  expect(volume([])).toBe(0);
});

test('a volume is the share of random points that are dominated', () => {
  const random = uniform(3);
  const points = Array.from({ length: 12 }, () => [random(), random(), random()]);
  let inside = 0;
  const draws = 100_000;
  for (let i = 0; i < draws; i++) {
    const at = [random(), random(), random()];
    if (points.some((point) => point.every((value, k) => value <= at[k]!))) inside++;
  }
  expect(volume(points)).toBeCloseTo(inside / draws, 2);
});

test.each(MULTI_NAMES)('all of %s dominates what its exact front is stated to dominate', (name) => {
  const { params, values, hypervolume } = multiTable(name, ROOT);
  const sizes = Object.values(params).map(({ length }) => length);
  const all: (readonly number[])[] = [];
  for (let cell = 0; cell < sizes.reduce((a, b) => a * b); cell++) {
    const choices = sizes.map(() => 0);
    for (let rest = cell, i = sizes.length - 1; i >= 0; rest = Math.floor(rest / sizes[i]!), i--)
      choices[i] = rest % sizes[i]!;
    const found = values(choices);
    if (found !== null) all.push(found);
  }
  const share = volumeAt({ values: all, ms: [] }, `front:${name}`, all.length, ROOT);
  expect(share * 1.1 ** 2).toBeCloseTo(hypervolume, 5);
});
