import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../math/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { toldHistory } from './charts/told.test-support.ts';
import { explainTrial } from './explain/explain.ts';
import { type Surrogate, surrogateOf } from './surrogate.ts';

const SHAPE = { x: float(0, 1), y: float(0, 1) };
const SPACE = space(SHAPE);
const distance = () => 0;
const at = (i: number) => Float64Array.of((i * 0.618) % 1, (i * 0.414) % 1);

test('why there is no model, in words', () => {
  expect(surrogateOf(SPACE, { configuration: at, distance, losses: [1, 2, 3] })).toMatch(/^Too few results: 3;/);
  expect(surrogateOf(SPACE, { configuration: at, distance, losses: [2, 2, 2, 2] })).toMatch(/^All results are equal/);
  const nowhere = () => Float64Array.of(Number.NaN, Number.NaN);
  expect(surrogateOf(SPACE, { configuration: nowhere, distance, losses: [1, 2, 3, 4] })).toMatch(/belong to no point/);
});

test('of many results the nearest and others are taken, whatever came of them, and asked for alone', () => {
  const asked: number[] = [];
  const losses = Float64Array.from({ length: 5000 }, (_, i) => (i * 0.618) % 1);
  const configuration = (i: number) => {
    asked.push(i);
    return at(i);
  };
  const model = surrogateOf(SPACE, { configuration, losses, distance: (i) => Math.abs(i - 3000) >> 1 }) as Surrogate;
  expect([model.results, asked.length, new Set(asked).size]).toEqual([200, 200, 200]);
  expect(asked).toEqual(expect.arrayContaining(Array.from({ length: 99 }, (_, i) => 2951 + i)));
  expect(Math.min(...asked)).toBeLessThan(50);
  expect(Math.max(...asked)).toBeGreaterThan(4900);
});

test('of many noisy results the model expects the mean, not the best of them', () => {
  const stream = random(1);
  const losses = Float64Array.from({ length: 5000 }, () => stream.uniform());
  const model = surrogateOf(SPACE, { configuration: at, distance, losses }) as Surrogate;
  const { mean } = model.predict([Float64Array.of(0.5, 0.5)]);
  expect(Math.abs(model.toLoss(mean[0]!) - 0.5)).toBeLessThan(0.2);
});

test('an outlier does not flatten the rest', () => {
  const losses = Float64Array.from({ length: 30 }, (_, i) => at(i)[0]!);
  losses[7] = 1e300;
  const model = surrogateOf(SPACE, { configuration: at, distance, losses }) as Surrogate;
  const { mean } = model.predict([Float64Array.of(0.1, 0.5), Float64Array.of(0.4, 0.5)]);
  expect(model.toLoss(mean[0]!)).toBeCloseTo(0.1, 1);
  expect(model.toLoss(mean[1]!)).toBeCloseTo(0.4, 1);
});

test('a result at the end of what numbers hold is not what the model expects elsewhere', () => {
  const losses = Float64Array.from({ length: 30 }, (_, i) => at(i)[0]!);
  losses[7] = -1e308;
  const model = surrogateOf(SPACE, { configuration: at, distance, losses }) as Surrogate;
  expect(model.results).toBe(29);
  const { mean } = model.predict([at(7), Float64Array.of(0.1, 0.5)]);
  for (const place of mean) expect(Math.abs(model.toLoss(place))).toBeLessThan(2);
});

test('results that differ by less than numbers can divide by: what is far better has a place all the same', () => {
  const model = surrogateOf(SPACE, { configuration: at, distance, losses: [0, 0, 0, -5e-324] }) as Surrogate;
  expect(Number.isFinite(model.toTarget(-1))).toBe(true);
  expect(model.toLoss(model.toTarget(-1))).toBeLessThanOrEqual(0);
});

describe('laws', () => {
  const loss = fc.oneof(
    fc.integer({ min: -4, max: 4 }),
    fc.double({ noNaN: true, min: -1e150, max: 1e150 }),
    fc.double({ noNaN: true, min: 1, max: 1 + 1e-14 }),
  );

  test('losses are bent and bent back: in order, finite, and to where they were', () => {
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 4, maxLength: 30 }),
        fc.array(loss, { minLength: 2, maxLength: 6 }),
        (losses, more) => {
          const model = surrogateOf(SPACE, { configuration: at, distance, losses });
          if (typeof model === 'string') return;
          const places = [...losses, ...more]
            .sort((a, b) => a - b)
            .map((value) => [value, model.toTarget(value)] as const);
          places.forEach(([value, target], i) => {
            expect(Number.isFinite(target)).toBe(true);
            expect(target).toBeGreaterThanOrEqual(places[Math.max(0, i - 1)]![1] - 1e-9 * Math.abs(target));
            expect(Number.isFinite(model.toLoss(target))).toBe(true);
            const scale = Math.max(...losses.map(Math.abs), Math.abs(value));
            if (losses.includes(value))
              expect(Math.abs(model.toLoss(target) - value)).toBeLessThanOrEqual(1e-6 * scale);
          });
          const { mean, sd } = model.predict([at(100), at(0)]);
          for (const number of [...mean, ...sd, model.noise]) expect(Number.isFinite(number)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test.each<[string, (x: number, y: number, u: number) => number]>([
  ['smooth', (x, y) => (x - 0.3) * (x - 0.3) + Math.sin(6 * y)],
  ['noisy', (x, _, u) => x + 0.5 * u],
  ['nothing but noise', (_, __, u) => u],
])('a band of 80 %% holds about four of five results: %s', (_, objective) => {
  let inside = 0;
  let count = 0;
  for (let seed = 0; seed < 4; seed++) {
    const stream = random(seed);
    const told = Array.from({ length: 40 }, () => {
      const [x, y, u] = [stream.uniform(), stream.uniform(), stream.uniform()];
      return { values: [objective(x, y, u)], params: { x, y } };
    });
    const history = toldHistory(told, SHAPE);
    for (let trial = 12; trial < 40; trial += 2) {
      const [{ expected, actual }] = explainTrial(history, trial, { space: SPACE }).expectations as never as readonly [
        { readonly expected: { readonly low: number; readonly high: number }; readonly actual: number },
      ];
      count++;
      if (actual >= expected.low && actual <= expected.high) inside++;
    }
  }
  expect(inside / count).toBeGreaterThan(0.65);
  expect(inside / count).toBeLessThan(0.95);
});
