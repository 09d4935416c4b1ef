import { describe, expect, test } from 'vitest';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { space } from '../../space/space.ts';
import { forecast } from '../forecast.ts';
import { contourChart } from './contour.ts';
import { costChart } from './cost.ts';
import { edfChart } from './edf.ts';
import { compareHistories, historyChart } from './history.ts';
import { hypervolumeChart } from './hypervolume.ts';
import { intermediateChart } from './intermediate.ts';
import { lineageChart } from './lineage.ts';
import { OUTCOMES } from './outcome.ts';
import { parallelChart } from './parallel.ts';
import { paretoChart } from './pareto.ts';
import { rankChart } from './rank.ts';
import { resourcesChart } from './resources.ts';
import { sliceChart } from './slice.ts';
import { timelineChart } from './timeline.ts';
import { type Told, toldHistory } from './told.test-support.ts';

const X = { x: float(0, 1), y: float(0.001, 1, { log: true }) };
const HOUR = 3_600_000;
const names = (codes: Uint8Array) => Array.from(codes, (code) => OUTCOMES[code]);

describe('every chart of little or nothing', () => {
  const odd: Readonly<Record<string, readonly Told[]>> = {
    'no trials': [],
    'one trial': [{ values: [1], params: { x: 0.5 }, startedAt: 0, finishedAt: 1000 }],
    'all failed': [{ state: 'failed', startedAt: 0, finishedAt: 5 }, { state: 'failed' }],
    'all equal': Array.from({ length: 6 }, (_, i) => ({ values: [2], params: { x: i / 6, y: 0.5 } })),
    'all infinite': Array.from({ length: 6 }, () => ({
      values: [Number.POSITIVE_INFINITY],
      params: { x: 0.5, y: 0.1 },
    })),
    'all waiting': [{ state: 'waiting' }, { state: 'waiting', params: { x: 1 } }],
    'NaN reports': [
      {
        state: 'running',
        startedAt: 0,
        reports: [
          [1, [Number.NaN]],
          [2, [Number.NaN]],
        ],
      },
    ],
  };
  test.each(Object.entries(odd))('%s', (_, told) => {
    const history = toldHistory(told, X);
    expect(historyChart(history).trials).toHaveLength(told.length);
    expect(historyChart(history).records.length).toBeLessThanOrEqual(1);
    for (const { values } of sliceChart(history).panels) expect(values.every(Number.isFinite)).toBe(true);
    expect(rankChart(history).ranks.every((rank) => rank >= 0 && rank <= 1)).toBe(true);
    expect(parallelChart(history).objectives).toHaveLength(1);
    expect(edfChart([{ name: 'a', history }]).curves[0]!.shares.every((share) => share <= 1)).toBe(true);
    expect(intermediateChart(history).steps).toHaveLength(0);
    expect(timelineChart(history).most).toBeLessThanOrEqual(1);
    expect(paretoChart(history).front.length).toBeLessThanOrEqual(6);
    expect(hypervolumeChart(history).volumes.every((volume) => volume >= 0)).toBe(true);
    expect(lineageChart(history).isFamily).toBe(false);
    expect(costChart(history).total.seconds).toBeGreaterThanOrEqual(0);
    if (history.columns.size === 2) {
      const { grid, reason } = contourChart(history, 'x', 'y');
      expect([grid, typeof reason]).toEqual([null, 'string']);
    }
  });

  test('no study at all, and names that are not there', () => {
    expect(edfChart([])).toEqual({ objective: null, curves: [] });
    expect(compareHistories([])).toEqual([]);
    const history = toldHistory([{ values: [1], params: { x: 0.5 } }], X);
    expect(() => historyChart(history, 'lost')).toThrow(expect.objectContaining({ code: 'values-invalid' }));
    expect(() => sliceChart(history, { params: ['X'] })).toThrow(
      expect.objectContaining({ hint: 'Did you mean "x"?' }),
    );
    expect(() => contourChart(history, 'x', 'x')).toThrow(expect.objectContaining({ code: 'parameter-invalid' }));
    expect(() => hypervolumeChart(history, [1, 2])).toThrow(expect.objectContaining({ code: 'values-invalid' }));
    expect(() => resourcesChart(history, 1)).toThrow(expect.objectContaining({ code: 'trial-missing' }));
  });
});

