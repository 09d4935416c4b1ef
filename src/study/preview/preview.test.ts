import { describe, expect, test } from 'vitest';
import { asha } from '../../pruners/halving/asha.ts';
import { median } from '../../pruners/percentile/percentile.ts';
import { grid } from '../../samplers/grid/grid.ts';
import { pbt } from '../../samplers/population/pbt.ts';
import { float, int } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { type Plan, type PlanLimits, type TrialLength } from './plan.ts';
import { preview } from './preview.ts';

const SPACE = space({ x: float(0, 1) });
const MINUTE: TrialLength = { steps: null, seconds: 60, spread: 0 };
const EPOCHS: TrialLength = { steps: 27, seconds: 270, spread: 0 };

const planOf = (limits: PlanLimits, length = MINUTE, study: Partial<Plan['study']> = {}): Plan => ({
  study: { space: SPACE, objectives: { loss: 'minimize' }, ...study },
  limits,
  length,
  seed: 1,
});
const halving = { pruner: asha({ eta: 3, minResource: 1 }), fidelity: { name: 'epoch', min: 1, max: 27 } };

/** A band of one number. */
const exactly = (value: number) => ({
  median: expect.closeTo(value, 6),
  low: expect.closeTo(value, 6),
  high: expect.closeTo(value, 6),
});

