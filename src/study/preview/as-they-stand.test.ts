import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../../errors.ts';
import type { TrialRecord } from '../../history/record.ts';
import { random as stream } from '../../math/random.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { random } from '../../samplers/random.ts';
import { pbt } from '../../samplers/population/pbt.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import type { Trial } from '../trial.ts';
import { asTheyStand } from './as-they-stand.ts';
import type { Plan } from './plan.ts';
import { preview } from './preview.ts';

const SPACE = space({ x: float(0, 1) });
const EPOCHS = { name: 'epoch', min: 1, max: 9 };
const LENGTH = { steps: 9, seconds: 90, spread: 0 };

/** Trains nine epochs, from its checkpoint on. */
async function training({ x }: { x: number }, trial: Trial): Promise<number> {
  for (let step = (trial.resume?.step ?? 0) + 1; step <= 9; step++) {
    trial.setCheckpoint(String(step), step);
    await trial.report(x + 1 / step, step);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return x;
}

interface Searched {
  readonly sampler?: Sampler;
  readonly pruner?: Pruner;
}

/** A study that ends before its paused trials have gone on, as by a limit of money. */
async function searched(how: Searched, reports: number) {
  const study = await createStudy({ space: SPACE, sampler: random(), fidelity: EPOCHS, seed: 1, ...how });
  let said = 0;
  const enough = new AbortController();
  await study.optimize(
    async (params, trial) => {
      if (++said === reports) enough.abort();
      return training(params, trial);
    },
    { trials: 12, finish: enough.signal },
  );
  return study;
}

/** How many steps the study really runs from here on. */
async function stepsOf(study: Awaited<ReturnType<typeof searched>>, trials?: number): Promise<number> {
  let steps = 0;
  await study.optimize(
    async (params, trial) => {
      const before = study.history.reports(trial.number).steps.length;
      return training(params, trial).finally(
        () => (steps += study.history.reports(trial.number).steps.length - before),
      );
    },
    trials === undefined ? {} : { trials },
  );
  return steps;
}

const planOf = (how: Searched, records: readonly TrialRecord[], more: number): Plan => ({
  study: { space: SPACE, objectives: { value: 'minimize' }, fidelity: EPOCHS, ...how },
  limits: { trials: more },
  length: LENGTH,
  seed: 1,
  before: {
    results: 0,
    noBetter: 0,
    computeSeconds: 0,
    standing: { trials: records, counted: records.length },
  },
});

describe('a study that is there goes on in a preview as it would', () => {
  test('with its paused trials, and where it may make no more, too', async () => {
    const how = { pruner: asha({ minResource: 1, mode: 'promote' }) };
    const study = await searched(how, 8);
    const records = Array.from({ length: study.history.size }, (_, row) => study.history.record(row));
    const states = records.map(({ state }) => state);
    expect(states).toContain('paused');
    const found = await preview(planOf(how, records, 0), { simulations: 1 });
    const steps = await stepsOf(study, records.length);
    expect(steps).toBeGreaterThan(0);
    expect(found).toMatchObject({ trials: { high: 0 }, steps: { median: steps }, stoppedBy: [{ reason: 'trials' }] });
    expect(found.resumed.median).toBeGreaterThan(0);
    expect(found.wholeSteps!.median).toBeGreaterThanOrEqual(steps);
  });

  test('with the members of a population, each from its step on', async () => {
    const how = { sampler: pbt({ population: 4 }) };
    const study = await searched(how, 7);
    const records = Array.from({ length: study.history.size }, (_, row) => study.history.record(row));
    const found = await preview({ ...planOf(how, records, 0), limits: {} }, { simulations: 1 });
    const steps = await stepsOf(study);
    expect(found).toMatchObject({
      steps: { median: steps },
      full: { median: 4 },
      stoppedBy: [{ reason: 'exhausted' }],
    });
    expect(found.resumed.median).toBeGreaterThan(1);
  });
});

test('what was reported is made up, and ranks at each step as it did; what is none stays as it is', () => {
  const trial = (number: number, losses: readonly number[]): TrialRecord => ({
    id: number,
    number,
    state: losses.length === 3 ? 'complete' : 'paused',
    params: {},
    values: losses.length === 3 ? [losses[2]!] : null,
    reports: losses.map((loss, i) => [i + 1, [loss]] as const),
    metrics: {},
    constraints: {},
    userAttributes: {},
    systemAttributes: {},
    startedAt: 0,
    finishedAt: losses.length === 3 ? 2000 : null,
  });
  const trials = [[5, 4, 3], [9, 2], [7], [5, 4], [Number.NaN], [8, 1, 2]].map((losses, i) => trial(i, losses));
  const plan = { study: { objectives: { value: 'maximize' as const } }, length: { ...LENGTH, steps: 3 } };
  const { drafts, curveOf } = asTheyStand(trials, plan, stream(1), 10);
  const at = (row: number, step: number): number => drafts[row]!.reports![step - 1]![1][0]!;
  const ranked = (step: number, rows: readonly number[]): readonly number[] =>
    rows.toSorted((a, b) => at(b, step) - at(a, step));
  expect(ranked(1, [1, 5, 2, 0])).toEqual([1, 5, 2, 0]);
  expect(at(0, 1)).toBe(at(3, 1));
  expect(at(0, 2)).toBe(at(3, 2));
  expect(ranked(2, [0, 1, 5])).toEqual([0, 1, 5]);
  expect(drafts[0]!.values![0]).toBeGreaterThan(drafts[5]!.values![0]!);
  expect(at(4, 1)).toBeNaN();
  expect(curveOf(4, 'value')).toBeUndefined();
  // Who came further goes on better.
  expect(curveOf(0, 'value')!.at(3)).toBeLessThan(curveOf(2, 'value')!.at(3));
  expect(drafts[0]).toMatchObject({ startedAt: -20_000, finishedAt: 0 });
});
