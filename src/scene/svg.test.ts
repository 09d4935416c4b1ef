import { describe, expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { Table } from '../history/table.ts';
import { edfChart } from '../analysis/charts/edf.ts';
import { historyChart } from '../analysis/charts/history.ts';
import { intermediateChart } from '../analysis/charts/intermediate.ts';
import { paretoChart } from '../analysis/charts/pareto.ts';
import { timelineChart } from '../analysis/charts/timeline.ts';
import { edfScene } from './charts/edf.ts';
import { historyScene } from './charts/history.ts';
import { intermediateScene } from './charts/intermediate.ts';
import { parallelScene } from './charts/parallel.ts';
import { paretoScene } from './charts/pareto.ts';
import { sliceScene } from './charts/slice.ts';
import { timelineScene } from './charts/timeline.ts';
import { line, points } from './layout.ts';
import type { Mark, Scene } from './scene.ts';
import { svg } from './svg.ts';

const scene = (marks: readonly Mark[], title = 'a title'): Scene => ({
  width: 100,
  height: 50,
  background: '#ffffff',
  title,
  description: 'What it shows.',
  marks,
});
const body = (...marks: Mark[]): string => svg(scene(marks)).split('\n').slice(3, -2).join('\n');

describe('marks', () => {
  test('a picture says what it is, and holds nothing that runs', () => {
    const text = svg(scene([], '<script>alert("1")</script>'));
    expect(text).toContain('role="img" aria-label="&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;"');
    expect(text).toContain('<desc>What it shows.</desc>');
    expect(text).not.toMatch(/<script|onload|href|<style/);
  });

  test('lines break where a point has no place', () => {
    const mark = line([0, 10, Number.NaN, 20, 30.04], [0, 5, 5, 5, 0.5], '#112233');
    expect(body(mark)).toContain('d="m0 0l10 5m10 0l10-4.5"');
  });

  test('points are ends of strokes; others are drawn', () => {
    expect(body(points([1, 2.5], [3, 3], 'circle', '#112233'))).toContain('d="m1 3h0m1.5 0h0"');
    expect(body(points([1], [3], 'triangle', '#112233'))).toContain('d="M1 3m0 -3.9l3.6 6.6h-7.2z"');
  });

  test('bars and cells', () => {
    const one = { palette: ['#aa0000', '#0000aa'], trials: null, opacity: 1 };
    const bars: Mark = {
      ...one,
      type: 'bars',
      xs: Float32Array.of(1),
      ys: Float32Array.of(2),
      widths: Float32Array.of(3),
      heights: Float32Array.of(0),
      colors: Uint8Array.of(1),
    };
    expect(body(bars)).toBe('<path fill="#0000aa" d="m1 2h3v.5h-3z"/>');
    const cells: Mark = {
      type: 'cells',
      xs: Float32Array.of(0, 10, 20, 30),
      ys: Float32Array.of(10, 0),
      palette: ['#aa0000'],
      colors: Uint8Array.of(0, 0, 255),
    };
    expect(body(cells)).toContain('d="m0 0h20v10h-20z"');
  });
});

describe('a hundred thousand trials', () => {
  const n = 100_000;
  const table = new Table([
    { name: 'loss', direction: 'minimize' },
    { name: 'size', direction: 'minimize' },
  ]);
  for (let i = 0; i < n; i++) {
    table.trial(i, i, i % 7 === 0 ? 'pruned' : 'complete', 1e12 + 10 * i, 1e12 + 10 * i + 37);
    table.values(i, [(i * 0.618_034) % 1, (i * 0.754_878) % 1]);
  }
  const history = new History(table.objectives, table);
  const axes = 8;
  const trials = Int32Array.from({ length: n }, (_, i) => i);
  const column = (stream: number): Float64Array => Float64Array.from(trials, (i) => (i * (0.113 + 0.317 * stream)) % 1);
  const axis = (i: number) =>
    ({
      name: `p${i}`,
      scale: 'linear',
      low: 0,
      high: 1,
      step: null,
      isWhole: false,
      choices: null,
      isOrdered: true,
    }) as const;
  const outcomes = new Uint8Array(n);
  const loss = { name: 'loss', direction: 'minimize' } as const;

  const drawn: Readonly<Record<string, () => Scene>> = {
    history: () => historyScene([historyChart(history)]),
    pareto: () => paretoScene(paretoChart(history)),
    timeline: () => timelineScene(timelineChart(history)),
    edf: () => edfScene(edfChart([{ name: 'one', history }])),
    slice: () =>
      sliceScene({
        objective: loss,
        panels: Array.from({ length: axes }, (_, i) => ({
          axis: axis(i),
          trials,
          params: column(i),
          values: column(20),
          outcomes,
        })),
      }),
    parallel: () =>
      parallelScene({
        objective: loss,
        trials,
        outcomes,
        objectives: [{ objective: loss, low: 0, high: 1, values: column(20) }],
        params: Array.from({ length: axes }, (_, i) => ({ axis: axis(i), values: column(i) })),
      }),
    'a very large slice': () =>
      sliceScene(
        {
          objective: loss,
          panels: Array.from({ length: 24 }, (_, i) => ({
            axis: axis(i),
            trials,
            params: column(i),
            values: column(20),
            outcomes,
          })),
        },
        { width: 3000, height: 3000 },
      ),
  };

  test.each(Object.keys(drawn))('%s stays under 300 kB', (name) => {
    const text = svg(drawn[name]!());
    expect(text.length).toBeLessThan(300_000);
    expect(text.length).toBeGreaterThan(2000);
    expect(text).not.toMatch(/NaN|Infinity/);
    for (const [, path] of text.matchAll(/ d="([^"]*)"/g)) expect(path).toMatch(/^[-\d. mlhvzMa]*$/);
  });

  test('curves of reports stay under 300 kB', () => {
    const many = new Table([loss]);
    for (let i = 0; i < 1000; i++) {
      many.trial(i, i, 'complete', null, null);
      many.values(i, [1]);
      for (let step = 0; step < 100; step++) many.report(i, step, [Math.abs(((i * 31 + step * 17) % 101) / 101 - 0.3)]);
    }
    const text = svg(intermediateScene(intermediateChart(new History(many.objectives, many))));
    expect(text.length).toBeLessThan(300_000);
  });
});
