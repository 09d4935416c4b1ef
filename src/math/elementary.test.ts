import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import golden from './elementary.golden.json' with { type: 'json' };
import { exp, log } from './elementary.ts';

describe.each([
  ['exp', exp],
  ['log', log],
] as const)('%s', (name, own) => {
  const cases = golden.cases[name] as [number, number, string][];

  test('within one unit in the last place of 60 digits', () => {
    for (const [x, wanted] of cases)
      expect(Math.abs(own(x) - wanted), `${name}(${x})`).toBeLessThanOrEqual(golden.tolerance * Math.abs(wanted));
  });

  test('the bits are those of the same operations in another language', () => {
    const view = new DataView(new ArrayBuffer(8));
    for (const [x, , bits] of cases) {
      view.setFloat64(0, own(x));
      expect(view.getBigUint64(0).toString(16).padStart(16, '0'), `${name}(${x})`).toBe(bits);
    }
  });
});

test('ends of the range', () => {
  expect([exp(Number.NEGATIVE_INFINITY), exp(-709), exp(0), exp(709.5), exp(Number.POSITIVE_INFINITY)]).toEqual([
    0,
    0,
    1,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect(exp(Number.NaN)).toBeNaN();
  expect([log(0), log(-0), log(1), log(Number.POSITIVE_INFINITY)]).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  expect([log(-1), log(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});

describe('laws', () => {
  const exponents = fc.double({ min: -700, max: 700, noNaN: true });

  test('each undoes the other', () => {
    fc.assert(
      fc.property(exponents, (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(3e-16 * Math.max(1, Math.abs(x)));
      }),
    );
  });

  test('both rise', () => {
    fc.assert(
      fc.property(exponents, fc.double({ min: 1e-12, max: 2, noNaN: true }), (x, step) => {
        expect(exp(x + step)).toBeGreaterThanOrEqual(exp(x));
        expect(log(exp(x) * (1 + step))).toBeGreaterThanOrEqual(log(exp(x)));
      }),
    );
  });
});
