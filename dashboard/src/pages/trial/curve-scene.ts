import { laidOutScene, line, points } from '../../../../src/scene/layout.ts';
import { panel } from '../../../../src/scene/panel.ts';
import { domainOfValues, reach } from '../../../../src/scene/scale.ts';
import type { Look, Scene } from 'vernier/scene';
import { LIGHT } from 'vernier/scene';
import { shownNumber } from '../../parts/wire-number.ts';
import { trialWords as words } from '../../words/trial.ts';

/** Numbers by step. */
export interface Curve {
  readonly name: string;
  readonly steps: readonly number[];
  /** NaN = none. */
  readonly values: readonly number[];
}

/** Curves with more points than this are drawn without them. */
const MOST_POINTS = 200;

/** Draws the course of one number of a trial; beside it, dashed, another trial's. */
export function curveScene(what: string, own: Curve, other: Curve | null, look: Look): Scene {
  const theme = look.theme ?? LIGHT;
  const curves = other === null ? [own] : [other, own];
  const last = own.values.at(-1);
  return laidOutScene(
    { height: 260, ...look },
    {
      title: words.curve(what),
      says: [words.curveSays(own.values.length, last === undefined ? '' : shownNumber(last))],
      legend:
        other === null
          ? []
          : [
              { text: own.name, color: theme.categories[0]!, sign: 'line' },
              { text: other.name, color: theme.accent, sign: 'dashed' },
            ],
      empty: own.values.some(Number.isFinite) ? null : words.noReports,
      draw: (box) =>
        panel(
          box,
          {
            x: {
              domain: { kind: 'linear', ...reach(...curves.map(({ steps }) => steps)), isWhole: true },
              label: 'step',
            },
            y: { domain: domainOfValues(...curves.map(({ values }) => values)), label: what },
            draw: (x, y) =>
              curves.flatMap((curve) => {
                const isOwn = curve === own;
                const color = isOwn ? theme.categories[0]! : theme.accent;
                const [xs, ys] = [curve.steps.map(x.place), curve.values.map(y.place)];
                return [
                  line(xs, ys, color, { width: 2, isDashed: !isOwn }),
                  ...(isOwn && xs.length <= MOST_POINTS ? [points(xs, ys, 'circle', color, { radius: 2.5 })] : []),
                ];
              }),
          },
          theme,
        ),
    },
  );
}
