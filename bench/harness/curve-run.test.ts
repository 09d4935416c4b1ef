import * as library from 'vernier';
import { asha, type Pruner } from 'vernier/pruners';
import { random } from 'vernier/samplers';
import { describe, expect, test } from 'vitest';
import { type CurveTask, curveTasks } from '../tasks/curves.ts';
import { falseStops, regretAfter, shareToRandom } from './curve-figures.ts';
import { ourSearch } from './curve-ours.ts';
import { type Asked, type CurvePlan, type CurveRun, type Fate, runCurves } from './curve-run.ts';
import { mean } from './statistics.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const TASKSET = curveTasks(ROOT).find(({ name }) => name === 'taskset_patch32_LSTM128_E128_bs128')!;

/** Configurations named by number, with these curves; epochs last as long as the trial's number says. */
function made(curves: readonly (readonly number[])[], seconds: readonly number[] = []): CurveTask {
  const curve: CurveTask['curve'] = ({ i }) => ({
    value: (epoch) => curves[i as number]![epoch - 1]!,
    seconds: () => seconds[i as number] ?? 1,
  });
  return {
    name: 'made',
    group: 'taskset',
    version: 1,
    params: [],
    epochs: curves[0]!.length,
    best: 0,
    median: 1,
    seedOffset: 0,
    random: { 50: 0.2 },
    curve,
    search: () => curve,
  };
}

/** Starts configurations in order; `fates` says what becomes of "trial@epoch"; paused trials go on when nothing new is left. */
function scripted(count: number, fates: Readonly<Record<string, Fate>> = {}) {
  const log: string[] = [];
  const paused: Asked[] = [];
  let started = 0;
  return {
    log,
    search: {
      ms: 0,
      async ask() {
        if (started < count) return { trial: started, params: { i: started++ }, from: 0 };
        return paused.shift() ?? null;
      },
      async report(trial: number, value: number, epoch: number) {
        log.push(`${trial}@${epoch}=${value}`);
        const fate = fates[`${trial}@${epoch}`] ?? 'continue';
        if (fate === 'pause') paused.push({ trial, params: { i: trial }, from: epoch });
        return fate;
      },
      async end(trial: number, value: number | null) {
        log.push(`${trial}:${value}`);
      },
    },
  };
}

const plan = (changes: Partial<CurvePlan> = {}): CurvePlan => ({
  seed: 1,
  workers: 1,
  fullRuns: null,
  trials: null,
  ...changes,
});

const ours = (pruner: Pruner | null, task: CurveTask, given: CurvePlan): Promise<CurveRun> =>
  runCurves((clock) => ourSearch({ library, sampler: random(), pruner }, task, given, clock), task, given);

describe('runs on virtual time', () => {
  test('a trial trains to its end, one that is stopped pays for what it trained', async () => {
    const { search, log } = scripted(2, { '1@1': 'stop' });
    const run = await runCurves(
      async () => search,
      made([
        [3, 2, 1],
        [5, 4, 0.5],
      ]),
      plan(),
    );
    expect(log).toEqual(['0@1=3', '0@2=2', '0:1', '1@1=5']);
    expect(run).toMatchObject({ finals: [1, 0.5], trained: [3, 1], ends: 'cs', spent: 4, seconds: 4 });
    expect(run.stops).toEqual([[1, 0, 0]]);
  });

  test('a paused trial goes on where it was, and pays for no epoch twice', async () => {
    const { search, log } = scripted(2, { '0@1': 'pause', '1@2': 'pause' });
    const run = await runCurves(
      async () => search,
      made([
        [3, 2, 1],
        [5, 4, 0.5],
      ]),
      plan(),
    );
    expect(log).toEqual(['0@1=3', '1@1=5', '1@2=4', '0@2=2', '0:1', '1:0.5']);
    expect(run).toMatchObject({ trained: [3, 3], ends: 'cc', spent: 6, stops: [] });
  });

  test('who ends an epoch first reports first; time is that of all workers', async () => {
    const { search, log } = scripted(3);
    const run = await runCurves(
      async () => search,
      made(
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        [5, 2, 4],
      ),
      plan({ workers: 2 }),
    );
    expect(log).toEqual(['1@1=2', '1:2', '0@1=1', '2@1=3', '0:1', '2:3']);
    expect(run).toMatchObject({ seconds: 12, spent: 6 });
  });

  test('a budget is one of epochs, over all workers; what runs then stays unfinished', async () => {
    const { search } = scripted(9);
    const task = made(Array.from({ length: 9 }, () => [1, 1, 1, 1]));
    const run = await runCurves(async () => search, task, plan({ workers: 3, fullRuns: 2 }));
    expect(run).toMatchObject({ spent: 8, trained: [3, 3, 2], ends: 'rrr' });
  });

  test('a run that diverges is reported, and fails where it is not stopped', async () => {
    const { search, log } = scripted(2, { '1@2': 'stop' });
    const nan = Number.NaN;
    const run = await runCurves(
      async () => search,
      made([
        [1, nan, nan],
        [1, nan, nan],
      ]),
      plan(),
    );
    expect(log).toEqual(['0@1=1', '0@2=NaN', '0:null', '1@1=1', '1@2=NaN']);
    expect(run).toMatchObject({ finals: [null, null], ends: 'fs' });
  });

  test('recommended: the best of those that have come furthest, or one that was ahead and promises more', async () => {
    const curves = [
      [9, 8.5, 8.2, 8.1, 8, 8],
      [5, 3, 2.5, 2.2, 2.1, 2],
      [7, 6, 5, 4, 3, 2.5],
    ];
    const { search } = scripted(3, { '1@2': 'stop', '2@1': 'pause' });
    const run = await runCurves(async () => search, made(curves), plan());
    expect(run.furthest).toEqual([
      [1, 0],
      [14, 2],
    ]);
    expect(run.recommended).toEqual([
      [1, 0],
      [8, 1], // at a third of the way
    ]);
    expect(run.stops).toEqual([[1, 1, 0]]);
  });
});

