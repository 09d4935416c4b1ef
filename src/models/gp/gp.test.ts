import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../math/random.ts';
import { belief, fit, hyperparameters, Likelihood } from './fit.ts';
import golden from './gp.golden.json' with { type: 'json' };
import type { Layout } from '../../math/layout.ts';
import { GaussianProcess } from './process.ts';
import { standardised, warped } from './warp.ts';

const halfRank = (losses: Float64Array): Float64Array => warped('half', losses).targets;

const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance = golden.tolerance): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value)).toBeLessThan(tolerance * Math.max(1, Math.abs(value))),
  );
};

/** Columns of numbers, each a group of its own, but for the last `codes` ones. */
function plain(columns: number, codes = 0): Layout {
  return {
    columns,
    codes: Uint8Array.from({ length: columns }, (_, c) => (c >= columns - codes ? 1 : 0)),
    group: Int32Array.from({ length: columns }, (_, c) => c),
    groups: columns,
    centre: new Float64Array(columns).fill(0.5),
    stretch: new Float64Array(columns).fill(2),
  };
}

/** Hyperparameters without a trend and main effects. */
const untrended = (theta: readonly number[]): Float64Array => Float64Array.from([...theta, -60, -60, -60, -60, 0]);

test('joint draws have the means and variances that are predicted, and near points move together', () => {
  const layout = plain(1);
  const targets = Float64Array.from([-1, 0, 1]);
  const asked = Float64Array.from([0.3, 0.301, 0.95]);
  const points = Float64Array.from([0.1, 0.5, 0.7, ...asked]);
  const theta = untrended([Math.log(0.2), 0, Math.log(1e-3)]);
  const told = new GaussianProcess(layout, theta);
  told.condition(points, 3, targets, 3);
  const [mean, sd] = [new Float64Array(3), new Float64Array(3)];
  told.predict(mean, sd, asked, 3);
  const drawing = new GaussianProcess(layout, theta);
  drawing.condition(points, 6, targets, 3);
  const stream = random(5);
  const count = 20_000;
  const sums = new Float64Array(3);
  const squares = new Float64Array(3);
  const out = new Float64Array(3);
  let together = 0;
  for (let d = 0; d < count; d++) {
    drawing.draw(
      mean,
      Float64Array.from({ length: 3 }, () => stream.normal()),
      out,
    );
    out.forEach((value, i) => {
      sums[i]! += value / count;
      squares[i]! += ((value - mean[i]!) * (value - mean[i]!)) / count;
    });
    together += ((out[0]! - mean[0]!) * (out[1]! - mean[1]!)) / count;
  }
  for (let i = 0; i < 3; i++) {
    const variance = sd[i]! * sd[i]! + drawing.noise;
    expect(Math.abs(sums[i]! - mean[i]!)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(squares[i]! / variance - 1)).toBeLessThan(0.05);
  }
  expect(together / Math.sqrt(squares[0]! * squares[1]!)).toBeGreaterThan(0.9);
});

describe('as scikit-learn and numpy have it', () => {
  test.each(golden.processes)('likelihood, gradient and predictions of $n points', ({ x, y, n, d, ...known }) => {
    const layout = plain(d);
    const points = Float64Array.from(x);
    const targets = Float64Array.from(y);
    const theta = untrended(known.theta);
    const gradient = new Float64Array(theta.length);
    near([new Likelihood({ layout, points, targets, n }).at(theta, gradient)], [known.likelihood]);
    near(gradient.subarray(0, d + 2), known.gradient, 1e-5);
    const process = new GaussianProcess(layout, theta);
    process.condition(points, n, targets, n);
    const count = known.mean.length;
    const mean = new Float64Array(count);
    const sd = new Float64Array(count);
    process.predict(mean, sd, Float64Array.from(known.points), count);
    near(mean, known.mean);
    near(sd, known.sd, 1e-6);
  });

  test.each(golden.effects)(
    'with main effects: likelihood and predictions of $n points',
    ({ x, y, n, d, ...known }) => {
      const layout = plain(d);
      const points = Float64Array.from(x);
      const targets = Float64Array.from(y);
      const theta = Float64Array.from(known.theta);
      near([new Likelihood({ layout, points, targets, n }).at(theta, theta.slice())], [known.likelihood]);
      const process = new GaussianProcess(layout, theta);
      process.condition(points, n, targets, n);
      const count = known.mean.length;
      const mean = new Float64Array(count);
      const sd = new Float64Array(count);
      process.predict(mean, sd, Float64Array.from(known.points), count);
      near(mean, known.mean);
      near(sd, known.sd, 1e-6);
    },
  );

  test.each(golden.warps)('the half-rank warp', ({ losses, warped }) => {
    near(halfRank(Float64Array.from(losses)), warped);
  });
});

