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
