import type { HistoryChart } from '../../analysis/charts/history.ts';
import { sharedObjective } from '../../analysis/charts/outcome.ts';
import { type Box, laidOutScene, type LegendItem, line, type Look, points } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import {
  outcomeCounts,
  outcomeLegend,
  outcomePoints,
  pick,
  placesOf,
  sharedLabel,
  staircase,
} from '../outcome-points.ts';
import { outsideWords } from '../outside.ts';
import { panel } from '../panel.ts';
import { type Domain, domainOfValues, placesAlong, reach, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { categoryOf, LIGHT, type Theme } from '../theme.ts';

/** One history, or several studies to compare; a name is shown where there are several. */
export type Histories = readonly (HistoryChart & { readonly name?: string })[];

/** Draws values by trial, with the best so far. Trials without a value stand on the axis. */
export function historyScene(charts: Histories, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const [first] = charts;
  const objective = sharedObjective(charts.map((chart) => chart.objective));
  const isAlone = charts.length === 1;
  const trials = charts.reduce((sum, chart) => sum + chart.trials.length, 0);
  return laidOutScene(look, {
    title: first === undefined ? 'History' : `History of ${objective?.name ?? 'results'}`,
    says: [
      ...(charts.length > 1 ? [`${charts.length} studies, ${counted(trials, 'trial')} together.`] : []),
      ...charts.map((chart) => `${isAlone || chart.name === undefined ? '' : `${chart.name}: `}${sentence(chart)}`),
    ],
    warnings: outsideWords(...charts.map(({ values }) => values)),
    legend: isAlone
      ? [
          ...outcomeLegend(first!.outcomes, theme),
          ...(first!.records.length === 0 ? [] : [{ text: 'best so far', color: theme.accent, sign: 'line' } as const]),
        ]
      : charts.map(
          (chart, i): LegendItem => ({
            text: chart.name ?? `study ${i + 1}`,
            color: categoryOf(theme, i).color,
            sign: categoryOf(theme, i).isDashed ? 'dashed' : 'line',
          }),
        ),
    empty: trials === 0 ? 'There is no trial yet.' : null,
    draw: (box) =>
      panel(
        box,
        {
          x: {
            domain: { kind: 'linear', ...reach(...charts.map((chart) => chart.trials)), isWhole: true },
            label: 'trial',
          },
          y: {
            domain: valueDomain(charts),
            label: sharedLabel(objective),
          },
          draw: (x, y, plot) =>
            charts.flatMap((chart, i) =>
              isAlone ? aloneMarks(chart, x, y, plot, theme) : comparedMarks(chart, x, y, categoryOf(theme, i)),
            ),
        },
        theme,
      ),
  });
}

/** Where no trial has a finite value, the axis has no ticks. */
function valueDomain(charts: Histories): Domain {
  const domain = domainOfValues(...charts.map((chart) => chart.values));
  return domain.kind !== 'category' && Number.isNaN(domain.low) ? { kind: 'category', names: [''] } : domain;
}

function sentence({ trials, outcomes, incumbent, records, objective }: Histories[number]): string {
  const best = incumbent.at(-1);
  const told =
    best === undefined || Number.isNaN(best)
      ? 'none succeeded'
      : `best ${objective.name} ${numberText(best)} (trial ${records.at(-1)})`;
  return trials.length === 0 ? 'no trial.' : `${counted(trials.length, 'trial')}, ${outcomeCounts(outcomes)}; ${told}.`;
}

function aloneMarks(chart: HistoryChart, x: Scale, y: Scale, plot: Box, theme: Theme): readonly Mark[] {
  const floor = plot.y + plot.height - 2;
  return [
    ...outcomePoints(
      {
        trials: chart.trials,
        xs: placesAlong(x, chart.trials),
        ys: placesAlong(y, chart.values).map((at) => (Number.isNaN(at) ? floor : at)),
        outcomes: chart.outcomes,
      },
      theme,
    ),
    best(chart, x, y, theme.accent),
  ];
}

function comparedMarks(
  chart: HistoryChart,
  x: Scale,
  y: Scale,
  { color, isDashed }: ReturnType<typeof categoryOf>,
): readonly Mark[] {
  const shown = placesOf(chart.outcomes, (_, i) => !Number.isNaN(chart.values[i]!));
  return [
    points(
      pick(chart.trials, shown).map((trial) => x.place(trial)),
      Float64Array.from(shown, (i) => y.place(chart.values[i]!)),
      'circle',
      color,
      { radius: 2, opacity: 0.4, trials: Int32Array.from(shown, (i) => chart.trials[i]!) },
    ),
    best(chart, x, y, color, isDashed),
  ];
}

/** The best so far, as a staircase from record to record. */
function best({ trials, records, incumbent }: HistoryChart, x: Scale, y: Scale, color: string, isDashed = false): Mark {
  const own = new Float64Array(records.length);
  for (let row = 0, record = 0; row < trials.length; row++)
    if (trials[row] === records[record]) own[record++] = incumbent[row]!;
  const stair = staircase(records, own, trials.at(-1) ?? 0);
  return line(stair.xs.map(x.place), stair.ys.map(y.place), color, { width: 2, isDashed });
}
