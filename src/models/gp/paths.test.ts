import { expect, test } from 'vitest';
import type { Layout } from '../../math/layout.ts';
import { random } from '../../math/random.ts';
import { belief } from './fit.ts';
import { GaussianPaths } from './paths.ts';
import { GaussianProcess } from './process.ts';

const layout: Layout = {
  columns: 2,
  codes: Uint8Array.of(0, 0),
  group: Int32Array.of(0, 1),
  groups: 2,
  centre: Float64Array.of(0.5, 0.5),
  stretch: Float64Array.of(2, 2),
};
const stream = random(2);
const uniforms = (count: number): Float64Array => Float64Array.from({ length: count }, () => stream.uniform());
const n = 25;
const points = uniforms(2 * n);
const targets = Float64Array.from({ length: n }, (_, i) => Math.sin(5 * points[2 * i]!) + points[2 * i + 1]!);
const theta = belief(2).mean;
const sample = { layout, points, targets, n };
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => stream.normal());

test('the mean, and the spread of the functions, are those of the process', () => {
  const process = new GaussianProcess(layout, theta);
  process.condition(points, n, targets, n);
  const asked = uniforms(2 * 40);
  const [mean, sd] = [new Float64Array(40), new Float64Array(40)];
  process.predict(mean, sd, asked, 40);
  // With the points as anchors a function is the process itself there.
  const paths = new GaussianPaths(
    sample,
    theta,
    asked,
    Array.from({ length: 400 }, () => normals(40)),
  );
  const [ours, ...functions] = paths.at(asked, 40);
  for (let i = 0; i < 40; i++) {
    expect(Math.abs(ours![i]! - mean[i]!)).toBeLessThan(1e-4);
    const squares = functions.reduce((sum, own) => sum + (own[i]! - mean[i]!) ** 2 / functions.length, 0);
    expect(Math.sqrt(squares) / sd[i]!).toBeGreaterThan(0.85);
    expect(Math.sqrt(squares) / sd[i]!).toBeLessThan(1.15);
  }
});

test('what is foretold of each target is what a process of the others says', () => {
  const { explained } = new GaussianPaths(sample, theta, uniforms(2 * 3), []);
  const mean = targets.reduce((sum, target) => sum + target / n, 0);
  let [errors, deviations] = [0, 0];
  for (let i = 0; i < n; i++) {
    const others = [...targets.keys()].filter((j) => j !== i);
    const process = new GaussianProcess(layout, theta);
    const own = Float64Array.from(others.flatMap((j) => [points[2 * j]!, points[2 * j + 1]!]));
    process.condition(
      own,
      n - 1,
      Float64Array.from(others, (j) => targets[j]!),
      n - 1,
    );
    const said = new Float64Array(1);
    process.means(said, points.subarray(2 * i, 2 * i + 2), 1);
    errors += (targets[i]! - said[0]!) ** 2;
    deviations += (targets[i]! - mean) ** 2;
  }
  expect(explained).toBeCloseTo(1 - errors / deviations, 5);
});

test('points in blocks have the values that they have one by one: numbers, codes, all but one column alike or none', () => {
  const columns = 24;
  const wide: Layout = {
    columns,
    codes: Uint8Array.from({ length: columns }, (_, c) => (c % 6 === 5 ? 1 : 0)),
    group: Int32Array.from({ length: columns }, (_, c) => c),
    groups: columns,
    centre: new Float64Array(columns).fill(0.5),
    stretch: new Float64Array(columns).fill(2),
  };
  const place = (c: number): number => (wide.codes[c] === 1 ? Math.floor(3 * stream.uniform()) : stream.uniform());
  const places = (count: number): Float64Array =>
    Float64Array.from({ length: count * columns }, (_, i) => place(i % columns));
  const known = { layout: wide, points: places(20), targets: normals(20), n: 20 };
  const paths = new GaussianPaths(known, belief(columns).mean, places(10), [normals(10), normals(10)]);
  const size = 5;
  const base = places(size);
  const blocks = [base, places(size)];
  for (let c = 0; c < columns; c++) {
    const moved = base.slice();
    for (let i = 0; i < size; i++) moved[i * columns + c] = place(c);
    blocks.push(moved);
  }
  const all = Float64Array.from(blocks.flatMap((block) => [...block]));
  const oneByOne = paths.at(all, blocks.length * size);
  expect(new Set(oneByOne[1]).size).toBeGreaterThan(100);
  paths.atBlocks(all, size).forEach((values, f) => {
    values.forEach((value, i) => expect(Math.abs(value - oneByOne[f]![i]!)).toBeLessThan(1e-9));
  });
});
