import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from '../history/record.ts';
import { tpe } from '../samplers/tpe/tpe.ts';
import { categorical, float } from '../space/distribution.ts';
import { writeSpace } from '../space/file.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/opening/create.ts';
import { replay } from '../study/replay/replay.ts';
import { spaceAfter, storeSpace } from '../study/opening/space-change.ts';
import { sqlite } from './sqlite.ts';

test('a study whose space was changed as it went replays to the last digit, and asks within the new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-steered-'));
  const storage = sqlite(join(folder, 'vernier.db'));
  try {
    const searched = space({ x: float(0, 1), kind: categorical(['a', 'b', 'c']) });
    const study = await createStudy({ name: 's', storage, space: searched, seed: 3, sampler: tpe() });
    await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 25 });
    const after = await spaceAfter(searched, [
      { type: 'range', parameter: 'x', low: 0.2, high: 0.6 },
      { type: 'forbid', parameter: 'kind', choices: ['b'] },
    ]);
    await storeSpace(storage, (await storage.findStudy('s'))!, study.history.size, writeSpace(after) as Json);
    await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 50 });
    for (let row = 25; row < 50; row++) {
      const { x, kind } = study.paramsOf(study.history.record(row)) as { x: number; kind: string };
      expect(x >= 0.2 && x <= 0.6 && kind !== 'b').toBe(true);
    }
    expect(await replay(storage, 's')).toMatchObject({ checked: 50, agreed: 50 });
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
