import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TrialPruned } from '../../errors.ts';
import { History } from '../../history/history.ts';
import { FROM, lineageOf, type Origin, originOf, scheduleOf, stretchAt } from '../../history/lineage.ts';
import { type Change, type Json, recordOf, type TrialRecord } from '../../history/record.ts';
import { random as stream } from '../../math/random.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy, openStudy } from '../../study/opening/create.ts';
import { replay } from '../../study/replay/replay.ts';
import { sqlite } from '../../node/sqlite.ts';
import { threaded } from '../../node/threaded/threaded.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { samplerContract } from '../../testing/sampler-contract.ts';
import { samplerByName } from '../catalog.ts';
import { random } from '../random.ts';
import { pb2 } from './pb2.ts';
import { pbt } from './pbt.ts';
import type { PopulationRun } from './run.ts';
import { EPOCHS, copiesIn, lossOf, options, population, rates, step, told, training } from './training.test-support.ts';

describe.each([1, 3, 6, 9])('with %i workers', (concurrency) => {
  test('as many members as there should be come to the end, and all epochs are of members', async () => {
    const study = await createStudy(population());
    let epochs = 0;
    const summary = await study.optimize(
      training(() => epochs++),
      { concurrency },
    );
    expect(summary.stoppedBy).toBe('exhausted');
    const states = Array.from({ length: study.history.size }, (_, row) => study.history.state(row));
    expect(states.filter((state) => state === 'complete').length).toBe(6);
    expect(states.every((state) => state === 'complete' || state === 'pruned')).toBe(true);
    expect(states.length - 6).toBe(copiesIn(study).length);
    // A copy of one that is ahead of the member that it replaces skips what lies between.
    if (concurrency === 1) expect(epochs).toBe(6 * EPOCHS);
    expect(epochs).toBeLessThanOrEqual(6 * EPOCHS);
    expect(copiesIn(study).length).toBeGreaterThan(1);
  });

  test('copies go on from the state that they were given', async () => {
    const study = await createStudy(population());
    const first = new Map<number, number>();
    await study.optimize(
      training((trial, epoch) => void (first.has(trial) || first.set(trial, epoch))),
      { concurrency },
    );
    for (const row of copiesIn(study)) {
      const { trial, step: from } = study.history.attribute(row, 'system', FROM) as unknown as Origin;
      expect(first.get(row)).toBe(from + 1);
      expect(trial).toBeLessThan(row);
      expect(study.history.attribute(row, 'system', 'vernier:resume')).toMatchObject({ step: from });
    }
  });

  test('the schedule of the winner, run again as a plain one, gives its result', async () => {
    const study = await createStudy(population());
    await study.optimize(training(), { concurrency });
    const { number, values } = study.best!;
    const schedule = scheduleOf(study.history, number, (trial) => study.paramsOf(trial));
    let state = 4;
    for (let epoch = 1; epoch <= EPOCHS; epoch++)
      state = step(state, stretchAt(schedule, epoch).params['rate'] as number, epoch);
    expect(lossOf(state)).toBe(values![0]);
    expect(schedule.map(({ after }) => after)).toEqual(schedule.map(({ after }) => after).toSorted((a, b) => a - b));
    expect(schedule[0]!.after).toBe(0);
    expect(lineageOf(study.history, number).at(-1)).toBe(number);
  });

  test('every proposal can be computed again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vernier-pbt-'));
    const storage = sqlite(join(folder, 'vernier.db'));
    const study = await createStudy({ ...population(), storage, name: 'again' });
    await study.optimize(training(), { concurrency });
    const report = await replay(storage, 'again');
    expect(report.disagreements).toEqual([]);
    await storage.close();
    rmSync(folder, { recursive: true });
  });
});

