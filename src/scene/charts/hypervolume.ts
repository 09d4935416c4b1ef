import type { HypervolumeChart } from '../../analysis/charts/hypervolume.ts';
import { laidOutScene, line, type Look, points } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { pick, placesOf, staircase } from '../outcome-points.ts';
import { panel } from '../panel.ts';
import { reach, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Draws how the dominated volume grew, trial by trial, with the trials by which it did. */
export function hypervolumeScene(chart: HypervolumeChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const { trials, volumes, reference, isChosen, records } = chart;
  const last = volumes.at(-1) ?? 0;
  const from =
    reference === null
      ? ''
      : `, counted from ${reference.map(numberText).join(', ')}${isChosen ? ', chosen from the trials' : ''}`;
  return laidOutScene(look, {
    title: 'Hypervolume',
    says: [
      `${numberText(last)} after ${counted(trials.length, 'complete trial')}${from}; it grew ${counted(records.length, 'time')}.`,
    ],
    empty:
      trials.length === 0
        ? 'No trial is complete yet.'
        : reference === null
          ? 'No feasible trial has finite values: there is no reference to count from.'
          : null,
    draw: (box) =>
      panel(
        box,
        {
          x: { domain: { kind: 'linear', ...reach(trials), isWhole: true }, label: 'trial' },
          y: { domain: { kind: 'linear', low: 0, high: last * 1.05 || 1 }, label: 'volume (more is better)' },
          draw: (x, y) => growth(chart, x, y, theme),
        },
        theme,
      ),
  });
}

function growth({ trials, volumes }: HypervolumeChart, x: Scale, y: Scale, theme: Theme): readonly Mark[] {
  const steps = placesOf(new Uint8Array(trials.length), (_, i) => i === 0 || volumes[i]! > volumes[i - 1]!);
  const stair = staircase(
    pick(trials, steps),
    Float64Array.from(steps, (i) => volumes[i]!),
    trials.at(-1) ?? 0,
  );
  const grew = steps.filter((i) => volumes[i]! > 0);
  return [
    line(stair.xs.map(x.place), stair.ys.map(y.place), theme.accent, { width: 2 }),
    points(
      Float64Array.from(grew, (i) => x.place(trials[i]!)),
      Float64Array.from(grew, (i) => y.place(volumes[i]!)),
      'circle',
      theme.accent,
      { trials: Int32Array.from(grew, (i) => trials[i]!), edge: theme.background },
    ),
  ];
}
