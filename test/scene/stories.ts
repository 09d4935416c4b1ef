import { contourChart } from '../../src/analysis/charts/contour.ts';
import { costChart } from '../../src/analysis/charts/cost.ts';
import { edfChart } from '../../src/analysis/charts/edf.ts';
import { compareHistories, historyChart } from '../../src/analysis/charts/history.ts';
import { hypervolumeChart } from '../../src/analysis/charts/hypervolume.ts';
import { intermediateChart } from '../../src/analysis/charts/intermediate.ts';
import { lineageChart } from '../../src/analysis/charts/lineage.ts';
import { parallelChart } from '../../src/analysis/charts/parallel.ts';
import { paretoChart } from '../../src/analysis/charts/pareto.ts';
import { rankChart } from '../../src/analysis/charts/rank.ts';
import { resourcesChart } from '../../src/analysis/charts/resources.ts';
import { sliceChart } from '../../src/analysis/charts/slice.ts';
import { timelineChart } from '../../src/analysis/charts/timeline.ts';
import { type Told, toldHistory } from '../../src/analysis/charts/told.test-support.ts';
import { forecast } from '../../src/analysis/forecast.ts';
import { importance } from '../../src/analysis/importance/importance.ts';
import type { History } from '../../src/history/history.ts';
import { contourScene } from '../../src/scene/charts/contour.ts';
import { costScene } from '../../src/scene/charts/cost.ts';
import { edfScene } from '../../src/scene/charts/edf.ts';
import { historyScene } from '../../src/scene/charts/history.ts';
import { hypervolumeScene } from '../../src/scene/charts/hypervolume.ts';
import { importanceScene } from '../../src/scene/charts/importance.ts';
import { intermediateScene } from '../../src/scene/charts/intermediate.ts';
import { lineageScene } from '../../src/scene/charts/lineage.ts';
import { parallelScene } from '../../src/scene/charts/parallel.ts';
import { paretoScene } from '../../src/scene/charts/pareto.ts';
import { rankScene } from '../../src/scene/charts/rank.ts';
import { resourcesScene } from '../../src/scene/charts/resources.ts';
import { sliceScene } from '../../src/scene/charts/slice.ts';
import { timelineScene } from '../../src/scene/charts/timeline.ts';
import type { Look } from '../../src/scene/layout.ts';
import type { Scene } from '../../src/scene/scene.ts';
import { categorical, type Distribution, float, int, ordinal } from '../../src/space/distribution.ts';

/** When the told studies began: 2026-03-01 22:40 UTC, so that a day ends in them. */
const BEGAN = Date.UTC(2026, 2, 1, 22, 40);
const MINUTE = 60_000;

/** The settings of the told study: `momentum` is active with one of the optimizers alone. */
export const SETTINGS = {
  learning_rate: float(1e-5, 1, { log: true }),
  layers: int(1, 8),
  dropout: float(0, 0.6),
  optimizer: categorical(['adam', 'sgd', 'lion']),
  batch: ordinal([16, 32, 64, 128]),
  momentum: float(0, 0.99),
} satisfies Readonly<Record<string, Distribution>>;

/** Numbers in [0, 1) that look drawn and are the same everywhere: no generator may change them. */
const drawn = (trial: number, stream: number): number => {
  const mixed = Math.imul((trial + 1) * 0x9e3779b1 + stream * 0x85ebca6b, 0xc2b2ae35);
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8) & 0xffff) / 0x10000;
};

