import { describe, expect, test } from 'vitest';
import { random } from '../../samplers/random.ts';
import { tpe } from '../../samplers/tpe/tpe.ts';
import { categorical, float } from '../../space/distribution.ts';
import { branch, permutation } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../opening/create.ts';
import { replay } from './replay.ts';

describe('reproducible', () => {
  const mixed = space({
    lr: float(1e-5, 1, { log: true }),
    optimizer: branch({
      adam: { beta: float(0.8, 0.999) },
      sgd: { momentum: float(0, 1), nesterov: categorical([true, false]) },
    }),
    order: permutation(['a', 'b', 'c']),
  });
  const objective = ({ lr }: { lr: number }): number => Math.log(lr) ** 2;
  const table = async (concurrency: number): Promise<unknown[]> => {
    const study = await createStudy({ space: mixed, sampler: random(), seed: 42, duplicates: 'allow' });
    await study.optimize(
      async (params, { number }) => {
        await new Promise((resolve) => setTimeout(resolve, (number * 7) % 5));
        return objective(params);
      },
      { trials: 30, concurrency },
    );
    return Array.from({ length: 30 }, (_, row) => study.paramsOf(study.history.record(row)));
  };

  test('random gives the same trial for the same number with any number of workers', async () => {
    expect(await table(4)).toEqual(await table(1));
  });

  test('a parallel study replays from what each proposal had seen; one changed digit is reported with its trial', async () => {
    const storage = memory();
    const study = await createStudy({ name: 'parallel', space: mixed, seed: 7, storage });
    await study.optimize(
      async (params, { number }) => {
        await new Promise((resolve) => setTimeout(resolve, (number * 13) % 7));
        return objective(params);
      },
      { trials: 60, concurrency: 4 },
    );
    await storage.setStudyAttribute(
      1,
      'system',
      'vernier:space',
      (await import('../../space/file.ts')).writeSpace(mixed) as never,
    );
    expect(await replay(storage, 'parallel')).toEqual({ checked: 60, agreed: 60, skipped: 0, disagreements: [] });
  });

  test('define-by-run replays too', async () => {
    const storage = memory();
    const study = await createStudy({ name: 'free', seed: 7, storage });
    await study.optimize(
      async (_, trial) => {
        const x = trial.suggestFloat('x', 0, 1);
        await new Promise((resolve) => setTimeout(resolve, (trial.number * 13) % 7));
        return x + trial.suggestFloat('y', 0, 1);
      },
      { trials: 40, concurrency: 4 },
    );
    expect(await replay(storage, 'free')).toMatchObject({ checked: 40, agreed: 40, disagreements: [] });
  });

  test('with the options that the sampler was given', async () => {
    const storage = memory();
    const study = await createStudy({ name: 'told', seed: 7, storage, sampler: tpe({ startup: 3, candidates: 60 }) });
    await study.optimize((_, trial) => (trial.suggestFloat('x', 0, 1) - 0.4) ** 2, { trials: 30 });
    expect(await replay(storage, 'told')).toMatchObject({ checked: 30, agreed: 30, disagreements: [] });
  });
});
