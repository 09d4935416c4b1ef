import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { Table } from '../../history/table.ts';
import { categorical, float } from '../../space/distribution.ts';
import { explainTrial } from '../explain/explain.ts';
import { contourChart } from './contour.ts';
import { hypervolumeChart } from './hypervolume.ts';
import { intermediateChart } from './intermediate.ts';
import { parallelChart } from './parallel.ts';
import { sliceChart } from './slice.ts';
import { timelineChart } from './timeline.ts';
import { objectivesOf, toldHistory } from './told.test-support.ts';

// What would take minutes, or all memory, if its cost were not what the charts say.

describe('large studies', () => {
  test('a million reports are thinned to a tenth, and no peak is lost', () => {
    const table = new Table(objectivesOf(['maximize']));
    for (let row = 0; row < 100; row++) {
      table.trial(row, row, 'complete', null, null);
      table.values(row, [0]);
      for (let step = 0; step < 10_000; step++) table.report(row, step, [step === 97 * row ? 5 : Math.sin(step)]);
    }
    const chart = intermediateChart(new History(table.objectives, table));
    expect(chart.reports).toBe(1_000_000);
    expect(chart.steps.length).toBeLessThanOrEqual(100_000);
    expect(chart.steps.length).toBeGreaterThan(90_000);
    chart.trials.forEach((row, c) => {
      const own = chart.steps.subarray(chart.offsets[c], chart.offsets[c + 1]);
      expect([own[0], own.at(-1), own.includes(97 * row)]).toEqual([0, 9999, true]);
    });
  });

  test('100,000 trials that are all on the front of two objectives, and as many that ran at once', () => {
    const n = 100_000;
    const table = new Table(objectivesOf(['minimize', 'minimize']));
    for (let i = 0; i < n; i++) {
      const place = (i * 61_803) % n; // in no order
      table.trial(i, i, 'complete', i, 2 * n - i);
      table.values(i, [place / n, 1 - place / n]);
    }
    const history = new History(table.objectives, table);
    const { volumes, records } = hypervolumeChart(history, [1, 1]);
    expect(records.length).toBeGreaterThan(n - 2);
    expect(volumes.at(-1)).toBeCloseTo(0.5, 4);
    const { most, lanes } = timelineChart(history);
    expect([most, lanes.length]).toEqual([n, n]);
  });

  test('300 parameters, one of 500 choices, with names of every kind', () => {
    const odd = ['__proto__', 'constructor', '<script>alert(1)</script>', 'a,b', ''];
    const many = categorical(Array.from({ length: 500 }, (_, i) => `choice ${i}`));
    const names = Array.from({ length: 300 }, (_, i) => odd[i] ?? `x${i}`);
    const distributions = Object.fromEntries(names.map((name, i) => [name, i === 7 ? many : float(0, 1)]));
    const history = toldHistory(
      Array.from({ length: 30 }, (_, row) => ({
        values: [Math.abs(((row * 0.618) % 1) - 0.4)],
        params: Object.fromEntries(names.map((name, i) => [name, i === 7 ? 16 * row : (row * (0.618 + i)) % 1])),
      })),
      distributions,
    );
    expect(sliceChart(history).panels).toHaveLength(300);
    expect(parallelChart(history).params).toHaveLength(300);
    const { grid } = contourChart(history, 'x7', 'constructor', { cells: 6 });
    expect([grid!.xs.length, grid!.ys.length]).toEqual([64, 6]);
    expect(grid!.mean.every(Number.isFinite) && grid!.sd.every((sd) => sd >= 0)).toBe(true);
    const { versus, expectations } = explainTrial(history, 29);
    expect(versus!.differences.length).toBeGreaterThan(200);
    expect(expectations[0]!.expected!.low).toBeLessThan(expectations[0]!.expected!.high);
  });
});
