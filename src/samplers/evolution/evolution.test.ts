import { describe, test } from 'vitest';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { cmaEs } from './cma-es.ts';

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
});