test('a sampler that thinks in a thread judges its members here all the same', async () => {
  const study = await createStudy(population(threaded(pbt({ population: 6, interval: 2 }))));
  await study.optimize(training(), { concurrency: 2 });
  const here = await createStudy(population());
  await here.optimize(training(), { concurrency: 2 });
  expect(told(study)).toEqual(told(here));
});

test('the same seed makes the same study, and another one another', async () => {
  const run = async (seed: number): Promise<unknown> => {
    const study = await createStudy({ ...population(), seed });
    await study.optimize(training(), { concurrency: 2 });
    return told(study);
  };
  expect(await run(5)).toEqual(await run(5));
  expect(await run(5)).not.toEqual(await run(6));
});

test('a study that is left at any moment and opened again ends as one that was not', async () => {
  const whole = await createStudy(population());
  await whole.optimize(training(), {});
  const storage = memory();
  const name = 'in pieces';
  await createStudy({ ...population(), storage, name });
  for (let i = 0; i < 60; i++) {
    const part = await openStudy(name, { ...options, storage, sampler: pbt({ population: 6, interval: 2 }) });
    const finish = new AbortController();
    const { stoppedBy } = await part.optimize(
      async (params, trial) => {
        finish.abort(); // after one run of one trial
        return training()(params as { rate: number }, trial);
      },
      { finish: finish.signal },
    );
    if (stoppedBy === 'exhausted') break;
  }
  expect(told(await openStudy(name, { storage, ...population() }))).toEqual(told(whole));
});

test('a member that is stopped at any moment is repeated from its checkpoint, and its schedule stays exact', async () => {
  const study = await createStudy(population());
  let epochs = 0;
  for (let i = 0; i < 40; i++) {
    const stop = new AbortController();
    let left = 5;
    const { stoppedBy } = await study.optimize(
      training(() => {
        epochs++;
        if (--left === 0) stop.abort(); // in the midst of an interval, or at its end
      }),
      { signal: stop.signal, concurrency: 2 },
    );
    if (stoppedBy === 'exhausted') break;
  }
  const rows = Array.from({ length: study.history.size }, (_, row) => row);
  const repeats = rows.filter((row) => study.history.attribute(row, 'system', 'vernier:retry-of') !== undefined);
  expect(repeats.length).toBeGreaterThan(3);
  expect(rows.filter((row) => study.history.state(row) === 'complete').length).toBe(6);
  const { number, values } = study.best!;
  const schedule = scheduleOf(study.history, number);
  let state = 4;
  for (let epoch = 1; epoch <= EPOCHS; epoch++)
    state = step(state, stretchAt(schedule, epoch).params['rate'] as number, epoch);
  expect(lossOf(state)).toBe(values![0]);
  expect(epochs).toBeLessThan(6 * EPOCHS + 2 * repeats.length);
});

test('a schedule is better than the best of as many constant rates', async () => {
  let better = 0;
  for (let seed = 0; seed < 12; seed++) {
    const members = await createStudy({ ...population(pbt({ population: 8, interval: 1 })), seed });
    await members.optimize(training(), { concurrency: 2 });
    const constant = await createStudy({ ...options, sampler: random(), pruner: null, seed });
    await constant.optimize(training(), { trials: 8 });
    if (members.best!.values![0]! < constant.best!.values![0]!) better++;
  }
  expect(better).toBeGreaterThanOrEqual(9);
});

