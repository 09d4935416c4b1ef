import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Executor } from '../execution/executor.ts';
import { memory } from '../storage/memory.ts';
import { jobOfFile } from './job.ts';
import { openOrCreate } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['', 3],
  ['limits: { time: 10m }', 3],
  ['limits: { retries: 0 }', 0],
  ['limits: { retries: 5 }', 5],
])('%j: a trial whose worker dies is queued again %i times', async (limits, retries) => {
  const file = join(folder, 'tune.yaml');
  writeFileSync(file, `command: [true]\nmetric: { name: loss }\nparameters: { x: { min: 0, max: 1 } }\n${limits}\n`);
  const study = await openOrCreate(memory(), await jobOfFile(file, {}), 1, false);
  const told: number[] = [];
  const executor: Executor = {
    capacity: 1,
    identity: null,
    run: async () => ({ state: 'complete', score: 1 }),
    attend(attended) {
      told.push(attended.retries);
      return async () => undefined;
    },
    close: async () => undefined,
  };
  await study.optimize(executor, { trials: 1 });
  expect(told).toEqual([retries]);
});
