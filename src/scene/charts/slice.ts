import { outsideWords } from '../outside.ts';
import { OUTCOME_CODE } from '../../analysis/charts/outcome.ts';
import type { SliceChart, SlicePanel } from '../../analysis/charts/slice.ts';
import { laidOutScene, type Look, points } from '../layout.ts';
import { counted } from '../number-text.ts';
import { objectiveLabel, pick, placesOf, pointLook } from '../outcome-points.ts';
import { boxAt, gridOf, panel } from '../panel.ts';
import { paramAxis, placesOn } from '../param-axis.ts';
import { domainOfValues } from '../scale.ts';
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
    warnings: outsideWords(panels[0]?.values ?? []),
    ramp: { palette: theme.ramp, what: 'trial', weak: '0', strong: String(last) },
    legend: isInfeasible ? [{ text: 'infeasible', color: theme.outcomes.infeasible, sign: 'ring' }] : [],
    height: grid.rows * 190 + (grid.rows - 1) * 14,
    rows: grid.rows,
    empty: chart.panels.length === 0 ? 'No trial has a parameter yet.' : last < 0 ? 'No trial is complete yet.' : null,
    draw: (box) => {
      const shown = new Map<Int32Array, Shown>();
      const heights = Array.from({ length: grid.rows }, () => new Map<Float64Array, Float32Array>());
      return panels.flatMap((own, i) =>
        panel(
          boxAt(box, grid, i),
          {
            x: paramAxis(own.axis),
            y: { domain, label: i % grid.columns === 0 ? objectiveLabel(chart.objective) : '' },
            draw: (x, y) => {
              const which = kept(shown, own.trials, () => shownOf(own, last, theme.ramp.length));
              const ys = kept(heights[Math.floor(i / grid.columns)]!, own.values, () =>
                pick(
                  Float32Array.from(own.values, (value) => y.place(value)),
                  which.places,
                ),
              );
              return panelMarks(pick(placesOn(x, own.params, own.trials), which.places), ys, which, theme);
            },
          },
          theme,
        ),
      );
    },
  });
}

/** What is known for a key, made when it is asked for first: panels of the same trials share what is equal, those beside each other heights too. */
function kept<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Which trials a panel shows, and how. */
interface Shown {
  /** Places in the panel: infeasible ones first, so many. */
  readonly places: Uint32Array;
  readonly infeasible: number;
  /** Of each place. */
  readonly trials: Int32Array;
  /** Of those that are not infeasible. */
  readonly colors: Uint8Array;
}

function shownOf({ outcomes, trials }: SlicePanel, last: number, steps: number): Shown {
  const isInfeasible = (code: number): boolean => code === OUTCOME_CODE.infeasible;
  const others = placesOf(outcomes, isInfeasible);
  const plain = placesOf(outcomes, (code) => !isInfeasible(code));
  const places = new Uint32Array(outcomes.length);
  places.set(others);
  places.set(plain, others.length);
  return {
    places,
    infeasible: others.length,
    trials: Int32Array.from(places, (i) => trials[i]!),
    colors: Uint8Array.from(plain, (i) => Math.min(steps - 1, Math.floor((trials[i]! / Math.max(1, last)) * steps))),
  };
}

/** @param xs of each place; `ys` likewise */
function panelMarks(
  xs: Float32Array,
  ys: Float32Array,
  { infeasible, trials, colors }: Shown,
  theme: Theme,
): readonly Mark[] {
  return [
    points(xs.subarray(0, infeasible), ys.subarray(0, infeasible), 'ring', theme.outcomes.infeasible, {
      trials: trials.subarray(0, infeasible),
    }),
    points(xs.subarray(infeasible), ys.subarray(infeasible), 'circle', theme.accent, {
      ...pointLook(colors.length, 3),
      palette: theme.ramp,
      colors,
      trials: trials.subarray(infeasible),
    }),
  ];
}