test('a history shows infeasible, pruned and confirming trials, and none of them is the incumbent', () => {
  const history = toldHistory(
    [
      { values: [5] },
      { values: [9], constraints: { c: 2 } },
      { state: 'pruned', values: [9] },
      { values: [9], systemAttributes: { 'vernier:confirms': { trial: 0, repeat: 1 } } },
      { state: 'failed', systemAttributes: { 'vernier:repeated': true } },
      { state: 'removed' },
      { values: [6] },
    ],
    {},
    ['maximize'],
  );
  const chart = historyChart(history);
  expect(names(chart.outcomes)).toEqual(['feasible', 'infeasible', 'pruned', 'confirming', 'repeated', 'feasible']);
  expect([...chart.trials]).toEqual([0, 1, 2, 3, 4, 6]);
  expect([...chart.incumbent]).toEqual([5, 5, 5, 5, 5, 6]);
  expect([...chart.records]).toEqual([0, 6]);
  expect(
    compareHistories([
      { name: 'a', history },
      { name: 'b', history },
    ]).map(({ name }) => name),
  ).toEqual(['a', 'b']);
});

test('parallel coordinates leave gaps where a parameter was inactive, and know scales and choices', () => {
  const kinds = { kind: categorical(['<script>', '__proto__']), ...X };
  const chart = parallelChart(
    toldHistory(
      [
        { values: [1], params: { kind: 1, y: 0.1 } },
        { values: [2], params: { kind: 0, x: 0.5 } },
      ],
      kinds,
    ),
  );
  const by = Object.fromEntries(chart.params.map(({ axis, values }) => [axis.name, { axis, values: [...values] }]));
  expect(by['x']!.values).toEqual([Number.NaN, 0.5]);
  expect(by['y']!.axis).toMatchObject({ scale: 'log', low: 0.001, high: 1, isWhole: false });
  expect(by['kind']!.axis).toMatchObject({ scale: 'category', choices: ['<script>', '__proto__'], low: 0, high: 1 });
  expect(chart.objectives[0]).toMatchObject({ low: 1, high: 2 });
});

