import type { LineageChart } from '../../analysis/charts/lineage.ts';
import { laidOutScene, line, type Look, points } from '../layout.ts';
import { counted } from '../number-text.ts';
import { endTexts, strengths } from '../outcome-points.ts';
import { panel } from '../panel.ts';
import { reach, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Draws trials from the step at which they began to their last one, joined to the trial whose state they began with. */
export function lineageScene(chart: LineageChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const { trials, parents, winning, values, objective, isFamily } = chart;
  const born = parents.reduce((sum, parent) => sum + Number(parent >= 0), 0);
  const line_ = winning.reduce((sum, own) => sum + own, 0);
  const [weak, strong] = endTexts(values, objective);
  return laidOutScene(look, {
    title: 'Lineage',
    says: [
      isFamily
        ? `${counted(trials.length, 'trial')}, ${counted(born, 'trial')} of them began with the state of another; the winner's line has ${counted(line_, 'trial')}.`
        : `${counted(trials.length, 'trial')}, none began with the state of another.`,
    ],
    ramp:
      weak === 'none'
        ? null
        : { palette: theme.ramp, what: objective.name, weak: `worse ${weak}`, strong: `${strong} better` },
    legend: line_ === 0 ? [] : [{ text: "the winner's line", color: theme.accent, sign: 'line' }],
    height: 360,
    empty: trials.length === 0 ? 'There is no trial yet.' : null,
    draw: (box) =>
      panel(
        box,
        {
          x: {
            domain: { kind: 'linear', low: 0, high: Math.max(1, reach(chart.steps).high || 0), isWhole: true },
            label: 'step',
          },
          y: { domain: { kind: 'linear', ...reach(trials), isWhole: true }, label: 'trial' },
          isFromTop: true,
          draw: (x, y) => family(chart, x, y, theme),
        },
        theme,
      ),
  });
}

function family(chart: LineageChart, x: Scale, y: Scale, theme: Theme): readonly Mark[] {
  const { trials, parents, after, steps, winning, values, objective } = chart;
  const isIn = (i: number, isWinning: boolean): boolean => (winning[i] === 1) === isWinning;
  const paths = (isWinning: boolean): readonly Mark[] => {
    const [xs, ys]: [number[], number[]] = [[], []];
    trials.forEach((trial, i) => {
      if (!isIn(i, isWinning)) return;
      const begin = x.place(after[i]!);
      if (parents[i]! >= 0) {
        xs.push(begin);
        ys.push(y.place(parents[i]!));
      }
      xs.push(begin, x.place(Math.max(after[i]!, steps[i]!)), Number.NaN);
      ys.push(y.place(trial), y.place(trial), Number.NaN);
    });
    return xs.length === 0 ? [] : [line(xs, ys, isWinning ? theme.accent : theme.axis, { width: isWinning ? 2.5 : 1 })];
  };
  return [
    ...paths(false),
    ...paths(true),
    points(
      Float64Array.from(trials, (_, i) => x.place(Math.max(after[i]!, steps[i]!))),
      Float64Array.from(trials, (trial) => y.place(trial)),
      'circle',
      theme.accent,
      { palette: theme.ramp, colors: strengths(values, objective, theme.ramp.length), trials, edge: theme.background },
    ),
  ];
}
