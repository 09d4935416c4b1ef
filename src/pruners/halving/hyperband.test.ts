import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { told } from '../told.test-support.ts';
import { hyperband } from './hyperband.ts';

describe('pruner contract', () => {
  const runner = {
    test: (name: string, body: () => Promise<void>) => test(name, body),
    fail: (message: string): never => {
      throw new Error(message);
    },
  };
  prunerContract({ name: 'hyperband', create: () => hyperband() }, runner);
  prunerContract({ name: 'hyperband by promotion', create: () => hyperband({ mode: 'promote' }) }, runner);
});
