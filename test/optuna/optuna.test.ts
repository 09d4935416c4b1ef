import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { branch, categorical, createStudy, float, int, openStudy, ordinal, space } from 'vernier';
import { sqlite } from 'vernier/sqlite';
import type { TrialDraft, TrialRecord } from '../../src/history/record.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { openDriver } from '../../src/node/sqlite/driver.ts';
import { toExternal } from '../../src/space/distribution.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { needs } from '../components.ts';
import { type DumpedTrial, OptunaPartner } from './partner.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-optuna-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const slow = 120_000; // Optuna takes seconds to start

const T0 = Date.UTC(2026, 10, 23, 22, 38, 3, 43);
const TREE = space({
  x: float(0, 1),
  kind: branch({ tree: { depth: int(1, 5) }, net: { rate: float(1e-4, 1, { log: true }) } }),
});

const STATE = {
  complete: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
  waiting: 'WAITING',
  paused: 'WAITING',
  running: 'RUNNING',
  removed: 'FAIL',
};

/** Trials with everything awkward, for a study of two objectives. */
const DRAFTS: readonly TrialDraft[] = [
  {
    state: 'complete',
    params: {
      lr: { distribution: float(1e-5, 1, { log: true }), internal: 3.0000000000000004e-5 },
      layers: { distribution: int(1, 9, { step: 2 }), internal: 7 },
      width: { distribution: int(1, Number.MAX_SAFE_INTEGER), internal: 2 ** 53 - 1 },
      kind: { distribution: categorical([null, true, 1, 1.5, 'ö😀"\\\n']), internal: 4 },
      size: { distribution: ordinal(['S', 'M', 'L']), internal: 2 },
      grid: { distribution: float(0, 1, { step: 0.1 }), internal: 0.3 },
    },
    values: [Number.POSITIVE_INFINITY, -1.7976931348623157e308],
    metrics: {
      'val/loss': [
        [1, 0.5],
        [2, Number.NaN],
      ],
    },
    constraints: { memory: 0.25, time: -1 },
    userAttributes: {
      big: 2 ** 53 - 1,
      huge: 1e300,
      tags: ['é', '\u2028'],
      nan: Number.NaN,
      ключ: { inf: [Number.NEGATIVE_INFINITY, null, true] },
    },
    systemAttributes: {
      'vernier:seen': { trials: 3, open: Array.from({ length: 400 }, (_, i) => [i, 'running', 0, 0]) },
    },
    startedAt: T0,
    finishedAt: T0 + 61_234.567,
  },
  {
    state: 'pruned',
    reports: [
      [0, [0.5, 1]],
      [3, [Number.NaN, 2]],
      [7, [Number.NEGATIVE_INFINITY, Number.NaN]],
    ],
    values: [0.5, Number.NaN],
    startedAt: T0,
    finishedAt: T0 + 1,
  },
  { state: 'pruned', values: [5e-324, 0], startedAt: T0, finishedAt: T0 + 1 },
  {
    state: 'failed',
    startedAt: T0,
    finishedAt: T0 + 2,
    systemAttributes: { 'vernier:error': { code: 'objective-failed', message: 'Ü' } },
  },
  { state: 'waiting', systemAttributes: { fixed_params: { lr: 0.1 } } },
  { state: 'running', startedAt: T0 },
];

/** What Optuna must see of a record. */
function expected(trial: TrialRecord): Omit<DumpedTrial, 'distributions' | 'system' | 'constraints'> {
  const whole = trial.values !== null && !trial.values.some(Number.isNaN);
  return {
    number: trial.number,
    state: STATE[trial.state],
    values: whole ? trial.values : null,
    params: Object.fromEntries(
      Object.entries(trial.params).map(([name, { distribution, internal }]) => [
        name,
        toExternal(distribution, internal),
      ]),
    ),
    // Optuna has no reports of several objectives; its samplers stumble over them.
    intermediate: Object.fromEntries(
      trial.reports.flatMap(([step, values]) => (values.length === 1 ? [[String(step), values[0]!]] : [])),
    ),
    user: { ...trial.userAttributes },
    start: trial.startedAt,
    complete: trial.finishedAt,
  };
}

