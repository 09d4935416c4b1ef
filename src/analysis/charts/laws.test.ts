import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import type { Change } from '../../history/record.ts';
import { hypervolume } from '../../math/hypervolume.ts';
import { dominates } from '../../math/pareto.ts';
import { categorical, float } from '../../space/distribution.ts';
import { costChart } from './cost.ts';
import { edfChart, shareAt } from './edf.ts';
import { historyChart } from './history.ts';
import { hypervolumeChart } from './hypervolume.ts';
import { intermediateChart } from './intermediate.ts';
import { laidOut } from './lanes.ts';
import { lineageChart } from './lineage.ts';
import { OUTCOME_CODE } from './outcome.ts';
import { parallelChart } from './parallel.ts';
import { paretoChart } from './pareto.ts';
import { Present } from './present.ts';
import { rankChart } from './rank.ts';
import { sliceChart } from './slice.ts';
import { thinned } from './thinning.ts';
import { timelineChart } from './timeline.ts';
import { objectivesOf, type Told, toldHistory, trialChange } from './told.test-support.ts';

const SPACE = { x: float(0.01, 1, { log: true }), __proto__x: categorical(['a', '<script>']) };
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  fc.constant(Number.POSITIVE_INFINITY),
);

const trial = (objectives: number): fc.Arbitrary<Told> =>
  fc
    .record({
      state: fc.constantFrom(
        'complete' as const,
        'complete' as const,
        'complete' as const,
        'pruned' as const,
        'failed' as const,
        'running' as const,
        'paused' as const,
        'waiting' as const,
        'removed' as const,
      ),
      values: fc.tuple(...Array.from({ length: objectives }, () => value)),
      reports: fc.array(fc.oneof(value, fc.constant(Number.NaN)), { maxLength: 8 }),
      isInfeasible: fc.boolean(),
      x: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
      start: fc.integer({ min: 0, max: 1000 }),
      length: fc.integer({ min: 0, max: 300 }),
    })
    .map(({ state, values, reports, isInfeasible, x, start, length }) => {
      const isOver = ['complete', 'pruned', 'failed'].includes(state);
      return {
        state,
        values: state === 'complete' ? values : null,
        reports: reports.map((v, i) => [i + 1, Array.from({ length: objectives }, () => v)] as const),
        constraints: { c: isInfeasible ? 1 : -1 },
        params: x === null ? { ['__proto__x']: 1 } : { x },
        startedAt: state === 'waiting' ? null : start,
        finishedAt: isOver ? start + length : null,
      };
    });

const trials = (objectives: number) => fc.array(trial(objectives), { maxLength: 40 });

