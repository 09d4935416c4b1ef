import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { storageContract } from '../testing/storage-contract.ts';
import { sqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runner = { test, fail: (message: string): never => expect.fail(message) };

describe('contract', () => {
  for (const durability of ['normal', 'full'] as const) {
    let count = 0;
    storageContract(
      {
        name: `sqlite, ${durability}`,
        open: async () => sqlite(join(folder, `${durability}-${count}.db`), { durability }),
        reset: async () => void count++,
      },
      runner,
    );
  }
});
