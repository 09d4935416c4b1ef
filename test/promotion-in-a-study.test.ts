import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TrialPruned } from '../src/errors.ts';
import type { Fidelity } from '../src/history/problem.ts';
import { virtualClock } from '../src/execution/virtual-clock.ts';
import { sqlite } from '../src/node/sqlite.ts';
import { freezeThaw } from '../src/pruners/curve/freeze-thaw.ts';
import { asha } from '../src/pruners/halving/asha.ts';
import { hyperband } from '../src/pruners/halving/hyperband.ts';
import { pasha } from '../src/pruners/halving/pasha.ts';
import { median } from '../src/pruners/percentile/percentile.ts';
import { patient } from '../src/pruners/patient.ts';
import type { Pruner } from '../src/pruners/pruner.ts';
import { grid } from '../src/samplers/grid/grid.ts';
import { random } from '../src/samplers/random.ts';
import { float, int } from '../src/space/distribution.ts';
import { space } from '../src/space/space.ts';
import { memory } from '../src/storage/memory.ts';
import type { Storage } from '../src/storage/storage.ts';
import { createStudy, openStudy } from '../src/study/opening/create.ts';
import { replay } from '../src/study/replay/replay.ts';
import type { Study } from '../src/study/study.ts';
import type { Trial } from '../src/study/trial.ts';

// Pruners that pause, in studies from the first ask to the end.