/** Two objectives, loss and seconds a prediction takes, of settings that come closer to the good ones as trials go on. */
function told(count: number): readonly Told[] {
  const free: number[] = Array.from({ length: 4 }, () => BEGAN);
  return Array.from({ length: count }, (_, i): Told => {
    const late = 1 - i / (count + 20);
    const rate = -2.6 + (drawn(i, 0) - 0.5) * 5 * late;
    const layers = Math.min(8, Math.max(1, Math.round(5 + (drawn(i, 1) - 0.5) * 8 * late)));
    const dropout = Math.min(0.6, Math.max(0, 0.2 + (drawn(i, 2) - 0.5) * 0.6 * late));
    const optimizer = Math.floor(drawn(i, 3) * 3);
    const batch = Math.floor(drawn(i, 4) * 4);
    const loss =
      0.12 +
      0.11 * (rate + 2.6) ** 2 +
      0.02 * (layers - 5) ** 2 +
      (dropout - 0.2) ** 2 +
      (optimizer === 1 ? 0.08 : 0) +
      0.03 * drawn(i, 5);
    const params = {
      learning_rate: 10 ** Math.min(0, Math.max(-5, rate)),
      layers,
      dropout,
      optimizer,
      batch,
      ...(optimizer === 1 ? { momentum: 0.99 * drawn(i, 6) } : {}),
    };
    const worker = i % 4;
    const startedAt = free[worker]! + 0.2 * MINUTE;
    const isPruned = i > 6 && loss > 0.5 && i % 3 !== 0;
    const steps = isPruned ? 3 + (i % 5) : 20;
    const finishedAt = startedAt + steps * (0.6 + 0.1 * layers) * MINUTE;
    free[worker] = finishedAt;
    const value = (step: number): number => loss + 0.9 * 0.78 ** step + 0.015 * drawn(i * 31 + step, 2);
    const reports = Array.from({ length: steps }, (_step, s) => [s + 1, [value(s + 1), 0.01 * layers]] as const);
    const common = {
      params,
      startedAt,
      reports,
      systemAttributes: { 'vernier:owner': { host: 'gpu-box', pid: 4101 + worker } },
    };
    if (i % 17 === 11)
      return { ...common, state: 'failed', reports: reports.slice(0, 2), finishedAt: startedAt + MINUTE };
    if (i >= count - 2) return { ...common, state: 'running', reports: reports.slice(0, 6) };
    if (isPruned)
      return {
        ...common,
        state: 'pruned',
        finishedAt,
        values: [value(steps), 0.01 * layers],
        systemAttributes: {
          ...common.systemAttributes,
          'vernier:pruned': { by: i % 2 === 0 ? 'median' : 'asha', step: steps, why: 'behind' },
        },
      };
    return {
      ...common,
      finishedAt,
      values: [value(20), 0.004 * layers * (1 + batch / 4) + 0.01 * drawn(i, 7)],
      constraints: { c: i % 13 === 5 ? 1 : -1 },
      metrics: i === 3 ? MACHINE : {},
    };
  });
}

const over = (of: (step: number) => number) => Array.from({ length: 40 }, (_, s) => [s, of(s)] as const);
const MACHINE = {
  'system/seconds': over((s) => 30 * s),
  'system/cpu': over((s) => 180 + 60 * drawn(s, 1)),
  'system/gpu0': over((s) => (s < 3 ? 5 : 80 + 18 * drawn(s, 2))),
  'system/memory': over((s) => 4.2e9 + 8e7 * s),
  'system/gpu0/memory': over((s) => (s < 3 ? 5e8 : 11.2e9)),
  'system/gpu0/power': over((s) => 90 + 160 * drawn(s, 2)),
};

/** A population: eight trials, whose bad ones go on from the state of good ones. */
const population = (): History =>
  toldHistory(
    Array.from({ length: 20 }, (_, i): Told => {
      const parent = i < 8 ? null : i - 4 - ((i * 5) % 3);
      const from = i < 8 ? 0 : 4 * Math.floor((i - 4) / 4);
      return {
        values: [1 / (1 + from + drawn(i, 1))],
        reports: Array.from({ length: 4 }, (_step, s) => [from + s + 1, [1 / (1 + from + s + drawn(i, 1))]] as const),
        systemAttributes: parent === null ? {} : { 'vernier:from': { trial: parent, step: from } },
      };
    }),
  );

/** The story of the charts: a study of two objectives, and what is drawn of it. */
export const tuned = (): History => toldHistory(told(72), SETTINGS, ['minimize', 'minimize']);

const NOW = BEGAN + 8 * 60 * MINUTE;

/** All charts of a study. Two parameters are set against each other. */
export function scenesOf(
  history: History,
  look: Look,
  x = 'learning_rate',
  y = 'dropout',
  trial = 3,
): Readonly<Record<string, () => Scene>> {
  return {
    history: () => historyScene([historyChart(history)], look),
    slice: () => sliceScene(sliceChart(history), look),
    contour: () => contourScene(contourChart(history, x, y, { cells: 24 }), look),
    parallel: () => parallelScene(parallelChart(history), look),
    rank: () => rankScene(rankChart(history), look),
    edf: () => edfScene(edfChart([{ name: look.study ?? 'study', history }]), look),
    importance: () => importanceScene([importance(history, null)], look),
    intermediate: () => intermediateScene(intermediateChart(history), look),
    timeline: () => timelineScene(timelineChart(history, { now: NOW }), look),
    pareto: () => paretoScene(paretoChart(history), look),
    hypervolume: () => hypervolumeScene(hypervolumeChart(history), look),
    lineage: () => lineageScene(lineageChart(history), look),
    cost: () => costScene(costChart(history, { price: { perHour: 2.4 }, now: NOW }), look),
    resources: () => resourcesScene(resourcesChart(history, trial), look),
  };
}