describe('what arithmetic tells', () => {
  test.each([
    [1, 600],
    [2, 300],
    [3, 240],
    [16, 60],
  ])('10 trials of a minute by %i at once', async (concurrency, wall) => {
    const found = await preview(planOf({ trials: 10, concurrency, costPerHour: 6 }), { simulations: 2 });
    expect(found).toMatchObject({
      simulations: 2,
      trials: exactly(10),
      full: exactly(10),
      stopped: [],
      cut: exactly(0),
      steps: null,
      saved: null,
      computeSeconds: exactly(600),
      wallSeconds: exactly(wall),
      cost: exactly(1),
      stoppedBy: [{ reason: 'trials', simulations: 2 }],
      isBrokenOff: false,
    });
  });

  test('without a pruner all steps are run', async () => {
    const found = await preview(planOf({ trials: 9, concurrency: 2 }, EPOCHS, { pruner: null }), { simulations: 1 });
    expect(found).toMatchObject({
      full: exactly(9),
      steps: exactly(9 * 27),
      saved: exactly(0),
      wallSeconds: exactly(5 * 270),
    });
  });

  test('a start counts once where a trial runs through, and again where it goes on after a pause', async () => {
    const slow = { ...EPOCHS, start: 54 };
    const plain = await preview(planOf({ trials: 4 }, slow, halving), { simulations: 1 });
    expect(plain.computeSeconds.median).toBeCloseTo(4 * 54 + plain.steps!.median * 8, 6);
    const promotion = { ...halving, pruner: asha({ eta: 2, minResource: 1, mode: 'promote' }) };
    const paused = await preview(planOf({ trials: 4 }, slow, promotion), { simulations: 1 });
    const starts = (paused.computeSeconds.median - paused.steps!.median * 8) / 54;
    expect(starts).toBeGreaterThan(4.5);
    expect(starts).toBeCloseTo(Math.round(starts), 6);
  });

  test.each<[string, PlanLimits, number, number, number]>([
    ['seconds', { seconds: 150, concurrency: 2 }, 150, 4, 2],
    ['computeSeconds', { computeSeconds: 330, concurrency: 2 }, 165, 4, 2],
    ['cost', { maxCost: 5.5, costPerHour: 60, concurrency: 2 }, 165, 4, 2],
  ])('%s ends it, and the trials that run', async (reason, limits, wall, full, cut) => {
    const found = await preview(planOf(limits), { simulations: 1 });
    expect(found.stoppedBy).toEqual([{ reason, simulations: 1 }]);
    expect(found).toMatchObject({ full: exactly(full), cut: exactly(cut) });
    expect(Math.abs(found.wallSeconds.median - wall)).toBeLessThan(1);
  });

  test.each([
    [94, 60, 0],
    [94, 3, 2],
    [89, 60, 2],
  ])(
    'trials of %i s that are granted %i s to end, at most a tenth of 100 s: %i are complete',
    async (seconds, grace, full) => {
      const limits = { seconds: 100, concurrency: 2, graceSeconds: grace };
      const found = await preview(planOf(limits, { ...MINUTE, seconds }), { simulations: 1 });
      expect(found).toMatchObject({ full: exactly(full), cut: exactly(2) });
    },
  );

  test('at a limit those that run may finish', async () => {
    const found = await preview(planOf({ seconds: 150, concurrency: 2, finishRunning: true }), { simulations: 1 });
    expect(found).toMatchObject({ full: exactly(6), cut: exactly(0), wallSeconds: exactly(180) });
  });

  test('the best are run again, beside the trials of the search', async () => {
    const limits = { trials: 10, concurrency: 2, confirm: { top: 2, repeats: 3 } };
    const found = await preview(planOf(limits), { simulations: 1 });
    expect(found).toMatchObject({ trials: exactly(10), full: exactly(10), confirming: exactly(6) });
    expect(found.computeSeconds.median).toBeCloseTo(16 * 60, 6);
    expect(found.wallSeconds.median).toBeGreaterThanOrEqual(8 * 60 - 1e-6);
    expect(found.wallSeconds.median).toBeLessThan(10 * 60);
  });

  test('a small space is used up', async () => {
    const small = space({ x: int(1, 3), y: int(1, 2) });
    for (const sampler of [{}, { sampler: grid() }]) {
      const found = await preview(planOf({ trials: 50 }, MINUTE, { space: small, ...sampler }), { simulations: 2 });
      expect(found).toMatchObject({ trials: exactly(6), stoppedBy: [{ reason: 'exhausted', simulations: 2 }] });
    }
  });

  test('what the study has used counts, and the grace is a share of the whole limit', async () => {
    const before = { results: 10, noBetter: 3, computeSeconds: 600 };
    const half = planOf({ computeSeconds: 1200 });
    expect(await preview({ ...half, before }, { simulations: 1 })).toMatchObject({
      trials: exactly(10),
      computeSeconds: { median: expect.closeTo(600, 0) },
    });
    const money = planOf({ maxCost: 20, costPerHour: 60 });
    expect((await preview({ ...money, before }, { simulations: 1 })).trials).toEqual(exactly(10));
    const late = { ...before, computeSeconds: 1120 };
    const graced = planOf({ computeSeconds: 1200, graceSeconds: 600 });
    expect((await preview({ ...graced, before: late }, { simulations: 1 })).trials).toEqual(exactly(0));
    expect((await preview({ ...half, before: late }, { simulations: 1 })).trials).toEqual(exactly(2));
  });

  test.each(['minimize', 'maximize'] as const)('patience goes on from what the study has: %s', async (direction) => {
    const before = { results: 1000, noBetter: 6, computeSeconds: 0 };
    const plan = { ...planOf({ noImprovement: 10, trials: 50 }, MINUTE, { objectives: { y: direction } }), before };
    expect((await preview(plan, { simulations: 10 })).trials).toMatchObject({ median: 4, low: 4 });
    const over = { ...plan, before: { ...before, noBetter: 10 } };
    expect(await preview(over, { simulations: 2 })).toMatchObject({
      trials: exactly(0),
      stoppedBy: [{ reason: 'noImprovement', simulations: 2 }],
    });
    const barren = { results: 0, noBetter: 6, computeSeconds: 0 };
    const first = await preview({ ...plan, before: barren }, { simulations: 5 });
    expect(first.trials.low).toBeGreaterThan(10);
  });

  test('patience is that of a search at random', async () => {
    const found = await preview(planOf({ noImprovement: 10 }), { simulations: 20 });
    expect(found.stoppedBy).toEqual([{ reason: 'noImprovement', simulations: 20 }]);
    expect(found.trials.low).toBeGreaterThanOrEqual(11);
    expect(found.trials.high).toBeGreaterThan(found.trials.low);
  });
});

