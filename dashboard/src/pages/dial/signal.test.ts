import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOBS, type KnobCount, shareOf, valueAt } from './knobs.ts';
import { CALLS, clearness, heard, reception, signalOf, tunedIn } from './signal.ts';
import { KINDS, NOISES } from './settings.ts';

const signals = fc.record({
  seed: fc.integer({ min: 0, max: 999_999 }),
  knobs: fc.constantFrom<KnobCount>(1, 2),
  kind: fc.constantFrom(...KINDS),
  noise: fc.constantFrom(...NOISES),
});

describe('laws', () => {
  test('a seed makes the same signal; every station is on the scale, and away from the others', () => {
    fc.assert(
      fc.property(signals, ({ seed, knobs, kind, noise }) => {
        const signal = signalOf(seed, knobs, kind, noise);
        expect(signalOf(seed, knobs, kind, noise)).toEqual(signal);
        expect(new Set(signal.stations.map(({ call }) => call)).size).toBe(signal.stations.length);
        for (const { place, call } of signal.stations) {
          expect(call).toBeLessThan(CALLS);
          place.forEach((value, axis) => {
            const { low, high } = KNOBS[axis]!;
            expect(value).toBeGreaterThan(low);
            expect(value).toBeLessThan(high);
          });
        }
        const frequencies = signal.stations.map(({ place }) => shareOf(KNOBS[0], place[0]!)).sort((a, b) => a - b);
        for (let i = 1; i < frequencies.length; i++)
          expect(frequencies[i]! - frequencies[i - 1]!).toBeGreaterThan(0.38 / signal.stations.length);
      }),
    );
  });

  test('nowhere is it clearer than at the strongest station', () => {
    fc.assert(
      fc.property(
        signals,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (options, x, y) => {
          const signal = signalOf(options.seed, options.knobs, options.kind, options.noise);
          const place = [valueAt(KNOBS[0], x), valueAt(KNOBS[1], y)].slice(0, options.knobs);
          const peak = clearness(signal, signal.stations[0]!.place);
          expect(clearness(signal, place)).toBeGreaterThan(0);
          expect(clearness(signal, place)).toBeLessThan(peak + 0.02); // a neighbour's skirt lifts the peak a little aside
        },
      ),
    );
  });
});

test('stations are as likely in one tenth of a scale as in another', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 2000; seed++) {
    const { place } = signalOf(seed, 2, 'strong', 'some').stations[0]!;
    place.forEach((value, axis) => tenths[Math.floor(10 * shareOf(KNOBS[axis]!, value))]!++);
  }
  const inner = tenths.slice(1, -1); // beside the ends there is a margin
  expect(Math.min(...inner)).toBeGreaterThan(340);
  expect(Math.max(...inner)).toBeLessThan(500);
});

describe('one station', () => {
  const signal = signalOf(3, 1, 'strong', 'some');
  const strongest = signal.stations[0]!;
  const beside = (widths: number): number[] => [strongest.place[0]! + widths * strongest.width * 20];

  test('is half as clear at its width, and heard a little farther away', () => {
    expect(reception(strongest, strongest.place)).toBe(strongest.strength);
    expect(reception(strongest, beside(1))).toBeCloseTo(strongest.strength / 2, 10);
    expect(reception(strongest, beside(-3))).toBeCloseTo(strongest.strength / 10, 10);
  });

  test('is tuned in while nine tenths of it are heard', () => {
    expect(tunedIn(signal, beside(0.33))).toBe(strongest);
    expect(tunedIn(signal, beside(0.34))).toBeNull();
  });
});

test('a snippet has static of its own for each listener and each probe, as much as was asked for', () => {
  const signal = signalOf(5, 1, 'strong', 'some');
  const place = signal.stations[0]!.place.map((value) => value + 1.2);
  const truth = clearness(signal, place);
  const own = Array.from({ length: 400 }, (_, probe) => heard(signal, place, 'hand', probe) - truth);
  expect(heard(signal, place, 'hand', 0)).toBe(truth + own[0]!);
  expect(heard(signal, place, 'grid', 0)).not.toBe(truth + own[0]!);
  const sd = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
  expect(sd).toBeGreaterThan(0.8 * signal.noise);
  expect(sd).toBeLessThan(1.2 * signal.noise);
});
