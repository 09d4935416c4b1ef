import { lowerBound } from '../../../src/history/column.ts';
import type { Mark, Scene } from 'vernier/scene';
import type { Step } from './messages.ts';

/** Trials that a large step passes. */
const PAGE = 25;

/** The trial that a step leads to, among those of a chart, ascending; null = there are none. Without a trial to start from it is an end. */
export function stepped(trials: Int32Array, from: number | null, step: Step): number | null {
  const last = trials.length - 1;
  if (last < 0) return null;
  const place = from === null ? -1 : lowerBound(trials, trials.length, from);
  const isOn = place >= 0 && trials[place] === from;
  const to = {
    first: 0,
    last,
    next: place < 0 ? 0 : isOn ? place + 1 : place,
    previous: place < 0 ? last : place - 1,
    'next-page': place < 0 ? 0 : place + PAGE,
    'previous-page': place < 0 ? last : place - PAGE,
  }[step];
  return trials[Math.max(0, Math.min(last, to))]!;
}

/** Where a trial is seen in a picture, in pixels; null = it is not in it. Of several places the one that was painted last. Cost O(marks). */
export function placeOf(
  { marks }: Pick<Scene, 'marks'>,
  trial: number,
): { readonly x: number; readonly y: number } | null {
  for (const mark of marks.toReversed()) {
    const place = placeIn(mark, trial);
    if (place !== null) return place;
  }
  return null;
}

function placeIn(mark: Mark, trial: number): { readonly x: number; readonly y: number } | null {
  if (mark.type === 'clip') return placeOf(mark, trial);
  if (mark.type !== 'points' && mark.type !== 'bars' && mark.type !== 'line') return null;
  const i = mark.trials?.indexOf(trial) ?? -1;
  if (i < 0) return null;
  if (mark.type === 'points') return { x: mark.xs[i]!, y: mark.ys[i]! };
  if (mark.type === 'bars') return { x: mark.xs[i]! + mark.widths[i]! / 2, y: mark.ys[i]! + mark.heights[i]! / 2 };
  const start = mark.starts?.[i] ?? 0;
  const end = mark.starts?.[i + 1] ?? mark.xs.length;
  for (let at = end - 1; at >= start; at--)
    if (!Number.isNaN(mark.ys[at]!)) return { x: mark.xs[at]!, y: mark.ys[at]! };
  return null;
}