describe('pruning', () => {
  test('asha stops about two thirds at each rung', async () => {
    const found = await preview(planOf({ trials: 270, concurrency: 4 }, EPOCHS, halving), { simulations: 5 });
    expect(found.stopped.map(({ from, to }) => [from, to])).toEqual([
      [1, 1],
      [3, 3],
      [9, 9],
    ]);
    let reached = found.trials.median;
    for (const { trials } of found.stopped) {
      // A few more go on: among the first of a rung each is among the best so far.
      expect(trials.median / reached).toBeGreaterThan(0.5);
      expect(trials.median / reached).toBeLessThan(0.68);
      reached -= trials.median;
    }
    expect(found.full.median).toBeCloseTo(reached, -1);
    expect(found.saved!.median).toBeGreaterThan(0.75);
    expect(found.computeSeconds.median).toBeCloseTo(10 * found.steps!.median, 3);
    expect(found.wallSeconds.median).toBeGreaterThan(found.computeSeconds.median / 4 - 1e-6);
  });

  test('by promotion exactly: none goes on before three have come', async () => {
    const promotion = { ...halving, pruner: asha({ eta: 3, minResource: 1, mode: 'promote' }) };
    const found = await preview(planOf({ trials: 27 }, EPOCHS, promotion), { simulations: 3 });
    expect(found.stopped[0]).toMatchObject({ from: 1, to: 1 });
    expect(found.stopped[0]!.trials.median / 27).toBeGreaterThan(0.5);
    // What was paused goes on from where it was: each step is run once.
    const sum = found.stopped.reduce((steps, { to, trials }) => steps + to * trials.median, 27 * found.full.median);
    expect(found.steps!.median).toBeCloseTo(sum, -1);
  });

  test('a limit on computation buys more trials where a pruner stops some', async () => {
    const limits = { computeSeconds: 10 * 270, concurrency: 2 };
    const [plain, pruned] = [
      await preview(planOf(limits, EPOCHS, { pruner: null }), { simulations: 1 }),
      await preview(planOf(limits, EPOCHS, halving), { simulations: 3 }),
    ];
    expect(plain.trials.median).toBeLessThanOrEqual(12);
    expect(pruned.trials.median).toBeGreaterThan(2 * plain.trials.median);
    expect(pruned.stoppedBy[0]!.reason).toBe('computeSeconds');
    expect(pruned.computeSeconds.median).toBeLessThan(10 * 270 + 5);
  });

  test('many steps are told in a few stretches that hold all who were stopped', async () => {
    const found = await preview(planOf({ trials: 60 }, { steps: 400, seconds: 400, spread: 0 }, { pruner: median() }), {
      simulations: 1,
    });
    expect(found.stopped.length).toBeLessThanOrEqual(6);
    const sum = found.stopped.reduce((all, { trials }) => all + trials.median, found.full.median);
    expect(sum).toBe(60);
  });

  test('members of a population train on, each for all its steps', async () => {
    const plan = planOf(
      { concurrency: 4 },
      { steps: 20, seconds: 20, spread: 0 },
      {
        sampler: pbt({ population: 4 }),
        fidelity: { name: 'epoch', max: 20 },
      },
    );
    const found = await preview(plan, { simulations: 1 });
    expect(found.stoppedBy).toEqual([{ reason: 'exhausted', simulations: 1 }]);
    expect(found).toMatchObject({ steps: exactly(4 * 20), wallSeconds: exactly(20), saved: null });
  });
});

test('times that spread give a band, and the same seed the same numbers', async () => {
  const plan = planOf({ trials: 20, concurrency: 3 }, { ...EPOCHS, spread: 0.5 }, halving);
  const found = await preview(plan, { simulations: 8 });
  expect(found.wallSeconds.high).toBeGreaterThan(found.wallSeconds.low);
  expect(await preview(plan, { simulations: 8 })).toEqual(found);
});

test('any names, directions and number of objectives', async () => {
  const several = { loss: 'minimize', accuracy: 'maximize' } as const;
  const byMetric = { kind: 'metric', name: 'top5', direction: 'maximize' } as const;
  for (const study of [{ objectives: several }, { objectives: several, judgeBy: byMetric }]) {
    const found = await preview(planOf({ trials: 30 }, EPOCHS, { ...halving, ...study }), { simulations: 1 });
    expect(found.stopped.length).toBeGreaterThan(0);
    expect(found.trials.median).toBe(30);
  }
});

test('what takes too long is broken off, and says so', async () => {
  const found = await preview(planOf({ trials: 1e6 }), { ms: 40 });
  expect(found).toMatchObject({ isBrokenOff: true, simulations: 1, stoppedBy: [] });
  expect(found.trials.median).toBeGreaterThan(0);
});

test.each<[TrialLength, string]>([
  [{ ...MINUTE, seconds: 0 }, 'length.seconds is 0; expected a number above 0'],
  [{ ...MINUTE, seconds: Number.NaN }, 'length.seconds is NaN'],
  [{ ...MINUTE, steps: 1.5 }, 'length.steps is 1.5'],
  [{ ...MINUTE, spread: -1 }, 'length.spread is -1'],
  [{ ...MINUTE, start: 60 }, 'length.start is 60; expected a number of at least 0, below'],
])('a length that is none: %o', async (length, message) =>
  expect(preview(planOf({ trials: 1 }, length))).rejects.toThrow(message),
);