test('losses without spread, or too large to be squared, are warped all the same', () => {
  expect([...halfRank(new Float64Array([3, 3, 3]))]).toEqual([0, 0, 0]);
  expect([...standardised(new Float64Array(0))]).toEqual([]);
  for (const loss of halfRank(new Float64Array([1e300, -1e300, 5, 1e290]))) expect(loss).toSatisfy(Number.isFinite);
});

test('a fit finds which column matters, and points that are alike do not stop it', () => {
  const stream = random(3);
  const n = 40;
  const points = Float64Array.from({ length: 3 * n }, () => stream.uniform());
  points.copyWithin(3, 0, 3); // the first point twice
  const targets = standardised(Float64Array.from({ length: n }, (_, i) => Math.sin(9 * points[3 * i]!)));
  const prior = belief(3);
  const { theta } = fit({ layout: plain(3), points, targets, n }, prior, [prior.mean], { evaluations: 60 });
  expect(theta[0]!).toBeLessThan(theta[1]! - 1);
  expect(theta[0]!).toBeLessThan(theta[2]! - 1);
  const process = new GaussianProcess(plain(3), theta);
  process.condition(points, n, targets, n);
  const mean = new Float64Array(n);
  process.means(mean, points, n);
  mean.forEach((value, i) => expect(Math.abs(value - targets[i]!)).toBeLessThan(0.4));
});

test('noise that a twin on its way asked for goes with it: what was conditioned on before leaves no trace', () => {
  const layout = plain(1);
  const theta = untrended([-1, 0, -60]);
  const points = Float64Array.of(0.1, 0.6, 0.6);
  const targets = Float64Array.of(-1, 1);
  const process = new GaussianProcess(layout, theta);
  process.condition(points, 3, targets, 2);
  expect(process.noise).toBeGreaterThan(1e-12);
  process.condition(points, 2, targets, 2);
  const fresh = new GaussianProcess(layout, theta);
  fresh.condition(points, 2, targets, 2);
  expect(process.noise).toBe(fresh.noise);
  const means = [process, fresh].map((each) => {
    const mean = new Float64Array(1);
    each.means(mean, Float64Array.of(0.3), 1);
    return mean[0];
  });
  expect(means[0]).toBe(means[1]);
});

