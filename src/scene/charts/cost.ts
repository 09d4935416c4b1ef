import type { CostChart } from '../../analysis/charts/cost.ts';
import { laidOutScene, type LegendItem, line, type Look, points } from '../layout.ts';
import { counted, durationText, numberText } from '../number-text.ts';
import { objectiveLabel, staircase } from '../outcome-points.ts';
import { panel } from '../panel.ts';
import { type Domain, domainOfValues, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Draws the best value over what was spent: money where a price is known, else time of computing; and the band of the forecast. */
export function costScene(chart: CostChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const { objective, trials, ahead } = chart;
  const course = courseOf(chart);
  const forecast = ahead.filter((point) => spentAt(chart, point) !== null);
  const values = [course.ys, forecast.map(({ least }) => least), forecast.map(({ most }) => most)];
  const most = Math.max(course.end, ...forecast.map((point) => spentAt(chart, point) ?? 0));
  const domain: Domain = { kind: chart.cost === null ? 'duration' : 'linear', low: 0, high: most || 1 };
  const band: readonly LegendItem[] = [
    { text: 'expected', color: theme.categories[0]!, sign: 'dashed' },
    { text: 'in 80 of 100 cases', color: theme.categories[0]!, sign: 'area' },
  ];
  return laidOutScene(look, {
    title: `Cost against ${objective.name}`,
    says: sentences(chart),
    legend: [{ text: 'best so far', color: theme.accent, sign: 'line' }, ...(forecast.length === 0 ? [] : band)],
    empty:
      trials.length === 0 ? 'No trial has ended yet.' : course.xs.length === 0 ? 'No trial has succeeded yet.' : null,
    draw: (box) =>
      panel(
        box,
        {
          x: {
            domain,
            label: chart.cost === null ? 'computing, all trials together' : 'cost, in the currency of the price',
          },
          y: { domain: domainOfValues(...values), label: objectiveLabel(objective) },
          draw: (x, y) => [...aheadMarks(chart, forecast, course, x, y, theme), ...courseMarks(course, x, y, theme)],
        },
        theme,
      ),
  });
}

const spentAt = (chart: CostChart, { seconds, cost }: CostChart['ahead'][number]): number | null =>
  chart.cost === null ? seconds : cost;

/** Where the best value changed: spent by then, value, trial. */
interface Course {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly trials: readonly number[];
  /** All that was spent. */
  readonly end: number;
}

function courseOf(chart: CostChart): Course {
  const spent = chart.cost ?? chart.seconds;
  const [xs, ys, trials]: [number[], number[], number[]] = [[], [], []];
  chart.incumbent.forEach((best, i) => {
    if (Number.isNaN(best) || best === ys.at(-1)) return;
    xs.push(spent[i]!);
    ys.push(best);
    trials.push(chart.trials[i]!);
  });
  return { xs, ys, trials, end: spent.at(-1) ?? 0 };
}

function sentences({ trials, total, incumbent, noForecast, ahead, lastHour }: CostChart): readonly string[] {
  const spent =
    total.cost === null
      ? `${durationText(total.seconds)} of computing`
      : `Cost ${numberText(total.cost)}, ${durationText(total.seconds)} of computing`;
  const best = incumbent.at(-1);
  const hour = lastHour.byComputing;
  return [
    `${spent}, ${counted(trials.length, 'trial')}; best ${numberText(best ?? Number.NaN)}.`,
    ...(typeof hour?.gain !== 'number' ? [] : [`The last hour of computing gained ${numberText(hour.gain)}.`]),
    ...(noForecast === null ? [] : [`No forecast: ${noForecast}`]),
    ...(ahead.length === 0
      ? []
      : [`After ${counted(ahead.at(-1)!.trials, 'more trial')} ${numberText(ahead.at(-1)!.expected)} is expected.`]),
  ];
}

function courseMarks({ xs, ys, trials, end }: Course, x: Scale, y: Scale, theme: Theme): readonly Mark[] {
  const stair = staircase(xs, ys, end);
  return [
    line(stair.xs.map(x.place), stair.ys.map(y.place), theme.accent, { width: 2 }),
    points(xs.map(x.place), ys.map(y.place), 'circle', theme.accent, {
      trials: Int32Array.from(trials),
      edge: theme.background,
    }),
  ];
}

function aheadMarks(
  chart: CostChart,
  forecast: CostChart['ahead'],
  { ys, end }: Course,
  x: Scale,
  y: Scale,
  theme: Theme,
): readonly Mark[] {
  const best = ys.at(-1);
  if (forecast.length === 0 || best === undefined) return [];
  const xs = Float32Array.from([end, ...forecast.map((point) => spentAt(chart, point)!)], x.place);
  const along = (of: (point: CostChart['ahead'][number]) => number): Float32Array =>
    Float32Array.from([best, ...forecast.map(of)], y.place);
  return [
    {
      type: 'area',
      xs,
      tops: along(({ most }) => most),
      bottoms: along(({ least }) => least),
      fill: theme.categories[0]!,
      opacity: 0.2,
    },
    line(
      xs,
      along(({ expected }) => expected),
      theme.categories[0]!,
      { width: 1.5, isDashed: true },
    ),
  ];
}
