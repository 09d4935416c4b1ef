import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import objective from '../programs/contract.ts';
import { needsPython } from '../programs/python.ts';
import { inline } from '../../src/execution/inline.ts';
import { trialHandle } from '../../src/study/trial.ts';
import { executorContract } from '../../src/testing/executor-contract.ts';
import type { Runner } from '../../src/testing/runner.ts';
import { command } from '../../src/node/executors/command.ts';
import { processes } from '../../src/node/executors/processes.ts';
import { threads } from '../../src/node/executors/threads.ts';

const runner: Runner = { test, fail: (message) => expect.fail(message) };
const folder = mkdtempSync(join(tmpdir(), 'vernier-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = (name: string): string => fileURLToPath(new URL(`../programs/${name}`, import.meta.url));

executorContract(
  {
    name: 'inline',
    create: async () =>
      inline((task, port, signal) => objective(task.params as never, trialHandle(task, port, signal))),
    skip: [{ reason: 'a function in this thread ends by itself only', tests: ['closing ends what runs'] }],
  },
  runner,
);
executorContract({ name: 'threads', create: async () => threads(program('contract.ts'), { count: 2 }) }, runner);
executorContract(
  { name: 'processes', create: async () => processes(program('contract.ts'), { count: 2, folder }) },
  runner,
);
executorContract(
  { name: 'command', create: async () => command(['node', program('contract.mjs')], { folder }) },
  runner,
);
executorContract(
  { name: 'command, Python', create: async () => command({ program: program('contract.py') }, { folder }) },
  {
    ...runner,
    test: (name, body) =>
      test(name, async (context) => {
        needsPython(context);
        await body();
      }),
  },
);