const folder = mkdtempSync(join(tmpdir(), 'vernier-promotion-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const storages: readonly (readonly [name: string, make: () => Storage])[] = [
  ['memory', memory],
  ['sqlite', () => sqlite(join(folder, `${files++}.db`))],
];

const line = space({ x: float(0, 1) });
const fidelity = { name: 'epoch', min: 1, max: 27 };
const TRIALS = 40;
/** Curves of different level and equal shape: what leads early leads at the end. */
const lossAt = (x: number, epoch: number): number => Math.abs(x - 0.3) + 1 / epoch;
/** Virtual time: who ends before whom does not depend on the machine. */
const time = virtualClock();
/** Now and then a trial takes longer, so that trials end in another order than they began. */
const moment = async (trial: Pick<Trial, 'number'>, step: number): Promise<void> => {
  if ((trial.number + step) % 4 === 0) await time.sleep(trial.number % 3);
};

/** What training cost, and to which step each run of a trial was to go first; null = to the end. */
interface Spent {
  epochs: number;
  readonly runs: { readonly number: number; readonly until: number | null }[];
}
const nothing = (): Spent => ({ epochs: 0, runs: [] });

/** Trains epoch by epoch, with a checkpoint after each, if it keeps any. @param worse how much worse a trial does than it would */
const training =
  (spent: Spent, keeps: boolean, worse: (trial: number) => number = () => 0) =>
  async ({ x }: { readonly x: number }, trial: Trial): Promise<number> => {
    spent.runs.push({ number: trial.number, until: trial.until });
    const saved = trial.resume?.checkpoint ?? null;
    if (saved !== null) expect(saved).toBe(`${trial.number}@${trial.resume!.step}`);
    for (let epoch = saved === null ? 1 : trial.resume!.step + 1; epoch <= fidelity.max; epoch++) {
      spent.epochs++;
      await moment(trial, epoch);
      await trial.report(lossAt(x, epoch) + worse(trial.number), epoch);
      if (keeps) trial.setCheckpoint(`${trial.number}@${epoch}`);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return lossAt(x, fidelity.max) + worse(trial.number);
  };

const make = (
  name: string,
  storage: Storage,
  pruner: Pruner | null,
  close?: 'keep-paused',
  steps: Fidelity = fidelity,
) =>
  createStudy({
    name,
    space: line,
    sampler: random(),
    pruner,
    fidelity: steps,
    storage,
    seed: 5,
    ...(close === undefined ? {} : { close }),
  });

const statesOf = ({ history }: Pick<Study, 'history'>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (let row = 0; row < history.size; row++) counts[history.state(row)] = (counts[history.state(row)] ?? 0) + 1;
  return counts;
};

const rowsIn = ({ history }: Pick<Study, 'history'>, state: string): readonly number[] =>
  [...Array(history.size).keys()].filter((row) => history.state(row) === state);

const lastLoss = ({ history }: Pick<Study, 'history'>, row: number): number => history.reports(row).losses.at(-1)!;

describe.each(storages)('on %s', (_, storageOf) => {
  test.each([
    ['with checkpoints', true, 4],
    ['without checkpoints', false, 3],
  ])('asha by promotion %s finds the same for a fraction of the epochs', async (__, keeps, fraction) => {
    const storage = storageOf();
    const [all, some] = [nothing(), nothing()];
    const whole = await make('whole', memory(), null);
    await whole.optimize(training(all, keeps), { trials: TRIALS, concurrency: 4 });
    const study = await make('halved', storage, asha({ mode: 'promote' }));
    const summary = await study.optimize(training(some, keeps), { trials: TRIALS, concurrency: 4 });

    expect(all.epochs).toBe(TRIALS * fidelity.max);
    expect(some.epochs).toBeLessThan(all.epochs / fraction);
    expect(study.best!.number).toBe(whole.best!.number);
    expect(study.best!.values).toEqual(whole.best!.values);
    // 40 come to epoch 1, 13 to 3, 4 to 9, 1 to the end; by the time they come a few more have seemed to be among the best.
    const runs = [1, 3, 9, null].map((until) => some.runs.filter((run) => run.until === until).length);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(some.runs.length);
    expect(runs[0]).toBe(TRIALS);
    [13, 4, 1].forEach((least, i) => {
      expect(runs[i + 1]).toBeGreaterThanOrEqual(least);
      expect(runs[i + 1]).toBeLessThan(2 * least + 4);
    });
    // The end of the study: what waited is pruned, with its last report as value.
    expect(statesOf(study)).toEqual({ complete: summary.complete, pruned: TRIALS - summary.complete });
    for (let row = 0; row < TRIALS; row++) {
      const { state, values, reports } = study.history.record(row);
      if (state === 'pruned') expect(values).toEqual(reports.at(-1)![1]);
    }
    await storage.setStudyAttribute(1, 'system', 'vernier:space', (await spaceFile()) as never);
    expect(await replay(storage, 'halved')).toMatchObject({ checked: TRIALS, agreed: TRIALS });
    await storage.close();
  });

  test('trials that wait may be kept, and go on when the study does', async () => {
    const storage = storageOf();
    const spent = nothing();
    const first = await make('kept', storage, asha({ mode: 'promote' }), 'keep-paused');
    await first.optimize(training(spent, true), { trials: 20, concurrency: 2 });
    const { paused } = statesOf(first);
    const old = spent.runs.length;
    expect(paused).toBeGreaterThan(15);
    const again = await openStudy('kept', {
      storage,
      space: line,
      sampler: random(),
      pruner: asha({ mode: 'promote' }),
    });
    const worse = (trial: number): number => (trial < 20 ? 0 : 1); // so that the third that goes on grows by older ones
    await again.optimize(training(spent, true, worse), { trials: TRIALS, concurrency: 2 });
    expect(statesOf(again).paused).toBe(undefined);
    expect(spent.runs.slice(old).some(({ number, until }) => number < 20 && until !== 1)).toBe(true);
    await storage.close();
  });

  test.each([
    ['median', median()],
    ['asha by stopping', asha()],
    ['patient', patient({ wraps: median() })],
    ['none', null],
  ])(
    'what waits when its pruner gives way to one that pauses nothing (%s) does so to the end: then the best goes on',
    async (_name, pruner) => {
      const storage = storageOf();
      const first = await make('changed', storage, asha({ mode: 'promote' }), 'keep-paused');
      for (let i = 0; i < 2; i++) {
        const trial = await first.ask();
        await trial.report(lossAt(trial.params.x, 1), 1);
        trial.setCheckpoint(`${trial.number}@1`);
        await first.tell(trial, { state: 'pruned' });
      }
      const [a, b] = rowsIn(first, 'paused');
      const again = await openStudy('changed', { storage, space: line, sampler: random(), pruner });
      const spent = nothing();
      const worse = (trial: number): number => (trial < 2 ? 0 : 1);
      await again.optimize(training(spent, true, worse), { trials: 20, concurrency: 2 });
      const best = lastLoss(first, a!) < lastLoss(first, b!) ? a! : b!;
      expect(spent.runs.map(({ number }) => number).filter((number) => number < 2)).toEqual([best]);
      expect(spent.runs.at(-1)!.number).toBe(best);
      expect(again.best!.number).toBe(best);
      expect(statesOf(again).paused).toBe(undefined);
      await storage.close();
    },
  );

  test('of those that wait one alone is run at the end, also where it fails, and where it was paused before the first step of the fidelity', async () => {
    const storage = storageOf();
    const first = await make('failing', storage, asha({ mode: 'promote', minResource: 1 }), 'keep-paused', {
      ...fidelity,
      min: 5,
    });
    for (let i = 0; i < 9; i++) {
      const trial = await first.ask();
      await trial.report(lossAt(trial.params.x, 1), 1);
      await first.tell(trial, { state: 'pruned' });
    }
    expect(rowsIn(first, 'paused').length).toBeGreaterThan(4);
    const again = await openStudy('failing', { storage, space: line, sampler: random(), pruner: null });
    const run: number[] = [];
    const fails = (_: unknown, { number }: Trial): never => {
      run.push(number);
      throw new Error('It is broken.');
    };
    await again.optimize(fails, { trials: first.history.size });
    expect(run).toHaveLength(1);
    expect(statesOf(again)).toEqual({ failed: 1, pruned: first.history.size - 1 });
    await storage.close();
  });

  test('what is judged by a metric alone is promoted too', async () => {
    const storage = storageOf();
    const spent = nothing();
    const study = await createStudy({
      name: 'metric',
      space: line,
      sampler: random(),
      pruner: asha({ mode: 'promote' }),
      fidelity,
      judgeBy: { kind: 'metric', name: 'accuracy', direction: 'maximize' },
      storage,
      seed: 5,
    });
    await study.optimize(
      async ({ x }, trial) => {
        spent.runs.push({ number: trial.number, until: trial.until });
        for (let epoch = 1; epoch <= fidelity.max; epoch++) {
          await trial.report({ accuracy: -lossAt(x, epoch) }, epoch);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return lossAt(x, fidelity.max);
      },
      { trials: 30, concurrency: 3 },
    );
    expect(new Set(spent.runs.map(({ until }) => until))).toEqual(new Set([1, 3, 9, null]));
    expect(statesOf(study).complete).toBeGreaterThanOrEqual(1);
    await storage.close();
  });
});

test.each([
  ['asha', asha()],
  ['asha by promotion', asha({ mode: 'promote' })],
  ['hyperband by promotion', hyperband({ mode: 'promote' })],
  ['pasha by promotion', pasha({ mode: 'promote' })],
])('a share of the data, known beforehand: %s', async (_, pruner) => {
  let spent = 0;
  const study = await createStudy({
    space: line,
    sampler: random(),
    pruner,
    fidelity: { name: 'share', min: 1, max: 27 },
    seed: 5,
  });
  await study.optimize(
    async ({ x }, trial) => {
      for (;;) {
        const share = trial.until ?? 27;
        spent += share / 27; // each share is trained on from nothing
        await moment(trial, share);
        await trial.report(lossAt(x, share), share);
        if (trial.shouldPrune()) throw new TrialPruned();
        if (share === 27) return lossAt(x, 27);
      }
    },
    { trials: TRIALS, concurrency: 4 },
  );
  for (let row = 0; row < TRIALS; row++)
    expect([1, 3, 9, 27]).toEqual(expect.arrayContaining([...study.history.reports(row).steps]));
  expect(spent).toBeLessThan(TRIALS / 2);
  const best = Math.min(
    ...Array.from({ length: TRIALS }, (__, row) =>
      lossAt(study.paramsOf(study.history.record(row))['x'] as number, 27),
    ),
  );
  expect(study.best!.values![0]).toBeCloseTo(best, pruner.name === 'hyperband' ? 1 : 12);
});

describe.each([
  ['asha', asha({ mode: 'promote' })],
  ['hyperband', hyperband({ mode: 'promote' })],
  ['pasha', pasha({ mode: 'promote' })],
  ['freezeThaw', freezeThaw()],
])('%s on a space of few settings', (_, pruner) => {
  test.each([
    ['all tried by a sampler that knows no end', 1, random],
    ['all tried by a sampler that comes to its end', 1, grid],
    ['all tried by several workers', 3, random],
  ])('once they are %s the best goes on as at the end of a budget', async (_name, concurrency, sampler) => {
    const finals = await Promise.all(
      [5, 40].map(async (trials) => {
        const study = await createStudy({
          space: space({ x: int(0, 4) }),
          sampler: sampler(),
          pruner,
          fidelity,
          seed: 5,
          budget: trials,
        });
        const summary = await study.optimize(training(nothing(), true), { trials, concurrency });
        expect(summary.stoppedBy).toBe('exhausted');
        expect(statesOf(study)['complete']).toBeGreaterThan(0);
        expect(statesOf(study)['paused']).toBeUndefined();
        return study.best!.values;
      }),
    );
    expect(finals[1]).toEqual(finals[0]);
  });
});

test('two study objects on one file promote: no trial is run twice to the same rung', async () => {
  const file = join(folder, 'shared.db');
  const stores = [sqlite(file), sqlite(file)];
  const spent = nothing();
  const pruner = asha({ mode: 'promote' });
  const one = await make('shared', stores[0]!, pruner);
  const other = await openStudy('shared', { storage: stores[1]!, space: line, sampler: random(), pruner });
  await Promise.all(
    [one, other].map((study) => study.optimize(training(spent, true), { trials: TRIALS, concurrency: 3 })),
  );
  const runs = spent.runs.map(({ number, until }) => `${number} to ${until}`);
  expect(runs.length - new Set(runs).size).toBe(0);
  await one.refresh();
  expect(one.history.size).toBe(TRIALS);
  expect(Object.keys(statesOf(one)).sort()).toEqual(['complete', 'pruned']);
  const losses = Array.from({ length: TRIALS }, (_, row) =>
    lossAt(one.paramsOf(one.history.record(row))['x'] as number, 27),
  );
  expect(one.best!.values![0]).toBeCloseTo(Math.min(...losses), 12);
  for (const store of stores) await store.close();
});

/** The declared space as a file, which storages in memory do not keep. */
async function spaceFile(): Promise<unknown> {
  return (await import('../src/space/file.ts')).writeSpace(line);
}