describe('contour', () => {
  const bowl = (x: number, y: number) => (x - 0.3) * (x - 0.3) + (y - 0.6) * (y - 0.6);
  const shape = { a: float(0, 1), b: float(0, 1), c: float(0, 1) };
  const told = Array.from({ length: 40 }, (_, i): Told => {
    const [a, b, c] = [(i * 0.618) % 1, (i * 0.414) % 1, (i * 0.732) % 1];
    return { values: [100 - bowl(a, b) - 0.1 * c], params: { a, b, c } };
  });

  test.each(['incumbent', 'marginal'] as const)('finds a bowl, with the other parameters %s', (others) => {
    const history = toldHistory(told, shape, ['maximize']);
    const { grid, points } = contourChart(history, 'a', 'b', { space: space(shape), others, cells: 11 });
    const at = (i: number, j: number) => grid!.mean[j * grid!.xs.length + i]!;
    let best = 0;
    grid!.mean.forEach((mean, cell) => {
      if (mean > grid!.mean[best]!) best = cell;
    });
    expect(Math.abs(grid!.xs[best % 11]! - 0.3)).toBeLessThanOrEqual(0.11);
    expect(Math.abs(grid!.ys[Math.floor(best / 11)]! - 0.6)).toBeLessThanOrEqual(0.11);
    expect(at(3, 6)).toBeGreaterThan(at(10, 0));
    expect(grid!.sd.every((sd) => sd >= 0 && sd < 1)).toBe(true);
    expect(points.trials).toHaveLength(40);
    expect(grid!.incumbent === null).toBe(others === 'marginal');
    expect(contourChart(history, 'a', 'b', { space: space(shape), others, cells: 11 })).toEqual(
      contourChart(history, 'a', 'b', { space: space(shape), others, cells: 11 }),
    );
  });

  test('the uncertainty is small where trials are, and larger where there is none', () => {
    const left = told.filter(({ params }) => params!['a']! < 0.5);
    const { grid } = contourChart(toldHistory(left, shape), 'a', 'b', { space: space(shape), cells: 11 });
    const of = (from: number, to: number) => {
      const own = [...grid!.sd].filter((_, cell) => cell % 11 >= from && cell % 11 <= to);
      return own.reduce((sum, sd) => sum + sd, 0) / own.length;
    };
    expect(of(9, 10)).toBeGreaterThan(1.5 * of(1, 4));
  });

  test('categories have a cell each; what is not active has none, or is made active', () => {
    const tree = space({ kind: branch({ adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }), n: int(1, 4) });
    const distributions = Object.fromEntries(tree.nodes.map(({ name, distribution }) => [name, distribution]));
    const some = Array.from({ length: 12 }, (_, i): Told => {
      const u = (i * 0.618) % 1;
      return {
        values: [u * u + i * 0.01],
        params: { kind: i % 2, n: 1 + (i % 4), ...(i % 2 === 0 ? { beta: u } : { momentum: u }) },
      };
    });
    const history = toldHistory(some, distributions);
    const byKind = contourChart(history, 'kind', 'momentum', { space: tree, cells: 5 }).grid!;
    expect([...byKind.xs]).toEqual([0, 1]);
    byKind.mean.forEach((mean, cell) => expect(Number.isNaN(mean)).toBe(cell % 2 === 0));
    const forced = contourChart(history, 'n', 'momentum', { space: tree, cells: 5 }).grid!;
    expect([...forced.xs]).toEqual([1, 2, 3, 4]);
    expect(forced.mean.every(Number.isFinite)).toBe(true);
    const never = contourChart(history, 'beta', 'momentum', { space: tree, cells: 5 });
    expect(never.reason).toBe('"beta" and "momentum" are never active together.');
    expect(contourChart(history, 'kind', 'n', { cells: 5 }).grid!.mean.every(Number.isFinite)).toBe(true);
  });
});

test('intermediate values tell who stopped a trial, and why', () => {
  const reports = [1, 2, 3].map((step) => [step, [step / 2]] as const);
  const by = (name: string, why: string | null) => ({ 'vernier:pruned': { by: name, step: 3, why } });
  const history = toldHistory(
    [
      { values: [1], reports },
      { state: 'pruned', values: [1], reports, systemAttributes: by('asha', 'Not among the best third.') },
      { state: 'paused', reports, startedAt: 0, systemAttributes: by('freezeThaw', null) },
      { state: 'pruned', values: [1], reports: reports.slice(0, 1) },
      { state: 'running', startedAt: 0 },
      {
        values: [1],
        reports: [
          [1, [Number.NaN]],
          [2, [Number.POSITIVE_INFINITY]],
        ],
        metrics: { acc: [[1, 0.5]] },
      },
    ],
    {},
  );
  const chart = intermediateChart(history);
  expect([...chart.trials]).toEqual([0, 1, 2, 3, 5]);
  expect(names(chart.outcomes)).toEqual(['feasible', 'pruned', 'paused', 'pruned', 'feasible']);
  expect(chart.ruleNames).toEqual(['asha', 'freezeThaw']);
  expect([...chart.rules]).toEqual([-1, 0, 1, -1, -1]);
  expect(chart.reasons).toEqual([null, 'Not among the best third.', null, null, null]);
  expect([...chart.offsets]).toEqual([0, 3, 6, 9, 10, 11]);
  expect([...chart.values].slice(-2)).toEqual([0.5, Number.POSITIVE_INFINITY]);
  expect([chart.reports, chart.steps.length]).toEqual([12, 11]);
  expect([...intermediateChart(history, { metric: 'acc' }).trials]).toEqual([5]);
  expect([...intermediateChart(history, { trials: [2, 0, 99] }).trials]).toEqual([0, 2]);
});