async function records(storage: Storage, name: string): Promise<readonly TrialRecord[]> {
  const history = historyOf((await storage.load((await storage.findStudy(name))!.id)).snapshot);
  return Array.from({ length: history.size }, (_, row) => history.record(row));
}

const round = (instant: number | null): number | null => (instant === null ? null : Math.round(instant * 1000) / 1000);

describe.each(['optuna5', 'optuna49'] as const)('%s', (component) => {
  const file = (name: string): string => join(folder, `${component}-${name}.db`);
  // Optuna 4 writes and reads local time: told so, we do the same.
  const timestamps = component === 'optuna5' ? ('utc' as const) : ('local' as const);
  const zone =
    component === 'optuna5' ? 'Asia/Tokyo' : (process.env.TZ ?? Intl.DateTimeFormat().resolvedOptions().timeZone);

  let running: OptunaPartner | null = null;
  const partner = (context: TestContext): OptunaPartner =>
    (running ??= new OptunaPartner(needs(component, context), zone));
  afterAll(() => running?.close());

  test('sees every field of our trials', { timeout: slow }, async (context) => {
    const optuna = partner(context);
    const storage = sqlite(file('ours'), { timestamps });
    const study = await storage.createStudy('größe', [
      { name: 'accuracy', direction: 'maximize' },
      { name: 'size/kB', direction: 'minimize' },
    ]);
    await storage.setStudyAttribute(study.id, 'user', 'note', { ä: [1, 1.5, Number.NaN] });
    const made = await storage.createTrials(study.id, DRAFTS);

    const dump = await optuna.dump(file('ours'), 'größe');

    expect([dump.directions, dump.names, dump.user]).toEqual([
      ['MAXIMIZE', 'MINIMIZE'],
      ['accuracy', 'size/kB'],
      { note: { ä: [1, 1.5, Number.NaN] } },
    ]);
    expect(dump.trials.length).toBe(made.length);
    const one = await storage.createStudy('one', [{ name: 'loss', direction: 'minimize' }]);
    const single = await storage.createTrials(one.id, [
      {
        state: 'pruned',
        reports: [
          [0, [0.5]],
          [3, [Number.NaN]],
          [7, [Number.NEGATIVE_INFINITY]],
        ],
        values: [0.5],
        startedAt: T0,
        finishedAt: T0 + 1,
      },
      { state: 'complete', values: [Number.NEGATIVE_INFINITY], startedAt: T0, finishedAt: T0 + 1 },
      { state: 'paused', reports: [[1, [0.25]]], startedAt: T0 },
    ]);
    const dumpOne = await optuna.dump(file('ours'), 'one');
    expect(
      dumpOne.trials.map(({ distributions, system, constraints, ...seen }) => ({
        ...seen,
        start: round(seen.start),
        complete: round(seen.complete),
      })),
    ).toEqual(single.map(expected));
    dump.trials.forEach(({ distributions, system, constraints, ...seen }, i) => {
      expect({ ...seen, start: round(seen.start), complete: round(seen.complete) }).toEqual(expected(made[i]!));
    });
    const [first] = dump.trials;
    expect(first!.distributions).toEqual({
      lr: { name: 'FloatDistribution', attributes: { step: null, low: 1e-5, high: 1, log: true } },
      layers: { name: 'IntDistribution', attributes: { log: false, step: 2, low: 1, high: 9 } },
      width: { name: 'IntDistribution', attributes: { log: false, step: 1, low: 1, high: 2 ** 53 - 1 } },
      kind: { name: 'CategoricalDistribution', attributes: { choices: [null, true, 1, 1.5, 'ö😀"\\\n'] } },
      size: { name: 'CategoricalDistribution', attributes: { choices: ['S', 'M', 'L'] } },
      grid: { name: 'FloatDistribution', attributes: { step: 0.1, low: 0, high: 1, log: false } },
    });
    expect(first!.system['constraints']).toEqual([0.25, -1]);
    if (component === 'optuna5') expect(first!.constraints).toMatchObject({ memory: 0.25, time: -1 });
    expect(dump.trials[3]!.system['vernier:error']).toEqual({ code: 'objective-failed', message: 'Ü' });
    for (const { system } of dump.trials)
      for (const value of Object.values(system)) expect(JSON.stringify(value).length).toBeLessThanOrEqual(2045);
    await storage.close();
  });

  test('continues our study, paused trials included, and we go on from there', { timeout: slow }, async (context) => {
    const optuna = partner(context);
    const storage = sqlite(file('continued'), { timestamps });
    const study = await createStudy({ name: 's', space: TREE, storage, seed: 1 });
    await study.optimize(
      (params) => (params.x - 0.3) ** 2 + (params.kind === 'tree' ? 0.01 * params.depth : params.rate),
      { trials: 8 },
    );
    const { id } = (await storage.findStudy('s'))!;
    const [paused] = await storage.createTrials(id, [
      {
        state: 'running',
        startedAt: T0,
        params: {
          x: { distribution: float(0, 1), internal: 0.625 },
          kind: { distribution: categorical(['tree', 'net']), internal: 0 },
          depth: { distribution: int(1, 5), internal: 4 },
        },
      },
    ]);
    await storage.write(id, [{ type: 'paused', id: paused!.id, checkpoint: '/somewhere', at: T0 + 1000 }]);
    const { cursor } = await storage.load(id);

    const went = await optuna.goOn(file('continued'), 's', 6);

    expect([went.before, went.after]).toEqual([9, 14]); // the paused trial was run first, then five new ones
    expect(went.params[8]).toEqual({ x: 0.625, kind: 'tree', depth: 4 });
    const page = await storage.read(id, cursor, 100);
    const numbers = page.changes.map((change) =>
      change.type === 'trial' ? [change.trial.number, change.trial.state] : [],
    );
    expect(numbers).toEqual([8, 9, 10, 11, 12, 13].map((number) => [number, 'complete']));
    await storage.close();

    const later = await openStudy('s', { space: TREE, storage: sqlite(file('continued'), { timestamps }) });
    const summary = await later.optimize((params) => params.x, { trials: 20 });
    expect([summary.complete, later.history.size]).toEqual([6, 20]);
    const dump = await optuna.dump(file('continued'), 's');
    expect(dump.trials.map(({ number, state }) => [number, state])).toEqual(
      Array.from({ length: 20 }, (_, i) => [i, 'COMPLETE']),
    );
  });

  test('made a study that we read whole, continue, and leave exact', { timeout: slow }, async (context) => {
    const optuna = partner(context);
    await optuna.make(file('theirs'), 'ihre');
    const before = await optuna.dump(file('theirs'), 'ihre');

    const storage = sqlite(file('theirs'), { timestamps });
    const study = (await storage.findStudy('ihre'))!;
    expect(study.objectives).toEqual([
      { name: 'values_0', direction: 'minimize' },
      { name: 'values_1', direction: 'maximize' },
    ]);
    const ours = await records(storage, 'ihre');
    ours.forEach((trial, i) => {
      const { distributions, system, constraints, ...seen } = before.trials[i]!;
      const { start, complete, ...fields } = expected(trial);
      const { start: theirStart, complete: theirComplete, ...theirs } = seen;
      expect(fields).toEqual(theirs);
      expect([start, complete].map((instant) => instant ?? 0)).toEqual(
        [theirStart, theirComplete].map((instant) => expect.closeTo(instant ?? 0, 2)),
      );
    });
    expect(ours.map(({ state }) => state)).toEqual(['complete', 'pruned', 'failed', 'complete', 'waiting']);
    expect(ours[0]!.constraints).toEqual({ '0': 0.5, '1': -1 });
    if (component === 'optuna5') expect(ours[3]!.constraints).toEqual({ memory: 0.75 });
    const [pruned, told] = await records(storage, 'ihre-one');
    expect(pruned!.reports).toEqual([
      [0, [0.5]],
      [2, [Number.POSITIVE_INFINITY]],
      [3, [Number.NaN]],
      [7, [Number.NEGATIVE_INFINITY]],
    ]);
    expect([told!.state, told!.values, told!.reports]).toEqual(['pruned', [0.25], [[4, [0.25]]]]);
    expect((await storage.findStudy('ihre-one'))!.objectives).toEqual([{ name: 'Güte', direction: 'maximize' }]);
    expect(ours[0]!.params['label']!.distribution).toEqual(categorical([null, true, 1, 1.5, 'ö😀']));

    const claimed = (await storage.claimTrial(study.id, T0))!;
    expect([claimed.number, claimed.systemAttributes['fixed_params']]).toEqual([4, { lr: 0.25 }]);
    await storage.write(study.id, [
      { type: 'finished', id: claimed.id, state: 'complete', values: [1, 2], at: T0 + 1 },
    ]);
    const [added] = await storage.createTrials(study.id, [
      { state: 'complete', values: [3, 4], params: { lr: ours[0]!.params['lr']! } },
    ]);
    expect(added!.number).toBe(5);
    await storage.close();

    const after = await optuna.dump(file('theirs'), 'ihre');
    expect(after.trials.slice(0, 4)).toEqual(before.trials.slice(0, 4));
    expect(after.user).toEqual(before.user);
    expect(after.trials.slice(4).map(({ number, state, values }) => [number, state, values])).toEqual([
      [4, 'COMPLETE', [1, 2]],
      [5, 'COMPLETE', [3, 4]],
    ]);
  });

  test('continues its own study after us, and ours after it, in turn', { timeout: slow }, async (context) => {
    const optuna = partner(context);
    await optuna.make(file('turn'), 's');
    await optuna.goOn(file('turn'), 's', 4);
    const study = await openStudy('s', { storage: sqlite(file('turn'), { timestamps }) });
    const trial = await study.ask();
    const x = trial.suggestFloat('x', 0, 1);
    await trial.report([x, x], 1);
    await study.tell(trial, { state: 'pruned' });
    await study.close();
    const went = await optuna.goOn(file('turn'), 's', 3);
    expect(went.after).toBe(trial.number + 4);
  });

  test('deletes a study of ours, and no row of ours is left', { timeout: slow }, async (context) => {
    const optuna = partner(context);
    const storage = sqlite(file('deleted'));
    const study = await storage.createStudy('s', [{ name: 'value', direction: 'minimize' }]);
    const kept = await storage.createStudy('kept', [{ name: 'value', direction: 'minimize' }]);
    const metrics = {
      m: [
        [1, 2],
        [2, 3],
      ],
    } as const;
    await storage.createTrials(
      study.id,
      Array.from({ length: 5 }, () => ({ state: 'complete', values: [1], metrics }) as const),
    );
    await storage.createTrials(kept.id, [{ state: 'complete', values: [1], metrics }]);

    await optuna.delete(file('deleted'), 's');

    const db = await openDriver(file('deleted'));
    expect(await db.all('SELECT trial_id, COUNT(*) FROM vernier_metrics GROUP BY trial_id', [])).toEqual([[6, 2]]);
    await db.close();
    expect(await storage.findStudy('s')).toBeNull();
    expect((await records(storage, 'kept'))[0]!.metrics).toEqual({
      m: [
        [1, 2],
        [2, 3],
      ],
    });
    await storage.close();
  });
});