test('a member that saved nothing cannot be copied: the copy starts from nothing, and says so', async () => {
  const study = await createStudy(population());
  let epochs = 0;
  await study.optimize(async ({ rate }, trial) => {
    let state = 4;
    for (let epoch = 1; epoch <= EPOCHS; epoch++) {
      state = step(state, rate, epoch);
      epochs++;
      await trial.report(lossOf(state), epoch);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return lossOf(state);
  }, {});
  const copies = copiesIn(study);
  expect(copies.length).toBeGreaterThan(0);
  for (const row of copies) expect(originOf(study.history, row)!.step).toBe(0);
  for (const row of copies) expect(scheduleOf(study.history, row).length).toBe(1);
  expect(study.warnings).toEqual([
    'A trial that was to be copied had no checkpoint, or none any more: its copy starts from nothing.',
  ]);
  expect(epochs).toBeGreaterThan(6 * EPOCHS);
});

test('members whose losses are NaN give way, those that fail are made anew', async () => {
  const study = await createStudy(population());
  await study.optimize(
    async (params, trial) => {
      if (trial.number === 1) throw new Error('no memory');
      if (trial.number !== 2) return training()(params, trial);
      trial.setCheckpoint('{}', 2);
      await trial.report(Number.NaN, 2);
      throw new TrialPruned();
    },
    { trials: 40 },
  );
  expect(study.history.state(1)).toBe('failed');
  expect(study.history.state(2)).toBe('pruned');
  const origins = copiesIn(study).map((row) => originOf(study.history, row)!.trial);
  expect(origins).not.toContain(2);
  expect(origins.length).toBeGreaterThan(0);
  const complete = Array.from({ length: study.history.size }, (_, row) => study.history.state(row)).filter(
    (state) => state === 'complete',
  );
  expect(complete.length).toBe(6);
});

test('members that do not end when they are told to, and run on to the last step, are not copied from there', async () => {
  const study = await createStudy(population());
  await study.optimize(
    async ({ rate }, trial) => {
      if (trial.number % 2 === 0 || trial.resume !== null) return training()({ rate }, trial);
      let state = 4;
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        state = step(state, rate, epoch);
        trial.setCheckpoint(JSON.stringify({ epoch, state }), epoch);
        await trial.report(lossOf(state), epoch);
      }
      throw new TrialPruned();
    },
    { concurrency: 3, trials: 40 },
  );
  const rows = Array.from({ length: study.history.size }, (_, row) => row);
  expect(rows.filter((row) => study.history.state(row) === 'complete').length).toBe(6);
  expect(rows.filter((row) => study.history.state(row) === 'failed')).toEqual([]);
  for (const row of copiesIn(study)) expect(originOf(study.history, row)!.step).toBeLessThan(EPOCHS);
});

test.each([
  [
    'an interval that is not below the last step',
    pbt({ population: 4, interval: EPOCHS }),
    8,
    'pbt copies nobody: its interval is 12, and the last step is 12, so no member is judged before its end. Take a smaller interval.',
  ],
  [
    'no more trials than members',
    pb2({ population: 4 }),
    4,
    'pb2 copies nobody: its population is 4, and 4 trials leave none for a copy. Take more trials, or a smaller population.',
  ],
])('%s: nobody can be copied, and that is warned of once', async (_, sampler, trials, warning) => {
  const storage = memory();
  const study = await createStudy({ ...population(sampler), storage, name: 's' });
  await study.optimize(training(), { trials });
  expect(copiesIn(study)).toEqual([]);
  expect(study.warnings).toEqual([warning]);
  const rows = Array.from({ length: study.history.size }, (_, row) => row);
  const warned = rows.filter((row) => study.history.attribute(row, 'system', 'vernier:warning') !== undefined);
  expect(warned).toEqual([0]);
});

