import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimise } from './lbfgs.ts';
import { random } from './random.ts';

type Objective = (x: Float64Array, gradient: Float64Array) => number;

const rosenbrock: Objective = (x, gradient) => {
  let sum = 0;
  gradient.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1]! - x[i]! * x[i]!;
    const short = 1 - x[i]!;
    sum += 100 * bend * bend + short * short;
    gradient[i]! -= 400 * bend * x[i]! + 2 * short;
    gradient[i + 1]! += 200 * bend;
  }
  return sum;
};

const all = (n: number, x: number) => new Float64Array(n).fill(x);

describe('known minima', () => {
  test.each([2, 5, 10, 30])('Rosenbrock in %i dimensions, free', (n) => {
    const found = minimise(rosenbrock, all(n, 0.3), all(n, -5), all(n, 5), { evaluations: 400, tolerance: 1e-16 });
    expect(found.value).toBeLessThan(1e-9);
    expect(found.evaluations).toBeLessThan(60 + 10 * n);
  });

  test('held by a bound: it lands on it exactly', () => {
    const found = minimise(rosenbrock, all(2, -1.2), all(2, -2), all(2, 0.5), { evaluations: 100 });
    expect(found.x[0]).toBe(0.5);
    expect(found.x[1]).toBeCloseTo(0.25, 6);
    expect(found.value).toBeCloseTo(0.25, 9);
  });

  test('a bound that must be left again', () => {
    const found = minimise(rosenbrock, Float64Array.of(-2, 2), all(2, -2), all(2, 2), {
      evaluations: 200,
      tolerance: 1e-16,
    });
    expect(found.x[0]).toBeCloseTo(1, 5);
  });
});

describe('rough ground', () => {
  const wall: Objective = (x, gradient) => {
    gradient[0] = x[0]! - 3;
    return x[0]! > 2 ? Number.NaN : 0.5 * (x[0]! - 3) * (x[0]! - 3);
  };

  test('what is not finite counts as high: it stops before the wall', () => {
    const found = minimise(wall, all(1, 0), all(1, -10), all(1, 10), { evaluations: 60 });
    expect(found.x[0]).toBeGreaterThan(1.5);
    expect(found.x[0]).toBeLessThanOrEqual(2);
  });

  test('a start that is not finite is given back after one evaluation', () => {
    const found = minimise(wall, all(1, 5), all(1, -10), all(1, 10), { evaluations: 60 });
    expect(found).toEqual({ x: all(1, 5), value: Number.POSITIVE_INFINITY, evaluations: 1 });
  });

  test('a gradient of zero ends it; a start out of bounds is moved in', () => {
    const flat: Objective = (_, gradient) => {
      gradient.fill(0);
      return 7;
    };
    expect(minimise(flat, all(2, 9), all(2, 0), all(2, 1), { evaluations: 60 })).toEqual({
      x: all(2, 1),
      value: 7,
      evaluations: 1,
    });
  });

  test('a kink, where no curvature can be learned', () => {
    const kink: Objective = (x, gradient) => {
      gradient[0] = Math.sign(x[0]! - 0.3);
      return Math.abs(x[0]! - 0.3);
    };
    const found = minimise(kink, all(1, 5), all(1, -10), all(1, 10), { evaluations: 100 });
    expect(found.value).toBeLessThan(0.01);
  });
});

describe('laws', () => {
  const bowls = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer()).map(([n, seed]) => {
    const stream = random(seed);
    const draw = (count: number) => Float64Array.from({ length: count }, () => stream.normal());
    const factors = draw(n * n);
    const centre = draw(n).map((x) => 2 * x);
    const bowl: Objective = (x, gradient) => {
      // ½ |F·(x − centre)|² + ½ |x − centre|²
      const offset = x.map((value, i) => value - centre[i]!);
      gradient.set(offset);
      let sum = offset.reduce((total, value) => total + 0.5 * value * value, 0);
      for (let i = 0; i < n; i++) {
        let image = 0;
        for (let j = 0; j < n; j++) image += factors[i * n + j]! * offset[j]!;
        sum += 0.5 * image * image;
        for (let j = 0; j < n; j++) gradient[j]! += image * factors[i * n + j]!;
      }
      return sum;
    };
    return { n, bowl, start: draw(n) };
  });

  test('a convex function in a box: the gradient vanishes or pushes against a bound', () => {
    fc.assert(
      fc.property(bowls, ({ n, bowl, start }) => {
        const found = minimise(bowl, start, all(n, -1), all(n, 1), { evaluations: 3000, tolerance: 0 });
        const gradient = new Float64Array(n);
        bowl(found.x, gradient);
        for (let i = 0; i < n; i++) {
          const g = gradient[i]!;
          if (found.x[i] === -1) expect(g).toBeGreaterThan(-1e-4);
          else if (found.x[i] === 1) expect(g).toBeLessThan(1e-4);
          else expect(Math.abs(g)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('looks only within the bounds and as often as allowed, gives the best it saw, and does the same again', () => {
    fc.assert(
      fc.property(bowls, fc.integer({ min: 1, max: 25 }), ({ n, bowl, start }, evaluations) => {
        let calls = 0;
        let least = Number.POSITIVE_INFINITY;
        const watched: Objective = (x, gradient) => {
          calls++;
          for (const value of x) expect(Math.abs(value)).toBeLessThanOrEqual(1);
          const value = bowl(x, gradient);
          least = Math.min(least, value);
          return value;
        };
        const found = minimise(watched, start, all(n, -1), all(n, 1), { evaluations });
        expect(calls).toBe(found.evaluations);
        expect(calls).toBeLessThanOrEqual(evaluations);
        expect(found.value).toBe(least);
        expect(bowl(found.x, new Float64Array(n))).toBe(found.value);
        expect(minimise(bowl, start, all(n, -1), all(n, 1), { evaluations })).toEqual(found);
      }),
    );
  });
});
