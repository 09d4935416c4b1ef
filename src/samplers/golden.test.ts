import { expect, test } from 'vitest';
import { problemOf } from '../testing/sampler-problems.ts';
import { simulate } from '../testing/simulate.ts';
import type { Sampler } from './sampler.ts';
import { auto } from './auto/auto.ts';
import { cmaEs } from './evolution/cma-es.ts';
import { differentialEvolution } from './evolution/differential-evolution.ts';
import { nsga2 } from './evolution/nsga2.ts';
import { nsga3 } from './evolution/nsga3.ts';
import { gp } from './gp/gp.ts';
import { grid } from './grid/grid.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';

/**
 * Twenty trials of each sampler at seed 42, digit by digit: the same on every Node, today and after any change that does
 * not say in the changelog that it changes them. Made by this test: `npx vitest run src/samplers/golden.test.ts -u`.
 */
async function trials(sampler: Sampler, kind: string): Promise<readonly (readonly (number | null)[])[]> {
  const problem = problemOf(kind, { seed: 42 });
  const { values } = await simulate(sampler, problem, { trials: 20, workers: 3, objective: (row) => [row[0]!] });
  return values.map((row) => Array.from(row, (value) => (Number.isNaN(value) ? null : value)));
}

test('trials do not change from one release to the next', async () => {
  const golden = {
    source: 'Vernier itself',
    made: 'npx vitest run src/samplers/golden.test.ts -u',
    tolerance: 0,
    cases: {
      random: await trials(random(), 'mixed'),
      quasiRandom: await trials(quasiRandom(), 'mixed'),
      grid: await trials(grid(), 'finite'),
      'grid, shuffled': await trials(grid({ shuffle: true, points: 3 }), 'numbers'),
      cmaEs: await trials(cmaEs({ population: 4 }), 'constraints'),
      nsga2: await trials(nsga2({ population: 5 }), 'mixed'),
      nsga3: await trials(nsga3({ population: 5 }), 'mixed'),
      gp: await trials(gp({ candidates: 96 }), 'mixed'),
      'gp, branches': await trials(gp({ candidates: 96 }), 'branches'),
      auto: await trials(auto(), 'mixed'),
      'auto, numbers': await trials(auto(), 'numbers'),
      differentialEvolution: await trials(differentialEvolution({ population: 5 }), 'mixed'),
    },
  };
  await expect(`${JSON.stringify(golden).replaceAll('],[', '],\n[')}\n`).toMatchFileSnapshot('./trials.golden.json');
});