test('many reports are thinned: ends and extremes stay', () => {
  const curve = Array.from(
    { length: 5000 },
    (_, i) => [i, [i === 777 ? 1000 : i === 4000 ? -1000 : Math.sin(i)]] as const,
  );
  const chart = intermediateChart(
    toldHistory([
      { values: [1], reports: curve },
      { values: [1], reports: curve.slice(0, 10) },
    ]),
    { most: 100 },
  );
  expect(chart.steps.length).toBeLessThanOrEqual(100);
  expect(chart.offsets[2]! - chart.offsets[1]!).toBe(10);
  const long = [...chart.steps.subarray(0, chart.offsets[1])];
  expect(long).toEqual(expect.arrayContaining([0, 777, 4000, 4999]));
});

describe('timeline', () => {
  const owner = (pid: number) => ({ 'vernier:owner': { host: 'box', pid, startedAt: 1 } });

  test('lanes of workers, and how many trials ran at once', () => {
    const chart = timelineChart(
      toldHistory([
        { values: [1], startedAt: 0, finishedAt: 1000, systemAttributes: owner(1) },
        { values: [1], startedAt: 500, finishedAt: 2000, systemAttributes: owner(1) },
        { state: 'failed', startedAt: 600, finishedAt: 900, systemAttributes: owner(2) },
        { state: 'running', startedAt: 1000, systemAttributes: owner(1) },
        { state: 'waiting' },
        { values: [1] },
      ]),
      { now: 3000 },
    );
    expect([...chart.ran.trials]).toEqual([0, 1, 2, 3]);
    expect([...chart.ran.lanes]).toEqual([0, 1, 2, 0]);
    expect([...chart.ran.ends]).toEqual([1000, 2000, 900, 3000]);
    expect(chart.lanes).toEqual([
      { worker: 'box 1', seconds: 3 },
      { worker: 'box 1', seconds: 1.5 },
      { worker: 'box 2', seconds: 0.3 },
    ]);
    expect([chart.most, chart.unknown]).toEqual([3, 1]);
    expect([...chart.atOnce.instants]).toEqual([0, 500, 600, 900, 2000, 3000]);
    expect([...chart.atOnce.counts]).toEqual([1, 2, 3, 2, 1, 0]);
  });

  test('a trial that was paused ran, stood, and ran again', () => {
    const paused = (seconds: number, since: number) => ({ step: 1, checkpoint: null, seconds, since });
    const chart = timelineChart(
      toldHistory([
        { values: [1], startedAt: 5000, finishedAt: 7000, systemAttributes: { 'vernier:paused': paused(2, 1000) } },
        { state: 'paused', startedAt: 1000, systemAttributes: { 'vernier:paused': paused(3, 1000) } },
        // Paused twice: of the first stretch only the length is known.
        {
          state: 'paused',
          startedAt: 9000,
          systemAttributes: { 'vernier:paused': paused(4, 9000), 'vernier:resumed': [{ seconds: 3 }] },
        },
      ]),
      { now: 20_000 },
    );
    const bars = [...chart.ran.trials].map((trial, i) => [trial, chart.ran.starts[i], chart.ran.ends[i]]);
    expect(bars).toEqual([
      [0, 1000, 3000],
      [1, 1000, 4000],
      [0, 5000, 7000],
      [2, 9000, 10_000],
    ]);
    expect(names(chart.ran.outcomes)).toEqual(['paused', 'paused', 'feasible', 'paused']);
    const stood = [...chart.stood.trials].map((trial, i) => [trial, chart.stood.starts[i], chart.stood.ends[i]]);
    expect(stood).toEqual([
      [0, 3000, 5000],
      [1, 4000, 20_000],
      [2, 10_000, 20_000],
    ]);
  });
});

