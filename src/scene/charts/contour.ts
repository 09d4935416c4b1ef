import type { ContourChart, ContourGrid } from '../../analysis/charts/contour.ts';
import { contourLines } from '../contour-lines.ts';
import { laidOutScene, type Box, line, type Look, ramp, words } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { endTexts, heights, outcomeLegend, outcomePoints, strengths } from '../outcome-points.ts';
import { boxAt, panel } from '../panel.ts';
import { paramAxis, placesOn } from '../param-axis.ts';
import { reach, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Draws what a model expects over two parameters, with lines of equal height, beside it how sure it is, with the trials that it knows that from. */
export function contourScene(chart: ContourChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const { grid, objective, x, y, points } = chart;
  const isWide = (look.width ?? 720) >= 560;
  const [weak, strong] = endTexts(grid?.mean ?? [], objective);
  return laidOutScene(look, {
    title: `${objective.name} over ${x.name} and ${y.name}`,
    says: [sentence(chart), ...othersOf(grid)],
    legend: outcomeLegend(points.outcomes, theme),
    ramp:
      grid === null
        ? null
        : {
            palette: theme.cells,
            what: `expected ${objective.name}`,
            weak: `worse ${weak}`,
            strong: `${strong} better`,
          },
    height: isWide ? 330 : 560,
    rows: isWide ? 1 : 2,
    draw: (box) => {
      const places = isWide ? { columns: 2, rows: 1 } : { columns: 1, rows: 2 };
      const own = (i: number): Box => boxAt(box, places, i);
      const over = (at: Box, title: string, marks: (sx: Scale, sy: Scale) => readonly Mark[]): readonly Mark[] =>
        panel(at, { title, x: paramAxis(x), y: paramAxis(y), draw: marks }, theme);
      if (grid === null)
        return [
          ...over(own(0), 'trials', (sx, sy) => trialMarks(chart, sx, sy, theme)),
          ...words(chart.reason ?? '', own(1), theme),
        ];
      const most = reach(grid.sd).high;
      const steps = strengths(grid.mean, objective, theme.cells.length);
      const scale: Mark[] = [];
      ramp(
        scale,
        { palette: theme.cells, what: 'how unsure', weak: '± 0', strong: `± ${numberText(most)}` },
        { ...own(1), height: 0 },
        theme,
      );
      return [
        ...over(own(0), 'what is expected', (sx, sy) => [
          cellsOf(grid, sx, sy, steps, grid.mean, theme),
          ...levelLines(chart, grid, sx, sy, heights(grid.mean, objective, theme.cells.length)),
          ...trialMarks(chart, sx, sy, theme),
        ]),
        ...over(own(1), '', (sx, sy) => [
          cellsOf(grid, sx, sy, unsure(grid.sd, most), grid.sd, theme),
          ...levelLines(
            chart,
            grid,
            sx,
            sy,
            grid.sd.map((sd) => (sd / (most || 1)) * 16),
          ),
        ]),
        ...scale,
      ];
    },
  });
}

function sentence({ grid, reason, points, objective, x, y }: ContourChart): string {
  if (grid === null) return `${counted(points.trials.length, 'complete trial')}; no model: ${reason ?? 'none'}`;
  const sign = objective.direction === 'maximize' ? -1 : 1;
  let at = -1;
  grid.mean.forEach((mean, i) => {
    if (!Number.isNaN(mean) && (at < 0 || sign * mean < sign * grid.mean[at]!)) at = i;
  });
  if (at < 0) return `A model of ${counted(grid.results, 'result')}.`;
  const columns = grid.xs.length;
  const setting = (axis: ContourChart['x'], value: number): string =>
    `${axis.name} = ${axis.choices === null ? numberText(value) : String(axis.choices[value])}`;
  return `Of ${counted(grid.results, 'result')}: best expected ${numberText(grid.mean[at]!)} at ${setting(x, grid.xs[at % columns]!)}, ${setting(y, grid.ys[Math.floor(at / columns)]!)}.`;
}

function othersOf(grid: ContourGrid | null): readonly string[] {
  if (grid === null) return [];
  return [
    grid.others === 'marginal'
      ? 'Other parameters: the mean over many.'
      : `Other parameters as in trial ${grid.incumbent ?? 'none'}.`,
  ];
}

const unsure = (sd: Float64Array, most: number): Uint8Array =>
  Uint8Array.from(sd, (value) => Math.min(15, Math.floor((value / (most || 1)) * 16) || 0));

function cellsOf(
  { xs, ys }: ContourGrid,
  x: Scale,
  y: Scale,
  steps: Uint8Array,
  values: Float64Array,
  theme: Theme,
): Mark {
  return {
    type: 'cells',
    xs: edges(xs, x),
    ys: edges(ys, y),
    palette: theme.cells,
    colors: steps.map((step, i) => (Number.isNaN(values[i]!) ? 255 : step)),
  };
}

/** Every second step of the ramp has a line. */
const LEVELS = [2, 4, 6, 8, 10, 12, 14];

/** Lines of equal height, seen on all colours; between choices there is nothing to be equal. @param heights along the ramp */
function levelLines(
  chart: ContourChart,
  { xs, ys }: ContourGrid,
  x: Scale,
  y: Scale,
  heights: ArrayLike<number>,
): readonly Mark[] {
  if (chart.x.choices !== null || chart.y.choices !== null) return [];
  const lines = contourLines(Array.from(xs, x.place), Array.from(ys, y.place), heights, LEVELS);
  if (lines.starts.length === 0) return [];
  const drawn = (color: string, width: number, opacity: number): Mark => ({
    ...line([], [], color, { width, opacity }),
    ...lines,
  });
  return [drawn('#000000', 2, 0.2), drawn('#ffffff', 1, 0.7)];
}

/** Edges half-way between the places of neighbours, in pixels; the outer ones as far beyond. */
function edges(values: Float64Array, scale: Scale): Float32Array {
  const at = Array.from(values, scale.place);
  const n = at.length;
  const first = n > 1 ? (at[1]! - at[0]!) / 2 : scale.slot / 2 || 20;
  const last = n > 1 ? (at[n - 1]! - at[n - 2]!) / 2 : first;
  return Float32Array.from({ length: n + 1 }, (_, i) =>
    i === 0 ? at[0]! - first : i === n ? at[n - 1]! + last : (at[i - 1]! + at[i]!) / 2,
  );
}

function trialMarks(
  { points: { trials, x, y, outcomes } }: ContourChart,
  sx: Scale,
  sy: Scale,
  theme: Theme,
): readonly Mark[] {
  // All with an edge: on some colour of the cells each would be lost.
  return outcomePoints({ trials, xs: placesOn(sx, x, trials), ys: placesOn(sy, y, trials), outcomes }, theme, 2.5).map(
    (mark) => (mark.type === 'points' ? { ...mark, edge: theme.background } : mark),
  );
}
