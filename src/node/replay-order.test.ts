import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { float } from '../space/distribution.ts';
import { branch } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/opening/create.ts';
import { replay } from '../study/replay/replay.ts';
import type { Trial } from '../study/trial.ts';
import { sqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-order-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pause = (trial: Trial): Promise<void> => new Promise((resolve) => setTimeout(resolve, (trial.number * 13) % 7));

// A column may stand before one that a trial asked for earlier: replay has to know the trial's own order.
test('trials that ask for different parameters as they go are replayed', async () => {
  const storage = sqlite(join(folder, 'free.db'));
  const study = await createStudy({ name: 'free', seed: 7, storage });
  await study.optimize(
    async (_, trial) => {
      const kind = trial.suggestCategorical('kind', ['a', 'b', 'c']);
      const own = trial.suggestFloat(`own ${kind}`, 0, 1);
      await pause(trial);
      return own + trial.suggestFloat('x', 0, 1) + trial.suggestFloat('y', 0, 1);
    },
    { trials: 60, concurrency: 4 },
  );
  expect(await replay(storage, 'free')).toMatchObject({ checked: 60, agreed: 60, disagreements: [] });
  await storage.close();
});

test('so are those that ask for more than their branches declare', async () => {
  const storage = sqlite(join(folder, 'mixed.db'));
  const kinds = branch({ a: { own: float(0, 1) }, b: { other: float(0, 1) }, c: { third: float(0, 1) } });
  const study = await createStudy({ name: 'mixed', seed: 7, storage, space: space({ kinds }) });
  await study.optimize(
    async ({ kinds: kind }, trial) => {
      await pause(trial);
      return trial.suggestFloat('x', 0, 1) + (kind === 'a' ? 0 : trial.suggestFloat('y', 0, 1));
    },
    { trials: 60, concurrency: 4 },
  );
  expect(await replay(storage, 'mixed')).toMatchObject({ checked: 60, agreed: 60, disagreements: [] });
  await storage.close();
});
