import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inline } from '../src/execution/inline.ts';
import { sqlite } from '../src/node/sqlite.ts';
import { grid } from '../src/samplers/grid/grid.ts';
import { quasiRandom } from '../src/samplers/quasi-random.ts';
import { random } from '../src/samplers/random.ts';
import type { Sampler } from '../src/samplers/sampler.ts';
import { tpe } from '../src/samplers/tpe/tpe.ts';
import { categorical, float, int } from '../src/space/distribution.ts';
import { branch, permutation } from '../src/space/shape.ts';
import { space } from '../src/space/space.ts';
import { memory } from '../src/storage/memory.ts';
import type { Storage } from '../src/storage/storage.ts';
import { createStudy } from '../src/study/opening/create.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const searched = space({
  lr: float(1e-5, 1, { log: true }),
  layers: int(1, 8),
  optimizer: branch({ adam: { beta: float(0.5, 0.9, { step: 0.1 }) }, sgd: { nesterov: categorical([true, false]) } }),
  order: permutation(['a', 'b', 'c']),
});
const samplers: Record<string, () => Sampler> = { random, quasiRandom, tpe, grid: () => grid({ points: 5 }) };
let files = 0;
const storages: Record<string, () => Storage> = {
  memory,
  sqlite: () => sqlite(join(folder, `${files++}.db`), { durability: 'normal' }),
};

async function trialsOf(storage: Storage, sampler: Sampler): Promise<readonly unknown[]> {
  const study = await createStudy({ name: 'same', space: searched, seed: 42, sampler, storage });
  await study.optimize(({ lr, layers }) => Math.log(lr) ** 2 + layers, { trials: 40 });
  const trials = Array.from({ length: 40 }, (_, row) => [
    study.paramsOf(study.history.record(row)),
    study.history.losses[row],
  ]);
  await storage.close();
  return trials;
}

describe('same seed and same order of events, same trials', () => {
  test.each(Object.keys(samplers))('%s: on every storage', async (name) => {
    const made = await Promise.all(Object.values(storages).map((open) => trialsOf(open(), samplers[name]!())));
    for (const other of made) expect(other).toEqual(made[0]);
  });

  test.each(['random', 'quasiRandom', 'grid'])('%s: asked one by one or together', async (name) => {
    const asked = async (size: number): Promise<readonly unknown[]> => {
      const study = await createStudy({ space: searched, seed: 42, sampler: samplers[name]!() });
      const params: unknown[] = [];
      while (params.length < 24) for (const trial of await study.ask(size)) params.push(trial.params);
      return params;
    };
    expect(await asked(8)).toEqual(await asked(1));
  });

  test.each(['random', 'quasiRandom', 'grid'])('%s: with any number of workers', async (name) => {
    const byNumber = async (concurrency: number): Promise<readonly unknown[]> => {
      const study = await createStudy({ space: searched, seed: 42, sampler: samplers[name]!(), duplicates: 'allow' });
      const executor = inline(
        async (task) => {
          await new Promise((resolve) => setTimeout(resolve, (task.number * 11) % 7));
          return task.params['layers'] as number;
        },
        { capacity: concurrency },
      );
      await study.optimize(executor, { trials: 48 });
      return Array.from({ length: 48 }, (_, row) => study.paramsOf(study.history.record(row)));
    };
    expect(await byNumber(16)).toEqual(await byNumber(1));
  });
});