describe('cost against gain', () => {
  const told: readonly Told[] = [
    {
      values: [5],
      startedAt: 0,
      finishedAt: HOUR,
      metrics: {
        usd: [
          [1, 3],
          [2, 4],
        ],
      },
    },
    { state: 'failed', startedAt: 0, finishedAt: 2 * HOUR },
    { values: [3], startedAt: HOUR, finishedAt: 2.5 * HOUR, metrics: { usd: [[1, 5]] } },
    { state: 'running', startedAt: 2 * HOUR },
  ];

  test('time, money at a price, and what the last hour brought', () => {
    const chart = costChart(toldHistory(told), { price: { perHour: 2 }, now: 3 * HOUR });
    expect([...chart.trials]).toEqual([0, 1, 2]);
    expect([...chart.seconds]).toEqual([3600, 10_800, 16_200]);
    expect([...chart.cost!]).toEqual([2, 6, 9]);
    expect([...chart.incumbent]).toEqual([5, 5, 3]);
    expect(chart.total).toEqual({ seconds: 19_800, cost: 11 });
    expect(chart.lastHour.byClock).toEqual({ trials: 2, seconds: 12_600, cost: 7, gain: 2 });
    expect(chart.lastHour.byComputing).toEqual({ trials: 1, seconds: 5400, cost: 3, gain: 2 });
  });

  test('money as trials report it; who says nothing costs what the others do', () => {
    const chart = costChart(toldHistory(told), { price: { metric: 'usd' } });
    expect(chart.cost![0]).toBe(4);
    expect(chart.cost![1]).toBeCloseTo(4 + (9 / 9000) * 7200, 9);
    expect(chart.cost![2]).toBeCloseTo(9 + (9 / 9000) * 7200, 9);
    expect(costChart(toldHistory(told), { price: { metric: 'eur' } }).cost).toBe(null);
  });

  test('the band of a forecast, as values after so much more computing', () => {
    const many = Array.from(
      { length: 30 },
      (_, i): Told => ({ values: [100 - 10 / (1 + i)], startedAt: i * HOUR, finishedAt: (i + 1) * HOUR }),
    );
    const history = toldHistory(many, {}, ['maximize']);
    const ahead = costChart(history, {
      forecast: forecast(history, { seed: 1, space: null }),
      price: { perHour: 1 },
    }).ahead;
    expect(ahead.map(({ trials }) => trials)).toEqual([10, 25, 50, 100]);
    ahead.forEach(({ seconds, cost, least, most, trials }) => {
      expect(seconds).toBeCloseTo((30 + trials) * 3600, 6);
      expect(cost).toBeCloseTo(30 + trials, 9);
      expect(most).toBeGreaterThanOrEqual(least);
      expect(least).toBeGreaterThanOrEqual(100 - 10 / 30);
    });
    const short = toldHistory(many.slice(0, 2));
    expect(costChart(short, { forecast: forecast(short, { seed: 1, space: null }) }).noForecast).toMatch(
      /too few results/,
    );
  });
});

test('what a trial used of its machine, by agreed names', () => {
  const history = toldHistory([
    {
      values: [1],
      metrics: {
        'system/seconds': [
          [1, 10],
          [2, 20.5],
        ],
        'system/cpu': [
          [1, 150],
          [2, 250],
        ],
        'system/gpu0/memory': [[2, 1e9]],
        'system/odd<script>': [[1, Number.NaN]],
        acc: [[1, 1]],
      },
    },
    { values: [1] },
  ]);
  const { curves } = resourcesChart(history, 0);
  expect(curves.map(({ name, part, unit, mean, peak }) => [name, part, unit, mean, peak])).toEqual([
    ['system/cpu', 'cpu', 'percent', 200, 250],
    ['system/gpu0/memory', 'gpu0', 'bytes', 1e9, 1e9],
    ['system/odd<script>', 'odd<script>', null, null, null],
  ]);
  expect([...curves[0]!.seconds!]).toEqual([10, 20.5]);
  expect(resourcesChart(history, 1).curves).toEqual([]);
});