test('who has warned that nobody can be copied is known from what is new alone, also after it was removed', async () => {
  const problem = {
    space: rates,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    judgeBy: { kind: 'objective', name: 'loss' },
    budget: 4,
    fidelity: options.fidelity,
    seed: 3,
  } as const;
  const run = (await pbt({ population: 4 }).start(problem)) as PopulationRun;
  const looked: number[] = [];
  class Watched extends History {
    override notes(row: number) {
      looked.push(row);
      return super.notes(row);
    }
  }
  const history = new Watched(problem.objectives);
  const observed = (changes: readonly Change[]): number[] => {
    const delta = history.apply(changes);
    looked.length = 0;
    run.observe(history, delta);
    return [...new Set(looked)];
  };
  const ask = (trial: number): TrialRecord => {
    looked.length = 0;
    const [{ notes } = {}] = run.propose([trial], stream(trial));
    expect(looked).toEqual([]);
    return recordOf({ state: 'running', systemAttributes: { 'vernier:notes': notes as Json } }, trial, trial);
  };
  const warns = ({ systemAttributes }: TrialRecord): boolean =>
    Object.hasOwn(systemAttributes['vernier:notes'] as object, 'warned');
  const [first, second] = [ask(0), ask(0)];
  expect([warns(first), warns(second)]).toEqual([true, true]);
  observed([{ type: 'trial', trial: first }]);
  const next = ask(1);
  expect(warns(next)).toBe(false);
  expect(observed([{ type: 'trial', trial: next }])).toEqual([1]);
  expect(warns(ask(2))).toBe(false);
  observed([{ type: 'trial', trial: recordOf({ state: 'removed' }, 0, 0) }]);
  expect(warns(ask(2))).toBe(true);
});

test('somebody’s wish is a member that starts from nothing', async () => {
  const study = await createStudy(population());
  await study.optimize(training(), { trials: 6 });
  await study.enqueue({ rate: 0.5 });
  await study.optimize(training(), { trials: 7 });
  const { params, systemAttributes } = study.history.record(6);
  expect(params['rate']!.internal).toBe(0.5);
  expect(systemAttributes[FROM]).toBeUndefined();
  expect(systemAttributes['vernier:notes']).toEqual({ why: 'You asked for this point.' });
});

test('no other pruner beside it, and no options out of range', async () => {
  await expect(createStudy({ ...population(), pruner: asha() })).rejects.toThrow(
    'The sampler pbt decides by itself which of its trials go on; the study has the pruner asha, too.',
  );
  expect(() => pbt({ population: 1 })).toThrow('pbt: population is 1; expected a whole number from 2 to 100000.');
  expect(() => pbt({ truncation: 0.6 })).toThrow('pbt: truncation is 0.6; expected a number above 0, up to 0.5.');
  expect(() => pbt({ interval: 0 })).toThrow('pbt: interval is 0; expected a whole number from 1');
  await expect(createStudy({ sampler: pbt() })).rejects.toThrow('pbt needs a declared space');
  expect(samplerByName('pbt', { interval: 0 }).options).toEqual(pbt().options);
});

test('a metric to judge by is refused before anything is stored: members are compared by the objective', async () => {
  const storage = memory();
  const judgeBy = { kind: 'metric', name: 'accuracy', direction: 'maximize' } as const;
  await expect(createStudy({ ...population(), judgeBy, storage, name: 's' })).rejects.toMatchObject({
    code: 'config-invalid',
    message: 'The sampler pbt compares its trials by the objective; the study is to judge them by the metric accuracy.',
  });
  expect(await storage.findStudy('s')).toBeNull();
  const study = await createStudy({ ...population(), judgeBy: { kind: 'objective', name: 'value' } });
  expect((await study.optimize(training(), {})).stoppedBy).toBe('exhausted');
});

test('without a fidelity nothing is stored: nobody would know where a training ends', async () => {
  for (const sampler of [pbt({ population: 4 }), pb2({ interval: 2 })]) {
    const storage = memory();
    await expect(createStudy({ space: rates, sampler, storage, name: 's' })).rejects.toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: `${sampler.name} needs a fidelity: it must know at which step a training ends.`,
        hint: "Say what a step is, and which one is the last: fidelity: { name: 'epoch', max: 24 }.",
      }),
    );
    expect(await storage.findStudy('s')).toBeNull();
  }
});

describe('the contract of samplers', () => {
  samplerContract(
    { name: 'pbt', create: () => pbt({ population: 8 }), byRank: true },
    {
      test: (name, body) => test(name, body),
      fail: (message) => {
        throw new Error(message);
      },
    },
  );
});
