import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outsideWords } from './outside.ts';
import { type Domain, domainOfValues, reach, scaleOf, shownReach } from './scale.ts';

const ticks = (domain: Domain, count: number) => scaleOf(domain, 0, 500).ticks(count);

describe('ticks', () => {
  test('round numbers, with the digits that tell them apart', () => {
    expect(ticks({ kind: 'linear', low: 0, high: 1 }, 5).texts).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(ticks({ kind: 'linear', low: -0.3, high: 0.3 }, 3).values).toEqual([-0.2, 0, 0.2]);
    expect(ticks({ kind: 'linear', low: 0, high: 123_456 }, 4).texts).toEqual(['0', '50,000', '100,000']);
    expect(ticks({ kind: 'linear', low: 0, high: 3e-7 }, 3).texts).toEqual(['0', '1e-7', '2e-7', '3e-7']);
    expect(ticks({ kind: 'linear', low: 2.0001, high: 2.0004 }, 3).texts).toEqual([
      '2.0001',
      '2.0002',
      '2.0003',
      '2.0004',
    ]);
  });

  test('whole numbers have no halves', () => {
    expect(ticks({ kind: 'linear', low: 0, high: 2, isWhole: true }, 8).texts).toEqual(['0', '1', '2']);
    expect(ticks({ kind: 'linear', low: 7, high: 7, isWhole: true }, 8).texts).toEqual(['7']);
  });

  test('powers of ten', () => {
    expect(ticks({ kind: 'log', low: 1e-5, high: 1 }, 8).texts).toEqual(['1e-5', '1e-4', '0.001', '0.01', '0.1', '1']);
    expect(ticks({ kind: 'log', low: 1e-12, high: 1e12 }, 5).values).toEqual([1e-10, 1e-5, 1, 1e5, 1e10]);
    expect(ticks({ kind: 'log', low: 1, high: 10 }, 8).texts).toEqual(['1', '2', '5', '10']);
    expect(ticks({ kind: 'log', low: 3, high: 4 }, 3).texts).toEqual(['3.0', '3.5', '4.0']);
  });

  test('lengths of time, and instants with the date where a day begins', () => {
    expect(ticks({ kind: 'duration', low: 0, high: 5400 }, 3).texts).toEqual(['0', '30 min', '1 h', '1 h 30 min']);
    expect(ticks({ kind: 'duration', low: 0, high: 1.1 }, 3).texts).toEqual(['0.0 s', '0.5 s', '1.0 s']);
    const day = Date.UTC(2026, 2, 1, 23, 0);
    expect(ticks({ kind: 'time', low: day, high: day + 7_200_000 }, 2).texts).toEqual(['23:00', '03-02', '01:00']);
    expect(ticks({ kind: 'time', low: day, high: day + 20 * 86_400_000 }, 3).texts[0]).toBe('2026-03-05');
  });

  test('choices have a slot each', () => {
    const scale = scaleOf({ kind: 'category', names: ['a', '', 'c'] }, 0, 300);
    expect([0, 1, 2].map(scale.place)).toEqual([50, 150, 250]);
    expect([scale.slot, scale.ticks(9)]).toEqual([100, { values: [0, 2], texts: ['a', 'c'] }]);
  });
});

test('the domain of values is logarithmic where they are positive and of very different size', () => {
  expect(domainOfValues([1, 10, 5000]).kind).toBe('log');
  expect(domainOfValues([0, 10, 5000]).kind).toBe('linear');
  expect(domainOfValues([5, 6]).kind).toBe('linear');
  expect(reach([Number.NaN, Number.POSITIVE_INFINITY, 2, -1])).toEqual({ low: -1, high: 2 });
});

test('the domain of values is that of the usual ones; of those beyond it a sentence tells', () => {
  const usual = [1, 5, 3, 2.5];
  const far = [...usual, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, Number.NaN];
  expect(domainOfValues(far)).toEqual(domainOfValues(usual));
  expect(shownReach(far)).toEqual({ low: 1, high: 5 });
  expect(outsideWords(far)).toEqual(['4 values lie beyond the axis, and are drawn at its ends.']);
  expect(outsideWords(usual, [1e308])).toEqual(['1 value lies beyond the axis, and is drawn at its end.']);
  expect(outsideWords(usual, [Number.NaN])).toEqual([]);
  // Where all are as large, the axis is theirs.
  expect(shownReach([1e307, 1e308, Number.POSITIVE_INFINITY])).toEqual({ low: 1e307, high: 1e308 });
  expect(outsideWords([1e307, 1e308])).toEqual([]);
});

describe('laws', () => {
  const number = fc.double({ noNaN: false });
  const kinds = fc.constantFrom('linear', 'log', 'duration', 'time');
  const domain = fc.record({ kind: kinds, low: number, high: number }) as fc.Arbitrary<Domain>;

  test('every value has a place between the ends, in its order; NaN has none', () => {
    fc.assert(
      fc.property(domain, fc.array(number, { minLength: 1, maxLength: 8 }), (own, values) => {
        const scale = scaleOf(own, 10, 200);
        const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        const places = sorted.map(scale.place);
        for (const place of places) expect(place >= 10 - 1e-9 && place <= 200 + 1e-9, String(place)).toBe(true);
        for (let i = 1; i < places.length; i++) expect(places[i]).toBeGreaterThanOrEqual(places[i - 1]! - 1e-9);
        expect(scale.place(Number.NaN)).toBeNaN();
      }),
    );
  });

  test('ticks ascend, lie on the axis, and no two read the same', () => {
    fc.assert(
      fc.property(domain, fc.integer({ min: 1, max: 12 }), (own, count) => {
        const { values, texts } = scaleOf(own, 0, 500).ticks(count);
        expect(texts).toHaveLength(values.length);
        expect(values.length).toBeLessThanOrEqual(3 * count + 3);
        for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]!);
        for (const text of texts) expect(text).not.toMatch(/NaN|undefined/);
        if (own.kind === 'linear' || own.kind === 'log')
          expect(new Set(texts).size, texts.join(' ')).toBe(texts.length);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });
});
