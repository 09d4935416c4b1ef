import { expect, test } from 'vitest';
import { MANY, middleProbes, overSignals, type Tally } from './many.ts';
import { settingsOf } from './settings.ts';

test.each([{ knobs: '1' }, { knobs: '2' }])(
  'over fifty signals the Bayesian search finds the station more often than the others, and with fewer probes: %o',
  async (view) => {
    const settings = settingsOf(view);
    const told: number[] = [];
    const [grid, random, bayes] = (await overSignals(settings, MANY, ([tally]) => told.push(tally!.signals))) as [
      Tally,
      Tally,
      Tally,
    ];
    expect(told).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
    expect(bayes.after.length).toBeGreaterThan(1.2 * random.after.length);
    expect(bayes.after.length).toBeGreaterThan(1.2 * grid.after.length);
    const probes = (tally: Tally): number => middleProbes(tally) ?? settings.probes + 1;
    expect(probes(bayes)).toBeLessThan(probes(random));
    expect(probes(bayes)).toBeLessThan(probes(grid));
  },
);

test('half of the signals: those on which nothing was found count as more than there were probes', () => {
  expect(middleProbes({ search: 'random', signals: 4, after: [3, 5] })).toBe(5);
  expect(middleProbes({ search: 'random', signals: 5, after: [3, 5] })).toBeNull();
  expect(middleProbes({ search: 'random', signals: 0, after: [] })).toBeNull();
});
