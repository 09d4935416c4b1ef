import { describe, expect, test } from 'vitest';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { gp, gpOf } from './gp.ts';
import { settings } from './settings.ts';

const runner = {
  test: (name: string, body: () => Promise<void>) => test(name, body),
  fail: (message: string): never => {
    throw new Error(message);
  },
};

/** Fewer looks and shorter climbs: what is tested here does not depend on how good the search is. */
const effort = { candidates: 24, starts: 2, evaluations: 6, rounds: 2 };
const quick = () => gpOf({ ...settings({}), effort, evaluations: 6 });

describe('sampler contract', () => {
  samplerContract({ name: 'gp', create: quick }, runner);
});

test.each([
  ['startup', { startup: 0 }],
  ['startup', { startup: 2.5 }],
  ['candidates', { candidates: 3 }],
])('%s out of range is refused', (name, options) => {
  expect(() => gp(options)).toThrow(new RegExp(`gp: ${name} is`));
});
