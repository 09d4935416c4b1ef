import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../src/errors.ts';
import type { Pruner } from '../src/pruners/pruner.ts';
import { asha, auto, curve, freezeThaw, hyperband, pasha, patient } from '../src/pruners/index.ts';
import { random } from '../src/samplers/random.ts';
import { float } from '../src/space/distribution.ts';
import { space } from '../src/space/space.ts';
import { createStudy } from '../src/study/opening/create.ts';
import type { Trial } from '../src/study/trial.ts';

// A fidelity that is no epoch: a share of the data, folds, the size of images. The program keeps no state: it fits anew by as much as
// `until` says, and each fit costs that much.

const TRIALS = 60;
const FIDELITIES = [
  { name: 'percent', min: 4, max: 100 },
  { name: 'fold', min: 1, max: 10 },
  { name: 'pixel', min: 8, max: 32 },
] as const;

type Fidelity = (typeof FIDELITIES)[number];
interface Params {
  readonly x: number;
  readonly y: number;
}

/** What a fit by so much gives: the more, the better, for some settings more than for others, and with noise. */
const fit = ({ x, y }: Params, amount: number, { max }: Fidelity): number =>
  x * x + y * y + (0.15 + 0.09 * x) / Math.sqrt(amount / max) + 0.02 * Math.sin(1e4 * (x + y + amount));

/** How far the next fit goes. */
type Next = (trial: Trial, last: number, fidelity: Fidelity) => number;

const asTold: Next = ({ until }, _, { max }) => until ?? max;
const doubling: Next = ({ until }, last, { max }) => Math.min(max, Math.max(until ?? max, 2 * last));

/** @param next  null = the program ends after its first fit, and counts on being started again */
async function searched(pruner: Pruner, fidelity: Fidelity, next: Next | null) {
  const study = await createStudy({
    space: space({ x: float(-1, 1), y: float(-1, 1) }),
    sampler: random(),
    pruner,
    fidelity,
    seed: 3,
  });
  let cost = 0;
  await study.optimize(
    async (params, trial) => {
      for (let amount = 0; ; ) {
        amount = (next ?? asTold)(trial, amount, fidelity);
        cost += amount / fidelity.max;
        const loss = fit(params, amount, fidelity);
        await trial.report(loss, amount);
        if (trial.shouldPrune()) throw new TrialPruned();
        if (amount === fidelity.max || next === null) return loss;
      }
    },
    { trials: TRIALS },
  );
  const { history, best } = study;
  const wholly = Array.from({ length: TRIALS }, (_, row) =>
    fit(study.paramsOf(history.record(row)) as unknown as Params, fidelity.max, fidelity),
  );
  return {
    /** Share of what fitting all trials wholly would have cost. */
    cost: cost / TRIALS,
    /** Place of the winner among all trials, fitted wholly. */
    place: 1 + wholly.filter((loss) => loss < wholly[best!.number]!).length,
    judgedBy: history.reports(best!.number).steps.at(-1),
  };
}

describe.each(FIDELITIES)('fidelity $name from $min to $max', (fidelity) => {
  const halving = { asha, hyperband, pasha };
  test.each(Object.keys(halving) as (keyof typeof halving)[])('%s finds a good one for less', async (name) => {
    const runs = [
      await searched(halving[name]({ mode: 'stop' }), fidelity, asTold),
      await searched(halving[name]({ mode: 'promote' }), fidelity, asTold),
      // A paused program is started again with another `until`: it need not know that there are several.
      await searched(halving[name]({ mode: 'promote' }), fidelity, null),
    ];
    for (const { cost, place, judgedBy } of runs) {
      expect(judgedBy).toBe(fidelity.max);
      expect(place).toBeLessThanOrEqual(3);
      expect(cost).toBeLessThan(name === 'hyperband' ? 0.96 : 0.7);
    }
  });
});

describe('pruners that would like to hear of every step: the program takes steps of its own', () => {
  const pruners = { curve, freezeThaw, auto };
  test.each(Object.keys(pruners) as (keyof typeof pruners)[])('%s, by twice as much each time', async (name) => {
    const { cost, place, judgedBy } = await searched(pruners[name](), FIDELITIES[0], doubling);
    expect(judgedBy).toBe(100);
    expect(place).toBeLessThanOrEqual(3);
    expect(cost).toBeLessThan(0.9);
  });
});

describe('reports that leave out what is judged: the step that the program is told lies ahead all the same', () => {
  const pruners = {
    asha,
    hyperband: () => hyperband({ mode: 'promote' }),
    curve,
    freezeThaw,
    auto,
    patient: () => patient({ wraps: asha() }),
  };
  test.each(Object.keys(pruners) as (keyof typeof pruners)[])('%s', async (name) => {
    const fidelity = FIDELITIES[0];
    const study = await createStudy({
      space: space({ x: float(-1, 1), y: float(-1, 1) }),
      sampler: random(),
      pruner: pruners[name](),
      judgeBy: { kind: 'metric', name: 'accuracy', direction: 'maximize' },
      fidelity,
      seed: 3,
    });
    await study.optimize(
      async (params, trial) => {
        for (let amount = 0; ; ) {
          const next = asTold(trial, amount, fidelity);
          expect(next).toBeGreaterThan(amount);
          amount = next;
          const loss = fit(params, amount, fidelity);
          await trial.report(trial.number % 3 === 0 ? { value: loss } : { value: loss, accuracy: -loss }, amount);
          if (trial.shouldPrune()) throw new TrialPruned();
          if (amount === fidelity.max) return loss;
        }
      },
      { trials: 30 },
    );
    const states = Array.from({ length: study.history.size }, (_, row) => study.history.state(row));
    expect(states).not.toContain('failed');
    expect(states).toContain('complete');
  });
});
