import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { ChoiceDistribution } from './choice-distribution.ts';
import { CmaEs } from './cma-es.ts';
import golden from './cma-es.golden.json' with { type: 'json' };
import { keepMargin } from './margin.ts';

const close = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(found[i]! - value), `${found[i]} for ${value}`).toBeLessThan(
      golden.tolerance * Math.max(1, Math.abs(value)),
    ),
  );
};

const lowerTriangle = (matrix: Float64Array, d: number): number[] =>
  Array.from({ length: d }, (_, i) => [...matrix.subarray(i * d, i * d + i + 1)]).flat();

test.each(Object.entries(golden.cases))(
  'as cmaes, generation by generation: %s',
  (_, { sigma, size, adaptRates, steps, covariance }) => {
    const d = steps[0]!.mean.length;
    const cma = new CmaEs({ mean: new Float64Array(d).fill(0.5), sigma, size, separable: false, adaptRates });
    for (const step of steps) {
      cma.update(Float64Array.from(step.points.flat()));
      close(cma.mean, step.mean);
      close([cma.sigma], [step.sigma]);
    }
    close(lowerTriangle(cma.covariance.entries, d), covariance);
  },
);

test('as cmaes with margin, generation by generation', () => {
  const { sigma, size, margin, steps } = golden.margin;
  const cma = new CmaEs({ mean: new Float64Array(4).fill(1), sigma, size, separable: false, adaptRates: false });
  const scales = new Float64Array(4).fill(1);
  const edges = (low: number, high: number) => (x: number) =>
    [
      Math.min(high - 0.5, Math.max(low + 0.5, Math.ceil(x - 0.5) - 0.5)),
      Math.min(high - 0.5, Math.max(low + 0.5, Math.ceil(x - 0.5) + 0.5)),
    ] as const;
  for (const step of steps) {
    cma.update(Float64Array.from(step.points.flat()));
    keepMargin(
      cma,
      scales,
      [
        { at: 2, edges: edges(-5, 5) },
        { at: 3, edges: edges(0, 3) },
      ],
      margin,
    );
    close(cma.mean, step.mean);
    close([cma.sigma], [step.sigma]);
    close(scales, step.scales);
  }
});

test('as cmaes with categories, generation by generation', () => {
  const { counts, weights, steps } = golden.choices;
  const chances = new ChoiceDistribution(counts, counts.length);
  for (const step of steps) {
    chances.update(step.choices.flat(), weights);
    close(chances.chances, step.chances);
  }
});

const start = (d: number, separable: boolean) => ({
  mean: new Float64Array(d).fill(0.5),
  sigma: 0.3,
  size: 4 + Math.floor(3 * Math.log(d)),
  separable,
  adaptRates: false,
});

/** Runs on a function and answers the last mean. */
function minimised(cma: CmaEs, generations: number, f: (x: Float64Array) => number, seed: number): Float64Array {
  const stream = random(seed);
  const d = cma.mean.length;
  for (let g = 0; g < generations; g++) {
    const points = Array.from({ length: cma.parameters.size }, () => {
      const x = new Float64Array(d);
      cma.sample(
        x,
        Float64Array.from({ length: d }, () => stream.normal()),
      );
      return x;
    }).sort((a, b) => f(a) - f(b));
    const flat = new Float64Array(points.length * d);
    points.forEach((point, k) => flat.set(point, k * d));
    cma.update(flat);
  }
  return cma.mean;
}

const rosenbrock = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! * x[i]!) ** 2 + (1 - x[i]!) ** 2;
  return sum;
};
const ellipsoid = (x: Float64Array): number =>
  x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * (v - 0.2) ** 2, 0);

test('finds the end of a bent valley, and of an ellipsoid whose axes differ by 1,000', () => {
  expect(rosenbrock(minimised(new CmaEs(start(5, false)), 400, rosenbrock, 1))).toBeLessThan(1e-12);
  expect(ellipsoid(minimised(new CmaEs(start(8, false)), 500, ellipsoid, 2))).toBeLessThan(1e-12);
});

test('the separable form learns variances, and in many dimensions faster', () => {
  const full = ellipsoid(minimised(new CmaEs(start(20, false)), 300, ellipsoid, 3));
  const separable = ellipsoid(minimised(new CmaEs(start(20, true)), 300, ellipsoid, 3));
  expect(separable).toBeLessThan(1e-4);
  expect(separable).toBeLessThan(full);
});

test('adapted rates find the bottom of a noisy bowl that full steps circle around', () => {
  const noise = random(9);
  const noisy = (x: Float64Array): number => x.reduce((sum, v) => sum + v * v, 0) + 0.5 * noise.normal();
  const left = (adaptRates: boolean): number => {
    let total = 0;
    for (let seed = 0; seed < 5; seed++) {
      const cma = new CmaEs({ ...start(5, false), mean: new Float64Array(5).fill(2), adaptRates });
      total += Math.log(minimised(cma, 600, noisy, seed).reduce((sum, v) => sum + v * v, 0));
    }
    return total / 5;
  };
  expect(left(true)).toBeLessThan(left(false));
});

test('a point from far off moves it no further than the longest step of its own', () => {
  const cma = new CmaEs(start(3, false));
  const stream = random(4);
  const points = Float64Array.from({ length: cma.parameters.size * 3 }, () => 0.5 + 0.3 * stream.normal());
  points.fill(1e300, 0, 3);
  cma.update(points);
  for (const v of [...cma.mean, cma.sigma]) expect(Math.abs(v)).toBeLessThan(10);
});

describe('laws', () => {
  test('chances are chances, and none dies out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.integer(),
        (counts, seed) => {
          const distribution = new ChoiceDistribution(counts, counts.length);
          const stream = random(seed);
          for (let g = 0; g < 30; g++)
            distribution.update(
              Array.from({ length: 6 * counts.length }, (_, i) =>
                Math.floor(stream.uniform() * counts[i % counts.length]!),
              ),
              [0.6, 0.3, 0.1],
            );
          let at = 0;
          for (const count of counts) {
            const own = distribution.chances.subarray(at, at + count);
            at += count;
            expect(Math.abs(own.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
            for (const chance of own) expect(chance).toBeGreaterThan(0.001);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('full and separable form are the same in one dimension but for the rate they learn at', () => {
    const [full, separable] = [new CmaEs(start(1, false)), new CmaEs(start(1, true))];
    expect(separable.parameters).toEqual(full.parameters);
    expect(minimised(full, 20, (x) => x[0]! ** 2, 5)[0]).toBeCloseTo(
      minimised(separable, 20, (x) => x[0]! ** 2, 5)[0]!,
      10,
    );
  });
});
