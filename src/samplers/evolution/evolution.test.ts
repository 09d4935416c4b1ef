import { describe, test } from 'vitest';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { cmaEs } from './cma-es.ts';
import { differentialEvolution } from './differential-evolution.ts';
import { nsga2 } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

describe('sampler contract', () => {
  samplerContract({ name: 'cmaEs', create: cmaEs, byRank: true }, runner);
  samplerContract(
    { name: 'cmaEs, small generations', create: () => cmaEs({ population: 4, adaptRates: true }), byRank: true },
    runner,
  );
  samplerContract(
    { name: 'differentialEvolution', create: () => differentialEvolution({ population: 8 }), byRank: true },
    runner,
  );
  samplerContract(
    {
      name: 'differentialEvolution, classic',
      create: () => differentialEvolution({ population: 8, strategy: 'classic' }),
      byRank: true,
    },
    runner,
  );
  samplerContract({ name: 'nsga2', create: () => nsga2({ population: 8 }), byRank: true }, runner);
  samplerContract({ name: 'nsga3', create: () => nsga3({ population: 8 }), byRank: true }, runner);
});