/** The charts that are kept as pictures. */
export function stories(look: Look): Readonly<Record<string, () => Scene>> {
  const history = tuned();
  const named = { ...look, study: 'digits' };
  const one = toldHistory(
    told(72).map(({ values, reports, ...trial }) => ({
      ...trial,
      ...(values === undefined || values === null ? {} : { values: [values[0]!] }),
      reports: reports?.map(([step, [loss]]) => [step, [loss!]] as const) ?? [],
    })),
    SETTINGS,
  );
  const studies = [
    { name: 'digits', history: one },
    {
      name: 'digits, random',
      history: toldHistory(
        told(110).map((trial, i) => ({
          state: 'complete' as const,
          params: trial.params ?? {},
          values: [0.2 + 0.9 * drawn(i, 3)],
        })),
        SETTINGS,
      ),
    },
  ];
  return {
    ...scenesOf(history, named),
    lineage: () => lineageScene(lineageChart(population()), named),
    compare: () => historyScene(compareHistories(studies), look),
    'importance-of-each': () =>
      importanceScene(
        history.objectives.map(({ name }) => importance(history, null, { objective: name, method: 'fanova' })),
        named,
      ),
    'importance-in-total': () => importanceScene([importance(one, null, { method: 'sobol' })], named),
    'edf-two': () => edfScene(edfChart(studies), look),
    forecast: () => costScene(costChart(one, { forecast: forecast(one, { seed: 7, space: null }), now: NOW }), named),
  };
}

const LONG = 'a_name_that_somebody_made_from_all_the_settings_of_the_run_'.repeat(6).slice(0, 300);

/** Studies that are hard to draw. */
export const HARD: Readonly<Record<string, () => History>> = {
  empty: () => toldHistory([]),
  'one trial': () =>
    toldHistory(
      [
        {
          values: [0.25],
          params: { x: 0.5, y: 0.5 },
          startedAt: BEGAN,
          finishedAt: BEGAN + 1000,
          reports: [[1, [0.25]]],
        },
      ],
      { x: float(0, 1), y: float(0, 1) },
    ),
  'all failed': () =>
    toldHistory(
      Array.from(
        { length: 5 },
        (_, i): Told => ({ state: 'failed', params: { x: 0.2 * i, y: 0.5 }, startedAt: BEGAN, finishedAt: BEGAN + 5 }),
      ),
      { x: float(0, 1), y: float(0, 1) },
    ),
  'the same value': () =>
    toldHistory(
      Array.from({ length: 9 }, (_, i): Told => ({ values: [1e-12], params: { x: i / 9, y: 0 } })),
      { x: float(0, 1), y: float(0, 1) },
    ),
  'infinite and tiny': () =>
    toldHistory(
      [Number.POSITIVE_INFINITY, 1e-308, 1.7e308, -1.7e308, 5, 1e-320].map(
        (value, i): Told => ({
          values: [value],
          params: { x: i / 9, y: 0 },
          reports: [
            [1, [value]],
            [2 ** 31 - 1, [value]],
          ],
        }),
      ),
      { x: float(0, 1), y: float(-1.7e308 / 2, 1.7e308 / 2) },
    ),
  'long names': () => {
    const names = {
      [LONG]: categorical([LONG, `${LONG}2`, '<script>alert("1")</script>', '']),
      x: float(0, 1),
      '"><img src=x>\u0000\u202e\ud800': float(0, 1),
    };
    return toldHistory(
      Array.from(
        { length: 12 },
        (_, i): Told => ({
          values: [drawn(i, 1)],
          params: { [LONG]: i % 4, x: drawn(i, 2), '"><img src=x>\u0000\u202e\ud800': drawn(i, 3) },
          startedAt: BEGAN + i * 1e7,
          finishedAt: BEGAN + (i + 3) * 1e7,
          systemAttributes: { 'vernier:owner': { host: LONG, pid: i } },
          metrics: { [`system/${LONG}`]: [[1, 5]], 'system/<b>': [[1, 5]] },
        }),
      ),
      names,
    );
  },
  '300 parameters': () => {
    const names = Array.from({ length: 300 }, (_, i) => (i === 0 ? 'x' : i === 1 ? 'y' : `p${i}`));
    return toldHistory(
      Array.from(
        { length: 20 },
        (_, row): Told => ({
          values: [drawn(row, 1)],
          params: Object.fromEntries(names.map((name, i) => [name, drawn(row, i % 50)])),
        }),
      ),
      Object.fromEntries(names.map((name) => [name, float(0, 1)])),
    );
  },
};
