import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MANY, middleProbes, overSignals, type Tally } from './many.ts';
import { settingsOf } from './settings.ts';

const PAGE = readFileSync(new URL('../../../../docs/explain/dial.md', import.meta.url), 'utf8');

/** What the page says of a search, without emphasis: `31, after 12`. */
const told = (tally: Tally): string =>
  `${tally.after.length}, ${middleProbes(tally) === null ? 'not half' : `after ${middleProbes(tally)}`}`;

test.each([{ knobs: '1' }, { knobs: '2' }])(
  'over fifty signals the Bayesian search finds the station more often than the others, and with fewer probes: %o',
  async (view) => {
    const settings = settingsOf(view);
    const progress: number[] = [];
    const [grid, random, bayes] = (await overSignals(settings, MANY, ([tally]) => progress.push(tally!.signals))) as [
      Tally,
      Tally,
      Tally,
    ];
    expect(progress).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
    expect(bayes.after.length).toBeGreaterThan(1.2 * random.after.length);
    expect(bayes.after.length).toBeGreaterThan(1.2 * grid.after.length);
    const probes = (tally: Tally): number => middleProbes(tally) ?? settings.probes + 1;
    expect(probes(bayes)).toBeLessThan(probes(random));
    expect(probes(bayes)).toBeLessThan(probes(grid));
    const row = `| ${settings.knobs}, ${settings.probes} probes | one strong, four weak | some | ${[grid, random, bayes].map(told).join(' | ')} |`;
    expect(PAGE.replaceAll('**', '')).toContain(row);
  },
);

test('half of the signals: those on which nothing was found count as more than there were probes', () => {
  expect(middleProbes({ search: 'random', signals: 4, after: [3, 5] })).toBe(5);
  expect(middleProbes({ search: 'random', signals: 5, after: [3, 5] })).toBeNull();
  expect(middleProbes({ search: 'random', signals: 0, after: [] })).toBeNull();
});
