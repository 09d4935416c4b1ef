import { laidOutScene, type LegendItem, line } from '../../../../src/scene/layout.ts';
import { sharedLabel, staircase } from '../../../../src/scene/outcome-points.ts';
import { panel } from '../../../../src/scene/panel.ts';
import { domainOfValues } from '../../../../src/scene/scale.ts';
import { categoryOf } from '../../../../src/scene/theme.ts';
import { durationText, LIGHT, type Look, numberText, type Scene } from 'vernier/scene';
import { compareWords as words } from '../../words/compare.ts';
import type { Along, Comparison } from './messages.ts';

/** Draws the best values of studies over the time they took, or over the computing they needed. */
export function courseScene({ courses, objective }: Comparison, along: Exclude<Along, 'trial'>, look: Look): Scene {
  const theme = look.theme ?? LIGHT;
  const spent = courses.map((course) => ({
    ...course,
    xs: along === 'time' ? course.times : course.costs,
    last: along === 'time' ? course.end.time : course.end.cost,
  }));
  const high = spent.reduce((most, { last }) => Math.max(most, last), 0);
  return laidOutScene(look, {
    title: words.courseTitle(objective?.name ?? words.results),
    says: [
      ...(spent.length > 1 ? [words.courseTogether(spent.length, durationText(high))] : []),
      ...spent.map(({ name, values, last }) =>
        words.courseSays(name, values.length === 0 ? words.none : numberText(values.at(-1)!), durationText(last)),
      ),
    ],
    legend: spent.map(
      ({ name }, i): LegendItem => ({
        text: name,
        color: categoryOf(theme, i).color,
        sign: categoryOf(theme, i).isDashed ? 'dashed' : 'line',
      }),
    ),
    empty: spent.some(({ xs }) => xs.some(Number.isFinite)) ? null : words.courseNone,
    draw: (box) =>
      panel(
        box,
        {
          x: {
            domain: { kind: 'duration', low: 0, high: high || 1 },
            label: along === 'time' ? words.courseTime : words.courseCost,
          },
          y: {
            domain: domainOfValues(...spent.map(({ values }) => values)),
            label: sharedLabel(objective),
          },
          draw: (x, y) =>
            spent.map(({ xs, values, last }, i) => {
              const stair = staircase(xs, values, last);
              const { color, isDashed } = categoryOf(theme, i);
              return line(stair.xs.map(x.place), stair.ys.map(y.place), color, { width: 2, isDashed });
            }),
        },
        theme,
      ),
  });
}
