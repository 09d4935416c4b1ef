import { expect, test } from 'vitest';
import { problemOf } from '../testing/sampler-problems.ts';
import { simulate } from '../testing/simulate.ts';
import { samplerByName } from './catalog.ts';

/** What each sampler says of thirty proposals, in the kinds of problems given. */
async function says(name: string, kind: string): Promise<readonly unknown[]> {
  const options = name === 'gp' ? { candidates: 32 } : name.startsWith('nsga') ? { population: 5 } : {};
  const { proposals } = await simulate(samplerByName(name, options), problemOf(kind, { seed: 7 }), {
    trials: 30,
    workers: 2,
    objective: (row) => [row[0]!],
    ends: (trial) => (trial % 9 === 4 ? 'failed' : trial % 9 === 6 ? 'pruned' : 'complete'),
  });
  return proposals.map(({ proposal }) => proposal.notes?.['why']);
}

/** Numbers may have a point. */
const SENTENCE = /^[A-Z]([^.()]|\.\d)*\.$/;

test.each([
  ['auto', 'numbers', /(^|: )(Gaussian process|TPE) on \d+ results/],
  ['gp', 'branches', /^Gaussian process on \d+ results/],
  [
    'tpe',
    'numbers',
    /^TPE on \d+ results (draws where the best \d+ are dense|takes a small step from one of the best)\.$/,
  ],
  ['tpe', 'branches', /^TPE on \d+ results of \w+ = \w+/],
  ['smac', 'branches', /^Random forest on \d+ results (looks|exploits)/],
  ['cmaEs', 'numbers', /^CMA-ES draws generation \d+ from where good ones were, with step 0\.\d+\.$/],
  ['nsga2', 'mixed', /^NSGA-II breeds generation \d+ from the best 5 trials\.$/],
  ['nsga3', 'mixed', /^NSGA-III breeds generation \d+ from the best 5 trials\.$/],
  ['differentialEvolution', 'mixed', /^Differential evolution mixes trials .* in the place of trial \d+\.$/],
  ['quasiRandom', 'mixed', /^Point 29 of a Sobol sequence/],
  ['grid', 'finite', /^Point 7 of the \d+ of the grid\.$/],
])('%s says in one sentence why each trial is made (%s)', async (name, kind, pattern) => {
  const reasons = await says(name, kind);
  for (const why of reasons) expect(why).toMatch(SENTENCE);
  expect(reasons.some((why) => pattern.test(String(why)))).toBe(true);
});

test('random has one reason for all trials, and stores none', async () => {
  expect(new Set(await says('random', 'mixed'))).toEqual(new Set([undefined]));
});
