import type { EdfChart, EdfCurve } from '../../analysis/charts/edf.ts';
import { laidOutScene, type LegendItem, line, type Look } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { sharedLabel, staircase } from '../outcome-points.ts';
import { outsideWords } from '../outside.ts';
import { panel } from '../panel.ts';
import { domainOfValues, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { categoryOf, LIGHT } from '../theme.ts';

/** Draws which share of a study's results is at most a value: a staircase a study. */
export function edfScene(chart: EdfChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const domain = domainOfValues(...chart.curves.map(({ values }) => values));
  return laidOutScene(look, {
    title: `Spread of ${chart.objective?.name ?? 'results'}`,
    says: [
      ...(chart.curves.length > 1 ? [together(chart.curves)] : []),
      ...chart.curves.map((curve) => `${chart.curves.length > 1 ? `${curve.name}: ` : ''}${sentence(curve)}`),
    ],
    warnings: outsideWords(...chart.curves.map(({ values }) => values)),
    legend:
      chart.curves.length < 2
        ? []
        : chart.curves.map(
            ({ name }, i): LegendItem => ({
              text: name,
              color: categoryOf(theme, i).color,
              sign: categoryOf(theme, i).isDashed ? 'dashed' : 'line',
            }),
          ),
    empty: chart.curves.every(({ results }) => results === 0) ? 'No trial is complete yet.' : null,
    draw: (box) =>
      panel(
        box,
        {
          x: { domain, label: sharedLabel(chart.objective) },
          y: { domain: { kind: 'linear', low: 0, high: 100 }, label: 'trials at most here, %' },
          draw: (x, y, plot) =>
            chart.curves.map((curve, i) => stairs(curve, x, y, plot.x, plot.x + plot.width, categoryOf(theme, i))),
        },
        theme,
      ),
  });
}

const together = (curves: readonly EdfCurve[]): string => {
  const results = curves.reduce((sum, curve) => sum + curve.results, 0);
  return `${curves.length} studies, ${counted(results, 'result')} together.`;
};

function sentence({ values, shares, results }: EdfCurve): string {
  if (results === 0) return 'no results.';
  const middle = values[shares.findIndex((share) => share >= 0.5)]!;
  return `${counted(results, 'result')}, from ${numberText(values[0]!)} to ${numberText(values.at(-1)!)}, half of them at most ${numberText(middle)}.`;
}

function stairs(
  { values, shares }: EdfCurve,
  x: Scale,
  y: Scale,
  left: number,
  right: number,
  { color, isDashed }: ReturnType<typeof categoryOf>,
): Mark {
  const [xs, ys] = [[left], [y.place(0)]];
  for (let i = 0; i < values.length; i++) {
    const [atX, atY] = [x.place(values[i]!), y.place(100 * shares[i]!)];
    // A step that nobody sees is left to the next one.
    const isSeen = Math.abs(atX - xs.at(-1)!) + Math.abs(atY - ys.at(-1)!) >= 0.7;
    if (!isSeen && i < values.length - 1) continue;
    xs.push(atX);
    ys.push(atY);
  }
  const stair = staircase(xs, ys, right);
  return line(stair.xs, stair.ys, color, { width: 2, isDashed });
}
