import type { IntermediateChart } from '../../analysis/charts/intermediate.ts';
import { OUTCOMES } from '../../analysis/charts/outcome.ts';
import { laidOutScene, type LegendItem, type Look, points } from '../layout.ts';
import { counted, numberText } from '../number-text.ts';
import { lineOpacity, objectiveLabel, outcomeCounts, outcomeName, pointLook } from '../outcome-points.ts';
import { outsideWords } from '../outside.ts';
import { panel } from '../panel.ts';
import { domainOfValues, placesAlong, reach, type Scale } from '../scale.ts';
import type { Color, LineMark, Mark, Scene, Shape } from '../scene.ts';
import { LIGHT, OUTCOME_SHAPES, type Theme } from '../theme.ts';

/** Draws curves of reports: by what became of their trials, and of stopped ones by which rule. */
export function intermediateScene(chart: IntermediateChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const kinds = kindsOf(chart, theme);
  const what = chart.objective?.name ?? chart.metric ?? 'values';
  const thinned = chart.reports > chart.steps.length ? ` (${numberText(chart.steps.length)} drawn)` : '';
  return laidOutScene(look, {
    title: `Reports of ${what}`,
    says: [
      `${counted(chart.trials.length, 'curve')}, ${counted(chart.reports, 'report')}${thinned}: ${outcomeCounts(chart.outcomes) || 'none'}.`,
      ...chart.ruleNames.map(
        (name, rule) =>
          `${name} stopped ${numberText(chart.rules.reduce((sum, own) => sum + Number(own === rule), 0))}.`,
      ),
    ],
    warnings: outsideWords(chart.values),
    legend: kinds.list.map(
      ({ name, count, color, shape }): LegendItem => ({
        text: `${name} (${numberText(count)})`,
        color,
        sign: shape ?? 'line',
      }),
    ),
    empty: chart.trials.length === 0 ? 'No trial has reported anything yet.' : null,
    draw: (box) =>
      panel(
        box,
        {
          x: { domain: { kind: 'linear', ...reach(chart.steps), isWhole: true }, label: 'step' },
          y: {
            domain: domainOfValues(chart.values),
            label: chart.objective === null ? what : objectiveLabel(chart.objective),
          },
          draw: (x, y) => [curves(chart, kinds, x, y), ...ends(chart, kinds, x, y, theme)],
        },
        theme,
      ),
  });
}

/** What curves are told apart by: outcome, and rule. */
interface Kinds {
  readonly list: readonly {
    readonly name: string;
    readonly color: Color;
    readonly shape: Shape | null;
    readonly count: number;
  }[];
  /** Place in `list` of each curve. */
  readonly of: Uint8Array;
}

function kindsOf({ outcomes, rules, ruleNames }: IntermediateChart, theme: Theme): Kinds {
  const places = new Map<string, number>();
  const list: { name: string; color: Color; shape: Shape | null; count: number }[] = [];
  const of = Uint8Array.from(outcomes, (code, i) => {
    const outcome = OUTCOMES[code]!;
    const rule = rules[i]!;
    const called = outcomeName(outcome, outcomes);
    const name = rule < 0 ? called : `${called} by ${ruleNames[rule]}`;
    if (!places.has(name) && list.length < 255) {
      // The first rule has the colour of pruned trials; others their own.
      const color = rule > 0 ? theme.categories[(rule + 1) % theme.categories.length]! : theme.outcomes[outcome];
      places.set(name, list.length);
      list.push({ name, color, shape: outcome === 'feasible' ? null : OUTCOME_SHAPES[outcome], count: 0 });
    }
    const place = places.get(name) ?? 254;
    list[place]!.count++;
    return place;
  });
  return { list, of };
}

function curves(
  { trials, offsets, steps, values }: IntermediateChart,
  { list, of }: Kinds,
  x: Scale,
  y: Scale,
): LineMark {
  const isMany = trials.length > 60;
  return {
    type: 'line',
    xs: placesAlong(x, steps),
    ys: placesAlong(y, values),
    starts: offsets.slice(0, trials.length),
    palette: list.map(({ color }) => color),
    colors: of,
    opacity: lineOpacity(trials.length, isMany ? 0.5 : 0.85),
    width: isMany ? 1 : 1.5,
    isDashed: false,
    trials,
  };
}

/** A point where a curve ended early; and one for each curve of a single report, which is no line. */
function ends(
  { trials, offsets, steps, values }: IntermediateChart,
  { list, of }: Kinds,
  x: Scale,
  y: Scale,
  theme: Theme,
): readonly Mark[] {
  return list.flatMap(({ color, shape }, kind): Mark[] => {
    const own = Array.from(trials.keys()).filter(
      (c) => of[c] === kind && (shape !== null || offsets[c + 1] === offsets[c]! + 1),
    );
    if (own.length === 0) return [];
    const last = own.map((c) => offsets[c + 1]! - 1);
    return [
      points(
        last.map((at) => x.place(steps[at]!)),
        last.map((at) => y.place(values[at]!)),
        shape ?? 'circle',
        color,
        { ...pointLook(own.length, 2.5, theme.background), trials: Int32Array.from(own, (c) => trials[c]!) },
      ),
    ];
  });
}
