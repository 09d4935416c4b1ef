import { describe, expect, test } from 'vitest';
import { beliefOf, places } from './belief.ts';
import { KNOBS } from './knobs.ts';
import { allProbes } from './many.ts';
import { startSearch } from './search.ts';
import { clearness, heard, signalOf } from './signal.ts';

const ONE = signalOf(1, 1, 'strong', 'some');
const TWO = signalOf(1, 2, 'strong', 'some');

describe('a search', () => {
  test.each(['grid', 'random', 'bayes'] as const)(
    '%s listens where it has planned, and hears what is there',
    async (name) => {
      const search = await startSearch(name, ONE, 8);
      for (let i = 0; i < 8; i++) {
        const { plan } = search;
        const probe = await search.step();
        expect(probe).toEqual({ ...plan, heard: heard(ONE, probe.place, name, i) });
      }
    },
  );

  test('is the same for the same signal', async () => {
    expect(await allProbes('bayes', ONE, 10)).toEqual(await allProbes('bayes', ONE, 10));
  });

  test('by grid goes from end to end, evenly, and is over then', async () => {
    const probes = await allProbes('grid', ONE, 5);
    expect(probes.map(({ place }) => place[0])).toEqual([88, 93, 98, 103, 108]);
    expect((await allProbes('grid', ONE, 5)).length).toBe(5);
    const four = await allProbes('grid', TWO, 36);
    expect(new Set(four.map(({ place }) => place[0])).size).toBe(6);
    expect(new Set(four.map(({ place }) => place[1])).size).toBe(6);
  });

  test('gives its reasons in words that the page knows', async () => {
    const reasons = (await allProbes('bayes', ONE, 20)).map(({ why }) => why);
    expect(reasons.slice(0, 5).every((why) => why?.startsWith('A first look'))).toBe(true);
    expect(reasons.slice(5).every((why) => / (explores|exploits) /.test(why!))).toBe(true);
  });
});

describe("the sampler's belief", () => {
  test.each([ONE, TWO])(
    'holds what was heard, is surer there than elsewhere, and its plan lies where much is hoped for',
    async (signal) => {
      const search = await startSearch('bayes', signal, 20);
      const probes = [];
      for (let i = 0; i < 12; i++) probes.push(await search.step());
      const { fit } = search.plan!;
      const { mean, low, high } = beliefOf(signal.knobs, probes, fit!);
      const where = places(signal.knobs);
      const nearest = ({ place }: { readonly place: readonly number[] }): number => {
        const distance = (own: readonly number[]): number =>
          own.reduce(
            (sum, value, axis) => sum + Math.abs(value - place[axis]!) / (KNOBS[axis]!.high - KNOBS[axis]!.low),
            0,
          );
        return where.reduce((best, own, i) => (distance(own) < distance(where[best]!) ? i : best), 0);
      };
      const width = high.map((top, i) => top - low[i]!);
      for (const probe of probes) {
        const cell = nearest(probe);
        expect(Math.abs(mean[cell]! - probe.heard)).toBeLessThan(0.25);
      }
      const average = (cells: readonly number[]): number =>
        cells.reduce((sum, cell) => sum + width[cell]!, 0) / cells.length;
      expect(average(probes.map(nearest))).toBeLessThan(average([...width.keys()]));
      const hope = high[nearest(search.plan!)]!;
      expect(high.filter((own) => own > hope).length).toBeLessThan(high.length / 4);
      mean.forEach((own, i) => {
        expect(low[i]).toBeLessThanOrEqual(own);
        expect(high[i]).toBeGreaterThanOrEqual(own);
      });
    },
  );

  test('is nothing before it has looked around', async () => {
    const search = await startSearch('bayes', ONE, 20);
    for (let i = 0; i < 4; i++) expect((await search.step()).fit).toBeNull();
  });
});

test('what is drawn as the truth begins and ends at the ends of the scale', () => {
  const drawn = places(2);
  expect(drawn[0]).toEqual([88, -90]);
  expect(drawn.at(-1)).toEqual([108, 90]);
  expect(clearness(TWO, drawn[0]!)).toBeGreaterThan(0);
});