describe('laws', () => {
  const scene = (seed: number) => {
    const stream = random(seed);
    const n = 4 + Math.floor(16 * stream.uniform());
    const columns = 4;
    const layout = plain(columns, 1);
    const points = Float64Array.from({ length: n * columns }, (_, i) =>
      i % columns === columns - 1 ? Math.floor(3 * stream.uniform()) : stream.uniform(),
    );
    const targets = Float64Array.from({ length: n }, () => stream.normal());
    const theta = Float64Array.from({ length: hyperparameters(columns) }, () => -1.5 + stream.uniform());
    return { stream, n, columns, layout, points, targets, theta };
  };

  test('the gradient of the likelihood is its slope', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { layout, points, targets, n, theta } = scene(seed);
        const likelihood = new Likelihood({ layout, points, targets, n });
        const gradient = new Float64Array(theta.length);
        const ignored = new Float64Array(theta.length);
        likelihood.at(theta, gradient);
        for (let i = 0; i < theta.length; i++) {
          const at = (step: number): number => {
            const moved = theta.slice();
            moved[i]! += step;
            return likelihood.at(moved, ignored);
          };
          expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - gradient[i]!)).toBeLessThan(
            1e-4 * (1 + Math.abs(gradient[i]!)),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test('the gradients of mean and standard deviation are their slopes', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { stream, layout, columns, points, targets, n, theta } = scene(seed);
        const process = new GaussianProcess(layout, theta);
        process.condition(points, n, targets, n - 2);
        const point = Float64Array.from({ length: columns }, (_, c) => (c === columns - 1 ? 1 : stream.uniform()));
        const ofMean = new Float64Array(columns);
        const ofSd = new Float64Array(columns);
        const mean = new Float64Array(1);
        const sd = new Float64Array(1);
        const [ownMean, ownSd] = process.gradient(point, ofMean, ofSd);
        process.predict(mean, sd, point, 1);
        expect(mean[0]).toBeCloseTo(ownMean, 9);
        expect(sd[0]).toBeCloseTo(ownSd, 9);
        for (let c = 0; c < columns - 1; c++) {
          const at = (step: number): readonly [number, number] => {
            const moved = point.slice();
            moved[c]! += step;
            process.predict(mean, sd, moved, 1);
            return [mean[0]!, sd[0]!];
          };
          const [up, down] = [at(1e-5), at(-1e-5)];
          expect(Math.abs((up[0] - down[0]) / 2e-5 - ofMean[c]!)).toBeLessThan(1e-4 * (1 + Math.abs(ofMean[c]!)));
          expect(Math.abs((up[1] - down[1]) / 2e-5 - ofSd[c]!)).toBeLessThan(1e-4 * (1 + Math.abs(ofSd[c]!)));
        }
        expect(ofMean[columns - 1]).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('rows that come one by one, or change, leave the same bits as all at once', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { layout, columns, points, targets, n, theta } = scene(seed);
        const predictions = (process: GaussianProcess): number[] => {
          const mean = new Float64Array(n);
          const sd = new Float64Array(n);
          process.predict(
            mean,
            sd,
            points.map((value) => value * 0.9),
            n,
          );
          return [...mean, ...sd];
        };
        const whole = new GaussianProcess(layout, theta);
        whole.condition(points, n, targets, n);
        const grown = new GaussianProcess(layout, theta);
        for (let rows = 1; rows <= n; rows++) {
          const other = points.slice();
          if (rows < n) other[(rows - 1) * columns] = 0.123; // a pending point that turns out otherwise
          grown.condition(other, rows, targets, rows);
        }
        expect(predictions(grown)).toEqual(predictions(whole));
      }),
      { numRuns: 50 },
    );
  });

  test('the same doubt about every target is noise; a target in great doubt is as if it were not there', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { layout, points, targets, n, theta } = scene(seed);
        const predictions = (own: Float64Array, known: number, doubt?: Float64Array): number[] => {
          const process = new GaussianProcess(layout, own);
          process.condition(points, known, targets.subarray(0, known), known, doubt);
          const [mean, sd] = [new Float64Array(n), new Float64Array(n)];
          process.predict(mean, sd, points, n);
          return [...mean, ...sd];
        };
        const noisy = theta.slice();
        noisy[layout.groups + 1] = Math.log(Math.exp(theta[layout.groups + 1]!) + 0.25);
        const close = (a: number[], b: number[]) => a.forEach((x, i) => expect(Math.abs(x - b[i]!)).toBeLessThan(1e-6));
        close(predictions(theta, n, new Float64Array(n).fill(0.25)), predictions(noisy, n));
        const last = new Float64Array(n);
        last[n - 1] = 1e12;
        close(predictions(theta, n, last), predictions(theta, n - 1));
      }),
      { numRuns: 25 },
    );
  });

  test('pending points take variance away and leave the mean', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { layout, points, targets, n, theta } = scene(seed);
        const at = (rows: number, known: number): { mean: Float64Array; sd: Float64Array } => {
          const process = new GaussianProcess(layout, theta);
          process.condition(points, rows, targets, known);
          const mean = new Float64Array(n);
          const sd = new Float64Array(n);
          process.predict(mean, sd, points, n);
          return { mean, sd };
        };
        const without = at(n - 2, n - 2);
        const withThem = at(n, n - 2);
        for (let i = 0; i < n; i++) {
          expect(withThem.mean[i]).toBeCloseTo(without.mean[i]!, 9);
          expect(withThem.sd[i]!).toBeLessThanOrEqual(without.sd[i]! + 1e-9);
        }
      }),
      { numRuns: 25 },
    );
  });
});