describe('laws', () => {
  test('the incumbent is the best feasible value so far and never gets worse', () => {
    fc.assert(
      fc.property(trials(1), fc.constantFrom('minimize' as const, 'maximize' as const), (told, direction) => {
        const usable = told.map((one) => ({
          ...one,
          values: one.values?.map((v) => (direction === 'maximize' && v === Infinity ? 0 : v)) ?? null,
        }));
        const chart = historyChart(toldHistory(usable, SPACE, [direction]));
        const best = direction === 'maximize' ? Math.max : Math.min;
        chart.trials.forEach((_, i) => {
          const feasible = [...chart.values.subarray(0, i + 1)].filter(
            (__, j) => chart.outcomes[j] === OUTCOME_CODE.feasible,
          );
          expect(chart.incumbent[i]).toBe(feasible.length === 0 ? Number.NaN : best(...feasible));
        });
      }),
    );
  });

  test('an EDF is a distribution function', () => {
    fc.assert(
      fc.property(trials(1), value, (told, at) => {
        const history = toldHistory(told, SPACE);
        const [curve] = edfChart([{ name: 'one', history }]).curves;
        const { values, shares, results } = curve!;
        shares.forEach((share, i) => {
          expect(share).toBeGreaterThan(shares[i - 1] ?? 0);
          if (i > 0) expect(values[i]).toBeGreaterThan(values[i - 1]!);
        });
        if (results > 0) expect(shares.at(-1)).toBe(1);
        const counted = told.filter((one) => one.state === 'complete' && Number.isFinite(one.values![0]!));
        expect(results).toBe(counted.length);
        const below = counted.filter((one) => one.values![0]! <= at).length;
        expect(shareAt(curve!, at)).toBeCloseTo(results === 0 ? 0 : below / results, 12);
      }),
    );
  });

  test.each([1, 2, 3])('the front of %i objectives is what nothing dominates, all of it', (k) => {
    fc.assert(
      fc.property(trials(k), (told) => {
        const directions = Array.from({ length: k }, () => 'minimize' as const);
        const { values, kinds, front, trials: rows } = paretoChart(toldHistory(told, SPACE, directions));
        rows.forEach((row, i) => {
          const isBeaten = kinds.some((kind, j) => kind < 2 && dominates(values, j * k, i * k, k));
          if (kinds[i]! < 2) expect(kinds[i] === 0).toBe(!isBeaten);
          expect(front.includes(row)).toBe(kinds[i] === 0);
        });
      }),
    );
  });

  test.each([1, 2, 3])('the volume of %i objectives never falls, and ends as that of the front', (k) => {
    fc.assert(
      fc.property(trials(k), fc.constantFrom(undefined, 2), (told, edge) => {
        const directions = Array.from({ length: k }, () => 'minimize' as const);
        const history = toldHistory(told, SPACE, directions);
        const chart = hypervolumeChart(history, edge === undefined ? undefined : Array.from({ length: k }, () => edge));
        chart.volumes.forEach((volume, i) => expect(volume).toBeGreaterThanOrEqual(chart.volumes[i - 1] ?? 0));
        if (chart.reference === null || chart.trials.length === 0) return;
        const { values, kinds } = paretoChart(history);
        const feasible = [...kinds.keys()].filter(
          (i) => kinds[i]! < 2 && values.subarray(i * k, (i + 1) * k).every(Number.isFinite),
        );
        const points = Float64Array.from(feasible.flatMap((i) => [...values.subarray(i * k, (i + 1) * k)]));
        const whole = hypervolume(points, Float64Array.from(chart.reference));
        expect(Math.abs(chart.volumes.at(-1)! - whole)).toBeLessThanOrEqual(1e-9 * Math.max(1, whole));
      }),
    );
  });

  test('a thinned curve is part of the curve, with its ends, its lowest and its highest point', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(value, fc.constant(Number.NaN)), { maxLength: 200 }),
        fc.integer({ min: 4, max: 60 }),
        (all, most) => {
          const steps = Int32Array.from(all.keys());
          const curve = thinned(steps, Float64Array.from(all), most);
          const given = all.filter((v) => !Number.isNaN(v));
          expect(curve.steps.length).toBeLessThanOrEqual(Math.max(most, 0));
          curve.steps.forEach((step, i) => {
            expect(curve.values[i]).toBe(all[step]);
            if (i > 0) expect(step).toBeGreaterThan(curve.steps[i - 1]!);
          });
          if (given.length === 0) {
            expect(curve.steps.length).toBe(0);
            return;
          }
          if (given.length <= most) expect([...curve.values]).toEqual(given);
          expect(curve.steps[0]).toBe(all.findIndex((v) => !Number.isNaN(v)));
          expect(curve.steps.at(-1)).toBe(all.findLastIndex((v) => !Number.isNaN(v)));
          expect(Math.min(...curve.values)).toBe(Math.min(...given));
          expect(Math.max(...curve.values)).toBe(Math.max(...given));
        },
      ),
    );
  });

  test('lanes hold no two segments at once, are as few as can be, and keep groups apart', () => {
    const segment = fc.tuple(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 0, max: 2 }),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 40 }), (segments) => {
        const starts = Float64Array.from(segments, ([start]) => start);
        const ends = Float64Array.from(segments, ([start, length]) => start + length);
        const dense = [...new Set(segments.map(([, , group]) => group))];
        const groups = Int32Array.from(segments, ([, , group]) => dense.indexOf(group));
        const laid = laidOut(starts, ends, groups);
        for (let a = 0; a < segments.length; a++) {
          expect(laid.groups[laid.lanes[a]!]).toBe(groups[a]);
          for (let b = 0; b < a; b++)
            if (laid.lanes[a] === laid.lanes[b]) expect(starts[a]! >= ends[b]! || starts[b]! >= ends[a]!).toBe(true);
        }
        const most = dense.map((_, group) => {
          const own = segments.filter(([, length], i) => groups[i] === group && length > 0);
          const atOnce = own.map(([at]) => own.filter(([start, length]) => start <= at && at < start + length).length);
          return Math.max(segments.some((__, i) => groups[i] === group) ? 1 : 0, ...atOnce);
        });
        most.forEach((lanes, group) => {
          const used = laid.groups.filter((own) => own === group).length;
          expect(used).toBeGreaterThanOrEqual(lanes);
          expect(used).toBeLessThanOrEqual(lanes + 1); // one that takes no time may need a lane of its own
        });
      }),
    );
  });

  test('a set of numbers finds the neighbours that a plain set has', () => {
    const call = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 2999 }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 120 }), (calls) => {
        const present = new Present(3000);
        const plain = new Set<number>();
        for (const [isAdded, number] of calls) {
          if (isAdded) present.add(number);
          else if (plain.has(number)) present.remove(number);
          if (isAdded) plain.add(number);
          else plain.delete(number);
          expect(present.before(number)).toBe(Math.max(-1, ...[...plain].filter((other) => other < number)));
          const above = [...plain].filter((other) => other > number);
          expect(present.after(number)).toBe(above.length === 0 ? -1 : Math.min(...above));
        }
      }),
    );
  });

  test('however the changes of a study come, in one list or in many, the charts are the same', () => {
    fc.assert(
      fc.property(trials(2), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (told, sizes) => {
        const changes = told.flatMap((one, i) => stepByStep(one, i));
        const directions = ['minimize', 'maximize'] as const;
        const whole = new History(objectivesOf(directions));
        whole.apply(changes);
        const parts = new History(objectivesOf(directions));
        for (let at = 0, i = 0; at < changes.length; i++) {
          const size = sizes[i % sizes.length]!;
          parts.apply(changes.slice(at, at + size));
          everyChart(parts); // looking changes nothing
          at += size;
        }
        expect(everyChart(parts)).toEqual(everyChart(whole));
      }),
      { numRuns: 40 },
    );
  });
});

/** A trial as it comes: made, then what it reports, then its end. */
function stepByStep(told: Told, number: number): readonly Change[] {
  const { state = 'complete', reports = [], values = null, finishedAt } = told;
  const isOver = state === 'complete' || state === 'pruned' || state === 'failed';
  const first = { ...told, state: isOver ? ('running' as const) : state, values: null, reports: [], finishedAt: null };
  const made = trialChange(first, number, SPACE);
  const id = 100 + number;
  return [
    made,
    ...reports.map(([step, own]): Change => ({ type: 'reported', id, step, values: own })),
    ...(isOver ? [{ type: 'finished' as const, id, state, values, at: finishedAt! }] : []),
  ];
}

const everyChart = (history: History) => ({
  history: historyChart(history, 'f1'),
  slice: sliceChart(history),
  parallel: parallelChart(history),
  rank: rankChart(history),
  edf: edfChart([{ name: 'one', history }]),
  intermediate: intermediateChart(history, { most: 20 }),
  timeline: timelineChart(history, { now: 2000 }),
  pareto: paretoChart(history),
  hypervolume: hypervolumeChart(history),
  lineage: lineageChart(history),
  cost: costChart(history, { price: { perHour: 1 } }),
});
