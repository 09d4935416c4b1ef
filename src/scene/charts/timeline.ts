import { OUTCOMES } from '../../analysis/charts/outcome.ts';
import type { TimelineChart } from '../../analysis/charts/timeline.ts';
import { type Box, laidOutScene, type LegendItem, line, type Look } from '../layout.ts';
import { counted, durationText, instantText, numberText } from '../number-text.ts';
import { outcomeLegend, staircase } from '../outcome-points.ts';
import { stacked } from '../panel.ts';
import { type Domain, reach, type Scale } from '../scale.ts';
import type { BarsMark, Mark, Scene } from '../scene.ts';
import { LIGHT, type Theme } from '../theme.ts';

/** Draws which trial ran when, in lanes of workers, when it stood paused, and how many ran at once. */
export function timelineScene(chart: TimelineChart, look: Look = {}): Scene {
  const theme = look.theme ?? LIGHT;
  const { ran, stood, lanes, most, unknown } = chart;
  const { low, high } = reach(ran.starts, ran.ends, stood.ends);
  const domain: Domain = { kind: 'time', low, high };
  const busy = lanes.reduce((sum, { seconds }) => sum + seconds, 0);
  const paused: readonly LegendItem[] =
    stood.trials.length === 0 ? [] : [{ text: 'stood paused', color: theme.outcomes.paused, sign: 'area' }];
  return laidOutScene(look, {
    title: 'Timeline',
    says: [
      `${counted(ran.trials.length, 'stretch').replace('stretchs', 'stretches')} in ${counted(lanes.length, 'lane')}, ${numberText(Math.max(1, most))} at once at most; ${durationText(busy)} of computing.`,
      ...(unknown > 0 ? [`Of ${counted(unknown, 'trial')} the start is not known.`] : []),
    ],
    legend: [...outcomeLegend(ran.outcomes, theme).map((item): LegendItem => ({ ...item, sign: 'square' })), ...paused],
    height: Math.min(520, Math.max(120, lanes.length * 22) + 150),
    rows: 2,
    empty: ran.trials.length === 0 ? 'No trial has run yet.' : null,
    draw: (box) => {
      const below = 105;
      const upper: Box = { ...box, height: Math.max(60, box.height - below) };
      const lower: Box = { ...box, y: box.y + upper.height + 6, height: Math.max(50, below - 6) };
      return stacked(
        [
          [
            upper,
            {
              x: { domain, label: '' },
              y: { domain: { kind: 'category', names: laneNames(chart) }, label: '' },
              isFromTop: true,
              draw: (x, y) => laneMarks(chart, x, y, high, theme),
            },
          ],
          [
            lower,
            {
              x: { domain, label: `UTC, from ${instantText(low)} on` },
              y: { domain: { kind: 'linear', low: 0, high: Math.max(1, most), isWhole: true }, label: 'at once' },
              draw: (x, y) => [countMarks(chart, x, y, high, theme)],
            },
          ],
        ],
        theme,
      );
    },
  });
}

/** Each worker is named at its first lane. */
function laneNames({ lanes }: TimelineChart): readonly string[] {
  return lanes.map(({ worker }, i) => {
    if (worker === null) return `lane ${i}`;
    return i > 0 && lanes[i - 1]!.worker === worker ? '' : worker;
  });
}

function laneMarks({ ran, stood }: TimelineChart, x: Scale, y: Scale, last: number, theme: Theme): readonly Mark[] {
  const used = [...new Set(ran.outcomes)].sort((a, b) => a - b);
  const laneOf = new Map<number, number>();
  ran.trials.forEach((trial, i) => laneOf.set(trial, laneOf.get(trial) ?? ran.lanes[i]!));
  const bars = (
    of: TimelineChart['stood'],
    lanes: ArrayLike<number>,
    share: number,
  ): Omit<BarsMark, 'palette' | 'colors' | 'opacity'> => {
    // Bars of a short trial are seen, too.
    const height = Math.max(0.5, y.slot * share - 1);
    const ends = Float32Array.from(of.ends, (end) => x.place(Number.isNaN(end) ? last : end));
    const starts = Float32Array.from(of.starts, x.place);
    return {
      type: 'bars',
      xs: starts,
      ys: Float32Array.from({ length: lanes.length }, (_, i) => y.place(lanes[i]!) - height / 2),
      widths: ends.map((end, i) => Math.max(0.8, end - starts[i]! - 0.4)),
      heights: new Float32Array(lanes.length).fill(height),
      trials: of.trials,
    };
  };
  return [
    {
      ...bars(
        stood,
        Int32Array.from(stood.trials, (trial) => laneOf.get(trial) ?? 0),
        0.35,
      ),
      palette: [theme.outcomes.paused],
      colors: null,
      opacity: 0.4,
    },
    {
      ...bars(ran, ran.lanes, 0.85),
      palette: used.map((code) => theme.outcomes[OUTCOMES[code]!]),
      colors: ran.outcomes.map((code) => used.indexOf(code)),
      opacity: 1,
    },
  ];
}

function countMarks({ atOnce }: TimelineChart, x: Scale, y: Scale, last: number, theme: Theme): Mark {
  const stair = staircase(atOnce.instants, atOnce.counts, last);
  return line(stair.xs.map(x.place), stair.ys.map(y.place), theme.text, { width: 1.5 });
}
