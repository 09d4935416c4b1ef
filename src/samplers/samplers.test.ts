import { describe, test } from 'vitest';
import { samplerContract } from '../testing/sampler-contract.ts';
import { grid } from './grid/grid.ts';
import { quasiRandom } from './quasi-random.ts';
import { random } from './random.ts';
import { tpe } from './tpe/tpe.ts';

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

describe('sampler contract', () => {
  samplerContract({ name: 'random', create: random, byNumber: true }, runner);
  samplerContract({ name: 'quasiRandom', create: quasiRandom, byNumber: true }, runner);
  samplerContract({ name: 'grid', create: grid, byNumber: true }, runner);
  samplerContract(
    { name: 'grid with levels', create: () => grid({ points: 3, shuffle: true }), byNumber: true },
    runner,
  );
  samplerContract({ name: 'tpe', create: tpe, byRank: true }, runner);
});
