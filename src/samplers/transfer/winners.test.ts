import { describe, expect, test } from 'vitest';
import { earlierStudy, line } from '../../../test/problem.ts';
import type { EarlierStudy, Problem } from '../../history/problem.ts';
import { random } from '../../math/random.ts';
import { simulate } from '../../testing/simulate.ts';
import { auto } from '../auto/auto.ts';
import { gp } from '../gp/gp.ts';
import type { Sampler } from '../sampler.ts';
import { smac } from '../smac/smac.ts';
import { tpe } from '../tpe/tpe.ts';
import { portfolio } from './portfolio.ts';
import { Winners } from './winners.ts';

function problem(...transfer: EarlierStudy[]): Problem {
  return {
    space: line,
    objectives: [{ name: 'value', direction: 'minimize' }],
    judgeBy: { kind: 'all' },
    budget: 12,
    fidelity: null,
    seed: 5,
    transfer,
  };
}

/** By trial, the earlier study that it is from; null = it is the sampler's own. */
async function origins(
  sampler: Sampler,
  asked: Problem,
  best: number,
  options: { readonly workers?: number; readonly ends?: (trial: number) => 'complete' | 'failed' } = {},
): Promise<(string | null)[]> {
  const objective = ([x]: Float64Array): number[] => [Math.abs(x! - best)];
  const { proposals } = await simulate(sampler, asked, { trials: 12, objective, ...options });
  return proposals.map(({ proposal }) => /study "(.*?)"/.exec(String(proposal.notes?.['why']))?.[1] ?? null);
}

const own = (count: number): null[] => Array.from({ length: count }, () => null);

const samplers: readonly (readonly [string, () => Sampler])[] = [
  ['gp', () => gp({ candidates: 32 })],
  ['tpe', tpe],
  ['smac', smac],
  ['auto', auto],
];

describe.each(samplers)('%s', (_, sampler) => {
  test('tries no other winner of a study whose first one did worse', async () => {
    expect(await origins(sampler(), problem(earlierStudy('a', 1)), 0)).toEqual(['a', ...own(11)]);
  });

  test('asked for four trials at once, has one winner among them', async () => {
    const run = await sampler().start(problem(earlierStudy('a', 0.5)));
    const proposals = await run.propose([0, 1, 2, 3], random(1));
    expect(proposals.filter(({ params }) => params.get('x') === 0.5)).toHaveLength(1);
  });

  test('with four workers, tries no winner twice', async () => {
    const found = await origins(sampler(), problem(earlierStudy('a', 0.5)), 0.5, { workers: 4 });
    expect(found.slice(0, 4)).toEqual(['a', ...own(3)]);
    expect(found.filter((name) => name === 'a').length).toBeLessThanOrEqual(2); // another one does worse than a look
  });
});

test.each(samplers)('%s looks twice itself, and goes on with winners that did better', async (_, sampler) => {
  const found = await origins(sampler(), problem(earlierStudy('a', 0.5)), 0.5);
  expect(found.slice(0, 4)).toEqual(['a', null, null, 'a']);
  expect(found.slice(5)).toEqual(own(7));
});

describe('winners', () => {
  test('of a study that still stands are tried where another one disappointed', async () => {
    const transfer = [earlierStudy('far', 1), earlierStudy('near', 0)];
    const found = await origins(gp({ candidates: 32 }), problem(...transfer), 0);
    const chosen = portfolio(line, transfer, 1).map((winner) => winner.study);
    expect(found.filter((name) => name === 'near').length).toBe(chosen.filter((name) => name === 'near').length);
    expect(found.filter((name) => name === 'far').length).toBeLessThanOrEqual(1);
  });

  test('that crash have disappointed', async () => {
    const found = await origins(tpe(), problem(earlierStudy('a', 0.5)), 0.5, {
      ends: (t) => (t === 0 ? 'failed' : 'complete'),
    });
    expect(found).toEqual(['a', ...own(11)]);
  });

  test('asked for together are one only', () => {
    const winners = new Winners(line, [earlierStudy('a', 0.5)], 1);
    const first = winners.next(null, [])!;
    expect(first.values).toEqual(Float64Array.of(0.5));
    expect(winners.next(null, [first.values])).toBeNull();
  });

  test('that did well let the model begin at once; those that disappointed do not count as first looks', async () => {
    const firstModel = async (best: number): Promise<number> => {
      const objective = ([x]: Float64Array): number[] => [Math.abs(x! - best)];
      const options = { trials: 9, objective };
      const { proposals } = await simulate(gp({ candidates: 32 }), problem(earlierStudy('a', 1)), options);
      return proposals.findIndex(({ proposal }) => String(proposal.notes?.['why']).startsWith('Gaussian'));
    };
    expect(await firstModel(1)).toBeLessThanOrEqual(5); // two looks among winners
    expect(await firstModel(0)).toBe(6); // the winner and five looks
  });
});