describe('our studies', () => {
  test('random search without a pruner has the regret that is expected of it', async () => {
    const logs: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const run = await ours(null, TASKSET, plan({ seed, trials: 10 }));
      expect(run.finals).toHaveLength(10);
      logs.push(Math.log(regretAfter(run, TASKSET, run.spent)));
    }
    const sd = Math.sqrt(mean(logs.map((x) => (x - mean(logs)) ** 2)));
    expect(Math.abs(mean(logs) - Math.log(TASKSET.random['10']!))).toBeLessThan((4 * sd) / Math.sqrt(logs.length));
  });

  test.each([1, 4])('asha stops trials, with %i workers, the same ones each time', async (workers) => {
    const given = plan({ workers, fullRuns: 5 });
    const run = await ours(asha(), TASKSET, given);
    expect({ ...(await ours(asha(), TASKSET, given)), ms: 0 }).toEqual({ ...run, ms: 0 });
    expect(run.spent).toBe(5 * TASKSET.epochs);
    expect(run.trained.reduce((a, b) => a + b)).toBe(run.spent);
    expect(run.stops.length).toBeGreaterThan(10);
    expect(run.stops.every(([trial]) => run.ends[trial] === 's')).toBe(true);
  });

  test('trials that are paused go on from their checkpoints', async () => {
    const run = await ours(asha({ mode: 'promote' }), TASKSET, plan({ workers: 4, trials: 40 }));
    expect(run.finals).toHaveLength(40);
    expect(run.trained.reduce((a, b) => a + b)).toBe(run.spent);
    expect(run.ends).toContain('p');
    const promoted = run.trained.filter((epochs) => epochs > 1);
    expect(promoted.length).toBeGreaterThan(5);
  });
});

describe('figures', () => {
  const run = (changes: Partial<CurveRun>): CurveRun => ({
    finals: [],
    trained: [],
    ends: '',
    recommended: [],
    furthest: [],
    stops: [],
    spent: 0,
    seconds: 0,
    ms: 0,
    ...changes,
  });
  const task = made([[0, 0, 0, 0]]);

  test('regret is that of what was recommended then', () => {
    const given = run({
      finals: [0.5, 0.1],
      recommended: [
        [3, 0],
        [9, 1],
      ],
    });
    expect([2, 3, 8, 9].map((epochs) => regretAfter(given, task, epochs))).toEqual([1, 0.5, 0.5, 0.1]);
  });

  test('the value of random search is reached where the mean of all seeds stays there', () => {
    const fast = run({
      finals: [0.1, 0.9, 0.1],
      recommended: [
        [10, 0],
        [20, 1],
        [30, 2],
      ],
    });
    const slow = run({
      finals: [0.4, 0.1],
      recommended: [
        [5, 0],
        [40, 1],
      ],
    });
    expect(shareToRandom([fast], task)).toBe(30 / 200);
    expect(shareToRandom([fast, slow], task)).toBe(30 / 200); // √(0.1 · 0.4) = 0.2
    expect(shareToRandom([slow], task)).toBe(40 / 200);
    expect(shareToRandom([run({ finals: [0.3], recommended: [[1, 0]] })], task)).toBeNull();
  });

  test('false stops: by full curves', () => {
    const given = run({
      finals: [0.5, 0.2, 0.7, null],
      ends: 'csss',
      recommended: [[4, 0]],
      stops: [
        [1, 0, 0],
        [2, 0, 0],
        [3, 0, 3],
      ],
    });
    expect(falseStops(given, task)).toEqual({
      best: true,
      lost: 0.3,
      stopped: 3,
      better: 1,
      betterThanFurthest: 1,
      betterWhenGivenUp: 1,
    });
    const twin = { ...given, finals: [0.2, 0.2, 0.7, null] };
    expect(falseStops(twin, task)).toEqual({
      best: false,
      lost: 0,
      stopped: 3,
      better: 0,
      betterThanFurthest: 0,
      betterWhenGivenUp: 0,
    });
    expect(falseStops(run({ finals: [null], ends: 's', stops: [[0, -1, -1]] }), task)).toMatchObject({
      best: false,
      better: 0,
    });
  });

  test('false stops: what was paused is given up at the end, and held against the best of then as well', () => {
    const given = run({
      finals: [0.5, 0.4, 0.2, 0.3],
      ends: 'cpcp',
      recommended: [
        [4, 0],
        [9, 2],
      ],
      stops: [
        [1, 0, 0],
        [3, 2, 0],
      ],
    });
    expect(falseStops(given, task)).toEqual({
      best: false,
      lost: 0,
      stopped: 2,
      better: 1,
      betterThanFurthest: 2,
      betterWhenGivenUp: 0,
    });
  });
});
