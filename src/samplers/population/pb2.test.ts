import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../../errors.ts';
import { History } from '../../history/history.ts';
import { random as stream } from '../../math/random.ts';
import { float } from '../../space/distribution.ts';
import { namedValues, space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { pb2 } from './pb2.ts';
import { pbt } from './pbt.ts';

const plane = space({ x: float(0, 1), y: float(0, 1), z: float(0, 1) });
const EPOCHS = 10;

/** Each epoch takes off what the distance to a place of its own leaves: the place moves with the epoch. */
const gainOf = (params: { readonly x: number; readonly y: number; readonly z: number }, epoch: number): number => {
  const place = 0.2 + (0.6 * epoch) / EPOCHS;
  return Math.exp(-4 * ((params.x - place) ** 2 + (params.y - place) ** 2 + (params.z - 0.5) ** 2));
};

async function lossWith(sampler: ReturnType<typeof pbt>, seed: number): Promise<number> {
  const study = await createStudy({ space: plane, sampler, seed, fidelity: { name: 'epoch', min: 1, max: EPOCHS } });
  await study.optimize(async (params, trial) => {
    let [epoch, loss] = (trial.resume?.checkpoint ?? '0 10').split(' ').map(Number) as [number, number];
    while (epoch < EPOCHS) {
      loss -= gainOf(params, ++epoch);
      trial.setCheckpoint(`${epoch} ${loss}`, epoch);
      await trial.report(loss, epoch);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return loss;
  }, {});
  return study.best!.values![0]!;
}

test('a small population finds more with the model than by chance', async () => {
  let better = 0;
  for (let seed = 0; seed < 20; seed++)
    if ((await lossWith(pb2({ population: 4 }), seed)) < (await lossWith(pbt({ population: 4 }), seed))) better++;
  expect(better).toBeGreaterThanOrEqual(14);
});

test('the model takes the parameters that gained most, and says what it knows', async () => {
  const history = new History([{ name: 'value', direction: 'minimize' }]);
  const problem = {
    space: plane,
    objectives: history.objectives,
    judgeBy: { kind: 'all' },
    budget: null,
    fidelity: { name: 'epoch', min: 1, max: 20 },
    seed: 0,
  } as const;
  const run = await pb2({ population: 8, interval: 1 }).start(problem);
  for (let id = 0; id < 8; id++) {
    const x = id / 7;
    // Whoever has x near 1 gains most; the losses before are equal.
    const reports = Array.from({ length: 5 }, (_, i) => [i + 1, [10 - i * x]] as const);
    const params = Object.fromEntries(
      [...namedValues(plane, Float64Array.of(x, 0.5, 0.5))].map(([name, internal]) => [
        name,
        { distribution: float(0, 1), internal },
      ]),
    );
    const trial = {
      id,
      number: id,
      state: 'paused',
      params,
      values: null,
      reports,
      metrics: {},
      constraints: {},
    } as const;
    history.apply([
      { type: 'trial', trial: { ...trial, userAttributes: {}, systemAttributes: {}, startedAt: 0, finishedAt: null } },
    ]);
  }
  run.observe(history, { rows: Int32Array.from({ length: 8 }, (_, row) => row), reset: false });
  const proposals = await run.propose([8], stream(1));
  const { params, from, notes } = proposals[0]!;
  expect([6, 7]).toContain(from);
  expect(params.get('x')).toBeGreaterThan(0.75);
  expect(notes!['why']).toMatch(
    /^Goes on from trial \d, which does better than trial 0; its parameters promise the largest gain in interval 6, by 32 intervals before\.$/,
  );
});

describe('the contract of samplers', () => {
  samplerContract(
    { name: 'pb2', create: () => pb2({ population: 8 }) },
    {
      test: (name, body) => test(name, body),
      fail: (message) => {
        throw new Error(message);
      },
    },
  );
});
