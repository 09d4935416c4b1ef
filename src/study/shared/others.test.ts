import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Json } from '../../history/record.ts';
import { sqlite } from '../../node/sqlite.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy, openStudy } from '../opening/create.ts';
import { LIMITS, NO_LIMITS, type SetLimits } from './set-limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-others-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const minute = (of: number) => Date.now() + 60_000 * of;

// Each lane of a run began a trial before it had heard of them.
test.each<[string, Partial<SetLimits>, number, string]>([
  ['a deadline that has passed', { deadline: minute(-1) }, 0, 'seconds'],
  ['patience that is used up', { noImprovement: 2 }, 0, 'noImprovement'],
  ['as many trials as there are', { trials: 4 }, 0, 'trials'],
  ['one at once', { concurrency: 1 }, 1, 'trials'],
])('what was set before a run holds from its first trial on: %s', async (name, set, atOnce, stoppedBy) => {
  const storage = sqlite(join(folder, `${name}.db`));
  const searched = { space: space({ x: float(0, 1) }), storage, sampler: random(), seed: 1 };
  const study = await createStudy({ name: 's', ...searched });
  await study.optimize((_, { number }) => number, { trials: 4 });
  const { id } = (await storage.findStudy('s'))!;
  const limits = { ...NO_LIMITS, ...set, by: 'Ada', at: Date.now() } as unknown as Json;
  await storage.setStudyAttribute(id, 'system', LIMITS, limits);
  let [running, most] = [0, 0];
  const summary = await (await openStudy('s', searched)).optimize(
    async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running--;
      return 5;
    },
    { trials: 9, concurrency: 3 },
  );
  expect({ most, stoppedBy: summary.stoppedBy }).toEqual({ most: atOnce, stoppedBy });
  await storage.close();
});
