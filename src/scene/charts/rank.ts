import { OUTCOME_CODE } from '../../analysis/charts/outcome.ts';
import type { RankChart } from '../../analysis/charts/rank.ts';
import { laidOutScene, type Look, points } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { pick, placesOf, pointLook } from '../outcome-points.ts';
import { boxAt, gridOf, panel } from '../panel.ts';
import { paramAxis, placesOn } from '../param-axis.ts';
import { reach } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Parameters that are paired at most: four make six panels. */
const MOST = 4;

/** Draws trials over pairs of parameters, coloured by their place: the better, the stronger. One parameter is drawn over trials. */
export function rankScene(chart: RankChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const shown = Math.min(MOST, chart.params.length);
  const pairs = shown === 1 ? [[0, -1] as const] : pairsOf(shown);
  const grid = gridOf(pairs.length, (look.width ?? 720) - 24, 210, 3);
  const isUp = chart.objective.direction === 'maximize';
  const [low = Number.NaN, , middle = Number.NaN, , high = Number.NaN] = chart.quartiles;
  const [weak, strong] = isUp ? [low, high] : [high, low];
  const rest = chart.params.length - shown;
  const order = orderOf(chart, theme.ramp.length);
  return laidOutScene(look, {
    title: `Ranks by ${chart.objective.name}`,
    says: [
      `${counted(chart.trials.length, 'complete trial')} by place, median ${numberText(middle)}; ${rest > 0 ? `pairs of the first ${MOST} of ${counted(chart.params.length, 'parameter')}.` : `${counted(chart.params.length, 'parameter')}.`}`,
    ],
    ramp: {
      palette: theme.ramp,
      what: `place by ${chart.objective.name}`,
      weak: `worst ${numberText(weak)}`,
      strong: `${numberText(strong)} best`,
    },
    legend: chart.outcomes.includes(OUTCOME_CODE.infeasible)
      ? [{ text: 'infeasible', color: theme.outcomes.infeasible, sign: 'ring' }]
      : [],
    height: grid.rows * (grid.columns === 1 ? 320 : 210) + (grid.rows - 1) * 14,
    rows: grid.rows,
    empty:
      chart.trials.length === 0 ? 'No trial is complete yet.' : shown === 0 ? 'No trial has a parameter yet.' : null,
    draw: (box) =>
      pairs.flatMap(([a, b], i) => {
        const [one, other] = [chart.params[a]!, chart.params[b]];
        const second =
          other === undefined
            ? { domain: { kind: 'linear' as const, ...reach(chart.trials), isWhole: true }, label: 'trial' }
            : paramAxis(other.axis);
        return panel(
          boxAt(box, grid, i),
          {
            x: paramAxis(one.axis),
            y: second,
            draw: (x, y) =>
              rankMarks(
                order,
                placesOn(x, one.values, chart.trials),
                placesOn(y, other?.values ?? chart.trials, chart.trials),
                theme,
              ),
          },
          theme,
        );
      }),
  });
}

/** Pairs of places, the first one lower. */
export const pairsOf = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (_other, b) => [a, a + b + 1] as const),
  ).flat();

/** Which trials all panels show, and in which order: the best lie on top. */
interface Order {
  readonly grey: Uint32Array;
  readonly greyTrials: Int32Array;
  readonly sorted: Uint32Array;
  readonly trials: Int32Array;
  readonly colors: Uint8Array;
}

function orderOf(chart: RankChart, steps: number): Order {
  const isGrey = (code: number): boolean => code === OUTCOME_CODE.infeasible;
  const grey = placesOf(chart.outcomes, isGrey);
  const own = placesOf(chart.outcomes, (code) => !isGrey(code));
  const strengths = chart.ranks.map((rank) => (chart.objective.direction === 'maximize' ? rank : 1 - rank));
  const sorted = own.sort((a, b) => strengths[a]! - strengths[b]! || a - b);
  const trialsOf = (places: Uint32Array): Int32Array => Int32Array.from(places, (i) => chart.trials[i]!);
  const colors = Uint8Array.from(sorted, (i) => Math.min(steps - 1, Math.floor(strengths[i]! * steps)));
  return { grey, greyTrials: trialsOf(grey), sorted, trials: trialsOf(sorted), colors };
}

function rankMarks(order: Order, xs: Float32Array, ys: Float32Array, theme: Theme): readonly Mark[] {
  const { grey, greyTrials, sorted, trials, colors } = order;
  return [
    points(pick(xs, grey), pick(ys, grey), 'ring', theme.outcomes.infeasible, { trials: greyTrials }),
    points(pick(xs, sorted), pick(ys, sorted), 'circle', theme.accent, {
      palette: theme.ramp,
      colors,
      ...pointLook(sorted.length, 3.5),
      trials,
    }),
  ];
}
