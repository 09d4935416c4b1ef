import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../src/errors.ts';
import { asha } from '../src/pruners/halving/asha.ts';
import { median } from '../src/pruners/percentile/percentile.ts';
import { grid } from '../src/samplers/grid/grid.ts';
import { quasiRandom } from '../src/samplers/quasi-random.ts';
import { random } from '../src/samplers/random.ts';
import { float, int } from '../src/space/distribution.ts';
import { branch, subset } from '../src/space/shape.ts';
import { space } from '../src/space/space.ts';
import { createStudy } from '../src/study/opening/create.ts';

const finite = space({
  a: int(0, 3),
  b: branch({ x: { c: int(0, 2) }, y: {} }),
  t: subset(['p', 'q', 'r'], { max: 1 }),
});
const POINTS = 4 * (3 + 1) * 4;

/** Trials take different times, so that they end in another order than they began. */
const pause = (number: number): Promise<void> => new Promise((done) => setTimeout(done, (number * 7919) % 5));

describe('grid', () => {
  test.each([1, 4])(
    'runs every point once with %i at a time, those of today’s settings and of a wish included, and ends the study',
    async (concurrency) => {
      const study = await createStudy({ space: finite, sampler: grid(), start: { a: 2, b: 'y', t: ['q'] } });
      const ran: string[] = [];
      const summary = await study.optimize(
        async (params, trial) => {
          ran.push(JSON.stringify(params));
          if (trial.number === 9) await study.enqueue({ a: 3, b: 'y', t: [] });
          await pause(trial.number);
          if (trial.number === 11) throw new Error('this one fails, and counts');
          return params.a;
        },
        { trials: 10 * POINTS, concurrency },
      );
      expect(summary.stoppedBy).toBe('exhausted');
      expect(new Set(ran).size).toBe(POINTS);
      expect(ran.length).toBe(POINTS);
    },
  );
});

describe('samplers that look at the number alone', () => {
  test.each([random, quasiRandom, grid])('%o: one worker or sixteen, the same trials', async (sampler) => {
    const trials = async (concurrency: number): Promise<unknown[]> => {
      const study = await createStudy({ space: finite, sampler: sampler(), seed: 5, duplicates: 'allow' });
      await study.optimize(
        async ({ a }, { number }) => {
          await pause(number);
          return a;
        },
        { trials: 40, concurrency },
      );
      return Array.from({ length: 40 }, (_, row) => study.paramsOf(study.history.record(row)));
    };
    expect(await trials(16)).toEqual(await trials(1));
  });
});

describe('pruners', () => {
  test.each([median, asha])('%o stops bad trials and never the best one', async (pruner) => {
    const study = await createStudy({
      space: space({ x: float(0, 1) }),
      sampler: quasiRandom(),
      pruner: pruner(),
      seed: 3,
      fidelity: { name: 'epoch', max: 27 },
    });
    const summary = await study.optimize(
      async ({ x }, trial) => {
        for (let epoch = 1; epoch <= 27; epoch++) {
          await trial.report(x + 1 / epoch, epoch);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return x + 1 / 27;
      },
      { trials: 60, concurrency: 3 },
    );
    expect(summary.pruned).toBeGreaterThan(20);
    const best = Math.min(...Array.from({ length: 60 }, (_, row) => study.history.columns.get('x')!.values[row]!));
    expect(study.best!.values).toEqual([best + 1 / 27]);
  });
});
