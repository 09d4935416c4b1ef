import type { ParallelChart } from '../../analysis/charts/parallel.ts';
import { outsideWords } from '../outside.ts';
import { byColor } from '../forms.ts';
import { type Box, laidOutScene, line, type Look, SMALL, text } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { endTexts, jitter, lineOpacity, strengths } from '../outcome-points.ts';
import { paramAxis, settingText } from '../param-axis.ts';
import { type Domain, domainOfValues, scaleOf, shownReach } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { fitted, textWidth } from '../text-width.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Pixels between two axes at least: of more axes than fit, the first are drawn. */
const LEAST = 64;

/** One axis, with the texts along it. */
interface Upright {
  readonly name: string;
  readonly domain: Domain;
  readonly values: Float64Array;
  /** Values that are named, with their texts. */
  readonly named: readonly (readonly [number, string])[];
}

/** Draws trials as lines across objectives and parameters, the best ones strongest and on top. */
export function parallelScene(chart: ParallelChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const all = chart.objectives.length + chart.params.length;
  const room = (look.width ?? 720) - 24;
  const shown = Math.max(2, Math.min(all, Math.floor(room / LEAST)));
  const axes = uprights(chart).slice(0, shown);
  const main = chart.objectives.find(({ objective }) => objective.name === chart.objective.name);
  const [weak, strong] = endTexts(main?.values ?? [], chart.objective);
  const rest = all - axes.length;
  return laidOutScene(look, {
    title: `Parallel coordinates of ${chart.objective.name}`,
    says: [
      `${counted(chart.trials.length, 'complete trial')} across ${counted(all, 'axis').replace('axiss', 'axes')}${rest > 0 ? `, of which the first ${axes.length} are drawn` : ''}.`,
      `From ${weak} to ${strong}, the better the stronger.`,
    ],
    warnings: outsideWords(main?.values ?? []),
    ramp: { palette: theme.ramp, what: chart.objective.name, weak: `worse ${weak}`, strong: `${strong} better` },
    height: 340,
    empty: chart.trials.length === 0 ? 'No trial is complete yet.' : null,
    draw: (box) => drawn(axes, main?.values ?? new Float64Array(0), chart, box, theme),
  });
}

function uprights(chart: ParallelChart): readonly Upright[] {
  const objectives = chart.objectives.map(({ objective, values }): Upright => {
    const { low, high } = shownReach(values);
    const ends = Number.isNaN(low) ? [] : [...new Set([low, high])];
    return {
      name: objective.name,
      domain: domainOfValues(values),
      values,
      named: ends.map((end) => [end, numberText(end)]),
    };
  });
  const params = chart.params.map(({ axis, values }): Upright => {
    const places = axis.choices === null ? [axis.low, axis.high] : Array.from(axis.choices.keys());
    const named = [...new Set(places)].map((value): readonly [number, string] => [value, settingText(axis, value)]);
    const { domain, label } = paramAxis(axis);
    return { name: label, domain, values, named };
  });
  return [...objectives, ...params];
}

function drawn(
  axes: readonly Upright[],
  main: Float64Array,
  chart: ParallelChart,
  box: Box,
  theme: Theme,
): readonly Mark[] {
  const gap = box.width / axes.length;
  const [top, bottom] = [box.y + 22, box.y + box.height - 8];
  const xs = axes.map((_, a) => box.x + (a + 0.5) * gap);
  const scales = axes.map(({ domain }) => scaleOf(domain, bottom, top));
  const n = chart.trials.length;
  const steps = strengths(main, chart.objective, theme.ramp.length);
  const { order } = byColor(theme.ramp, steps, n);
  const k = axes.length;
  const lines = { xs: new Float32Array(n * k), ys: new Float32Array(n * k) };
  order.forEach((row, l) => {
    for (let a = 0; a < k; a++) {
      lines.xs[l * k + a] = xs[a]!;
      lines.ys[l * k + a] = scales[a]!.place(axes[a]!.values[row]!) + jitter(chart.trials[row]!, scales[a]!.slot);
    }
  });
  // Cut off at the box, as panels are: what a selection takes back is all that lies in there.
  const marks: readonly Mark[] = [
    {
      type: 'line',
      ...lines,
      starts: Uint32Array.from({ length: n }, (_, l) => l * k),
      palette: theme.ramp,
      colors: Uint8Array.from(order, (row) => steps[row]!),
      opacity: lineOpacity(n, n > 300 ? 0.5 : 0.8),
      width: n > 300 ? 0.8 : 1.2,
      isDashed: false,
      trials: Int32Array.from(order, (row) => chart.trials[row]!),
    },
    ...axes.flatMap((axis, a) => axisMarks(axis, xs[a]!, gap, scales[a]!.place, [top, bottom], theme)),
  ];
  return [{ type: 'clip', ...box, marks }];
}

function axisMarks(
  { name, named, domain }: Upright,
  x: number,
  gap: number,
  place: (value: number) => number,
  [top, bottom]: readonly [number, number],
  theme: Theme,
): readonly Mark[] {
  const marks: Mark[] = [
    line([x, x], [top, bottom], theme.axis, { width: 1.5 }),
    text({ x, y: top - 9 }, fitted(domain.kind === 'log' ? `${name} (log)` : name, SMALL, gap - 8), {
      fill: theme.text,
      anchor: 'middle',
    }),
  ];
  let last = Number.POSITIVE_INFINITY;
  const room = gap - 14;
  for (const [value, words] of named) {
    const y = Math.min(Math.max(place(value), top + 7), bottom - 5);
    if (last - y < SMALL + 4) continue;
    last = y;
    const what = fitted(words, SMALL, room);
    const width = textWidth(what.text, SMALL);
    // A ground of its own, so that lines behind it do not take its contrast.
    marks.push({
      type: 'bars',
      xs: Float32Array.of(x + 3),
      ys: Float32Array.of(y - 7),
      widths: Float32Array.of(width + 4),
      heights: Float32Array.of(14),
      palette: [theme.background],
      colors: null,
      opacity: 0.85,
      trials: null,
    });
    marks.push(text({ x: x + 5, y: y + 4 }, what, { fill: theme.text }));
  }
  return marks;
}
