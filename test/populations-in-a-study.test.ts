import { describe, expect, test } from 'vitest';
import { cmaEs } from '../src/samplers/evolution/cma-es.ts';
import { differentialEvolution } from '../src/samplers/evolution/differential-evolution.ts';
import { nsga2 } from '../src/samplers/evolution/nsga2.ts';
import { nsga3 } from '../src/samplers/evolution/nsga3.ts';
import { categorical, float, int } from '../src/space/distribution.ts';
import { writeSpace } from '../src/space/file.ts';
import { space } from '../src/space/space.ts';
import { memory } from '../src/storage/memory.ts';
import { createStudy, openStudy } from '../src/study/opening/create.ts';
import { replay } from '../src/study/replay/replay.ts';

const searched = space({
  lr: float(1e-5, 1, { log: true }),
  drop: float(0, 0.9),
  width: int(8, 512, { log: true }),
  kind: categorical(['a', 'b', 'c']),
});
/** Trials end in another order than they began. */
const pause = (number: number): Promise<void> => new Promise((done) => setTimeout(done, (number * 13) % 7));

describe.each([
  ['cmaEs', () => cmaEs({ population: 6 })],
  ['nsga2', () => nsga2({ population: 8 })],
  ['nsga3', () => nsga3({ population: 8 })],
  ['differentialEvolution', () => differentialEvolution({ population: 6 })],
])('%s in a study', (name, sampler) => {
  test('four workers, trials that fail, a wish, a second process in between: every proposal is computed again', async () => {
    const storage = memory();
    const study = await createStudy({ name, space: searched, seed: 7, storage, sampler: sampler() });
    const objective = async (
      params: { lr: number; drop: number; width: number; kind: string },
      number: number,
    ): Promise<number> => {
      await pause(number);
      if (number % 11 === 5) throw new Error('this one fails, and counts');
      return (
        Math.log(params.lr / 1e-3) ** 2 +
        params.drop +
        Math.abs(params.width - 100) / 100 +
        (params.kind === 'b' ? 0 : 1)
      );
    };
    await study.optimize(
      async (params, trial) => {
        if (trial.number === 20) await study.enqueue({ lr: 0.001, drop: 0.1, width: 90, kind: 'b' });
        return objective(params, trial.number);
      },
      { trials: 60, concurrency: 4 },
    );
    const again = await openStudy(name, { space: searched, storage, sampler: sampler() });
    await again.optimize(async (params, trial) => objective(params, trial.number), {
      trials: 90,
      concurrency: 3,
    });
    await storage.setStudyAttribute(1, 'system', 'vernier:space', writeSpace(searched) as never);
    const found = await replay(storage, name);
    expect(found.disagreements).toEqual([]);
    expect(found.agreed).toBe(90);
    expect(again.best!.values![0]).toBeLessThan(2);
  });
});

test.each([cmaEs, differentialEvolution])('%o refuses two objectives before anything runs', async (sampler) => {
  const made = createStudy({
    space: searched,
    objectives: { loss: 'minimize', size: 'minimize' },
    sampler: sampler(),
  });
  await expect(made).rejects.toThrow(/one objective; this study has 2/);
});

test('a finite space is used up without a repeat, and ends the study', async () => {
  for (const sampler of [cmaEs(), nsga2(), differentialEvolution()]) {
    const study = await createStudy({
      space: space({ a: int(0, 5), b: categorical(['x', 'y', 'z']) }),
      sampler,
      seed: 1,
    });
    const ran = new Set<string>();
    const summary = await study.optimize(
      (params) => {
        ran.add(JSON.stringify(params));
        return params.a;
      },
      { trials: 100, concurrency: 2 },
    );
    expect(ran.size).toBe(18);
    expect(summary.stoppedBy).toBe('exhausted');
  }
});
