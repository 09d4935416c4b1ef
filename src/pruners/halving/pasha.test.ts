import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prunerContract } from '../../testing/pruner-contract.ts';
import { told } from '../told.test-support.ts';
import { pasha } from './pasha.ts';

describe('pruner contract', () => {
  const runner = {
    test: (name: string, body: () => Promise<void>) => test(name, body),
    fail: (message: string): never => {
      throw new Error(message);
    },
  };
  prunerContract({ name: 'pasha', create: () => pasha() }, runner);
  prunerContract({ name: 'pasha by promotion', create: () => pasha({ mode: 'promote' }) }, runner);
});
