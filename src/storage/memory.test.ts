import { describe, expect, test } from 'vitest';
import { storageContract } from '../testing/storage-contract.ts';
import { memory } from './memory.ts';
import type { Storage } from './storage.ts';

describe('contract', () => {
  let place: Storage = memory();
  storageContract(
    {
      name: 'memory',
      open: async () => place,
      reset: async () => {
        place = memory();
      },
    },
    { test, fail: (message: string): never => expect.fail(message) },
  );
});
