import { OUTCOME_CODE } from '../../analysis/charts/outcome.ts';
import type { SliceChart, SlicePanel } from '../../analysis/charts/slice.ts';
import { laidOutScene, type Look, points } from '../layout.ts';
import { counted } from '../number-text.ts';
import { objectiveLabel, pick, placesOf, pointLook } from '../outcome-points.ts';
import { boxAt, gridOf, panel } from '../panel.ts';
import { paramAxis, placesOn } from '../param-axis.ts';
import { domainOfValues, type Scale } from '../scale.ts';
import type { Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Panels that are drawn at most; of more parameters the first. */
const MOST_PANELS = 24;

/** Draws each parameter against the objective: a panel a parameter, early trials weak and late ones strong. */
export function sliceScene(chart: SliceChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const panels = chart.panels.slice(0, MOST_PANELS);
  const width = (look.width ?? 720) - 24;
  const grid = gridOf(panels.length, width, 200, 4);
  const last = chart.panels.reduce((most, { trials }) => Math.max(most, trials.at(-1) ?? -1), -1);
  const isInfeasible = chart.panels.some(({ outcomes }) => outcomes.includes(OUTCOME_CODE.infeasible));
  const rest = chart.panels.length - panels.length;
  const trials = chart.panels.reduce((most, panelData) => Math.max(most, panelData.trials.length), 0);
  const domain = domainOfValues(...panels.map(({ values }) => values));
  return laidOutScene(look, {
    title: `${chart.objective.name} by parameter`,
    says: [
      `${counted(trials, 'complete trial')} over ${counted(chart.panels.length, 'parameter')}${rest > 0 ? `, of which the first ${MOST_PANELS} are drawn` : ''}.`,
    ],
    ramp: { palette: theme.ramp, what: 'trial', weak: '0', strong: String(last) },
    legend: isInfeasible ? [{ text: 'infeasible', color: theme.outcomes.infeasible, sign: 'ring' }] : [],
    height: grid.rows * 190 + (grid.rows - 1) * 14,
    rows: grid.rows,
    empty: chart.panels.length === 0 ? 'No trial has a parameter yet.' : last < 0 ? 'No trial is complete yet.' : null,
    draw: (box) =>
      panels.flatMap((own, i) =>
        panel(
          boxAt(box, grid, i),
          {
            x: paramAxis(own.axis),
            y: { domain, label: i % grid.columns === 0 ? objectiveLabel(chart.objective) : '' },
            draw: (x, y) => panelMarks(own, x, y, last, theme),
          },
          theme,
        ),
      ),
  });
}

function panelMarks(own: SlicePanel, x: Scale, y: Scale, last: number, theme: Theme): readonly Mark[] {
  const xs = placesOn(x, own.params, own.trials);
  const ys = Float32Array.from(own.values, (value) => y.place(value));
  const steps = theme.ramp.length;
  const isPlain = (i: number): boolean => own.outcomes[i] !== OUTCOME_CODE.infeasible;
  const plain = placesOf(own.outcomes, (_, i) => isPlain(i));
  const others = placesOf(own.outcomes, (_, i) => !isPlain(i));
  const trialsOf = (places: Uint32Array): Int32Array =>
    places.length === own.trials.length ? own.trials : Int32Array.from(places, (i) => own.trials[i]!); // panels may share them
  return [
    points(pick(xs, others), pick(ys, others), 'ring', theme.outcomes.infeasible, { trials: trialsOf(others) }),
    points(pick(xs, plain), pick(ys, plain), 'circle', theme.accent, {
      ...pointLook(plain.length, 3),
      palette: theme.ramp,
      colors: Uint8Array.from(plain, (i) =>
        Math.min(steps - 1, Math.floor((own.trials[i]! / Math.max(1, last)) * steps)),
      ),
      trials: trialsOf(plain),
    }),
  ];
}
