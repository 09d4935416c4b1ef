import { outsideWords } from '../outside.ts';
import { PARETO_KINDS, type ParetoChart } from '../../analysis/charts/pareto.ts';
import { laidOutScene, type LegendItem, line, type Look, points } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { objectiveLabel, pick, placesOf, pointLook } from '../outcome-points.ts';
import { type AxisPlan, boxAt, gridOf, panel } from '../panel.ts';
import { domainOfValues, reach, type Scale } from '../scale.ts';
import type { Color, Mark, Scene, Shape } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';
import { pairsOf } from './rank.ts';

/** Objectives that are paired at most: four make six panels. */
const MOST = 4;

/** Draws complete trials by what they are to the front: pairs of objectives, with two the front as a staircase. */
export function paretoScene(chart: ParetoChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const k = chart.objectives.length;
  const pairs = k === 1 ? [[-1, 0] as const] : pairsOf(Math.min(MOST, k));
  const grid = gridOf(pairs.length, (look.width ?? 720) - 24, 210, 3);
  const column = (o: number): Float64Array =>
    o < 0 ? Float64Array.from(chart.trials) : Float64Array.from(chart.trials, (_, i) => chart.values[i * k + o]!);
  const axis = (o: number): AxisPlan =>
    o < 0
      ? { domain: { kind: 'linear', ...reach(chart.trials), isWhole: true }, label: 'trial' }
      : { domain: domainOfValues(column(o)), label: objectiveLabel(chart.objectives[o]!) };
  return laidOutScene(look, {
    title:
      k === 1
        ? `Best of ${chart.objectives[0]!.name}`
        : `Pareto front of ${chart.objectives.map(({ name }) => name).join(', ')}`,
    says: [`${counted(chart.trials.length, 'complete trial')}, ${numberText(chart.front.length)} on the front.`],
    warnings: outsideWords(chart.values),
    legend: legendOf(chart, theme),
    height: grid.rows * (grid.columns === 1 ? 340 : 220) + (grid.rows - 1) * 14,
    rows: grid.rows,
    empty: chart.trials.length === 0 ? 'No trial is complete yet.' : null,
    draw: (box) =>
      pairs.flatMap(([a, b], i) =>
        panel(
          boxAt(box, grid, i),
          {
            x: axis(a),
            y: axis(b),
            draw: (x, y) => [
              ...(k === 2 ? [staircaseOf(chart, x, y, theme)] : []),
              ...kindMarks(chart, column(a).map(x.place), column(b).map(y.place), theme),
            ],
          },
          theme,
        ),
      ),
  });
}

function styleOf(kind: (typeof PARETO_KINDS)[number], theme: Theme): readonly [Shape, Color] {
  if (kind === 'front') return ['diamond', theme.accent];
  return kind === 'dominated' ? ['circle', theme.outcomes.feasible] : ['ring', theme.outcomes.infeasible];
}

function legendOf({ kinds }: ParetoChart, theme: Theme): readonly LegendItem[] {
  return PARETO_KINDS.flatMap((kind, code) => {
    const count = kinds.reduce((sum, own) => sum + Number(own === code), 0);
    const [sign, color] = styleOf(kind, theme);
    const name = kind === 'front' ? 'on the front' : kind;
    return count === 0 ? [] : [{ text: `${name} (${numberText(count)})`, color, sign }];
  });
}

function kindMarks(
  { kinds, trials }: ParetoChart,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  theme: Theme,
): readonly Mark[] {
  return [2, 1, 0].map((code) => {
    const own = placesOf(kinds, (kind) => kind === code);
    const [shape, color] = styleOf(PARETO_KINDS[code]!, theme);
    return points(pick(xs, own), pick(ys, own), shape, color, {
      ...pointLook(own.length, 3, shape === 'ring' ? null : theme.background),
      trials: Int32Array.from(own, (i) => trials[i]!),
    });
  });
}

/** What the front dominates ends here: a staircase through its trials. */
function staircaseOf({ front, trials, values }: ParetoChart, x: Scale, y: Scale, theme: Theme): Mark {
  const places = new Map(Array.from(trials, (trial, i) => [trial, i]));
  const [xs, ys]: [number[], number[]] = [[], []];
  for (const trial of front) {
    const at = places.get(trial)!;
    const [px, py] = [x.place(values[2 * at]!), y.place(values[2 * at + 1]!)];
    // The first objective gets worse from trial to trial, the second better: over first, then on.
    if (ys.length > 0) {
      xs.push(px);
      ys.push(ys.at(-1)!);
    }
    xs.push(px);
    ys.push(py);
  }
  return line(xs, ys, theme.accent, { width: 1.5, opacity: 0.7 });
}
