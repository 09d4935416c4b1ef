import { describe, test } from 'vitest';
import { VernierError } from '../errors.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { samplerContract } from '../testing/sampler-contract.ts';
import { SPACES } from '../testing/sampler-problems.ts';
import { auto } from './auto/auto.ts';
import { gp } from './gp/gp.ts';
import type { Sampler } from './sampler.ts';

/** Spaces of the contract that are left to the samplers' own tests, which ask for all of them in a hurry. */
const LEFT_OUT = Object.keys(SPACES).filter((kind) => kind !== 'constraints' && kind !== 'categories');
const namesOf = (space: SearchSpace): string => space.groups.map(({ name }) => name).join();

/** A sampler with the settings that are shipped, which thinks longer, on numbers under constraints and on a few categories. */
const onTwoSpaces = (sampler: Sampler): Sampler => ({
  ...sampler,
  traits: { ...sampler.traits, conditional: false },
  start(problem) {
    const { space } = problem;
    if (space !== null && LEFT_OUT.some((kind) => namesOf(SPACES[kind]!((name) => name)) === namesOf(space)))
      throw new VernierError('space-unsupported', 'This space is not examined here.', { hint: 'Use random.' });
    return sampler.start(problem);
  },
});

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

describe.each([
  ['auto', auto],
  ['gp', gp],
] as const)('%s as it is shipped keeps the contract', (name, create) => {
  samplerContract({ name, create: () => onTwoSpaces(create()) }, runner);
});
