import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gp } from '../samplers/gp/gp.ts';
import { random } from '../samplers/random.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/opening/create.ts';
import { replay } from '../study/replay/replay.ts';
import { sqlite } from './sqlite.ts';

test('a study that learned from another one is replayed after that one was removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-'));
  const storage = sqlite(join(folder, 'studies.db'));
  try {
    const searched = space({ x: float(0, 1), y: float(0, 1) });
    const bowl = ({ x, y }: { x: number; y: number }): number => (x - 0.3) * (x - 0.3) + (y - 0.7) * (y - 0.7);
    const old = await createStudy({ name: 'old', storage, space: searched, sampler: random(), seed: 1 });
    await old.optimize(bowl, { trials: 20 });
    const fresh = await createStudy({
      name: 'new',
      storage,
      space: searched,
      sampler: gp(),
      seed: 2,
      transfer: ['old'],
    });
    await fresh.optimize(bowl, { trials: 9 });
    await storage.deleteStudy((await storage.findStudy('old'))!.id);
    expect(await replay(storage, 'new')).toEqual({ checked: 9, agreed: 9, skipped: 0, disagreements: [] });
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true });
  }
});
