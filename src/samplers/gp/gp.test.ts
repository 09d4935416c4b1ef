import { describe, expect, test } from 'vitest';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { gp } from './gp.ts';

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

describe('sampler contract', () => {
  samplerContract({ name: 'gp', create: () => gp({ candidates: 48 }) }, runner);
});

test.each([
  ['startup', { startup: 0 }],
  ['startup', { startup: 2.5 }],
  ['candidates', { candidates: 3 }],
])('%s out of range is refused', (name, options) => {
  expect(() => gp(options)).toThrow(new RegExp(`gp: ${name} is`));
});
