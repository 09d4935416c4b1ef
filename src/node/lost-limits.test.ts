import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OWNER } from '../history/attribute-names.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/opening/create.ts';
import { sqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-lost-limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WEEK_MS = 7 * 24 * 3600 * 1000;

test('what Optuna left running a week ago uses up no limit, for nobody knows who computes it', async () => {
  const storage = sqlite(join(folder, 'optuna.db'));
  const study = await createStudy({ name: 's', storage, space: space({ x: float(0, 1) }), sampler: random(), seed: 1 });
  const { id } = (await storage.findStudy('s'))!;
  const [left] = await storage.createTrials(id, [{ state: 'running', startedAt: Date.now() - WEEK_MS }]);
  await storage.write(id, [{ type: 'attributed', id: left!.id, owner: 'system', key: OWNER, value: null }]);
  const summary = await study.optimize(({ x }) => x, { trials: 4, computeSeconds: 600 });
  expect(summary).toMatchObject({ complete: 3, stoppedBy: 'trials' });
  expect(study.history.state(0)).toBe('running');
  await storage.close();
});
