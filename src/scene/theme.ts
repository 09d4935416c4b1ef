import type { Outcome } from '../analysis/charts/outcome.ts';
import type { Color, Shape } from './scene.ts';

/** How pictures look. All colours keep apart for eyes that do not tell red from green. */
export interface Theme {
  readonly name: 'light' | 'dark';
  readonly background: Color;
  /** Titles, and what is read first. */
  readonly text: Color;
  /** Ticks, labels, notes: at least 4.5 : 1 against the background, as `text`. */
  readonly muted: Color;
  readonly axis: Color;
  readonly grid: Color;
  /** The incumbent, the front, the winner. */
  readonly accent: Color;
  /** Studies, curves, rules: in this order, at least 3 : 1 against the background. */
  readonly categories: readonly Color[];
  /** 16 steps from what is weak to what is strong; the weak end is still seen against the background. */
  readonly ramp: readonly Color[];
  /** 16 steps for cells, which need no background. */
  readonly cells: readonly Color[];
  /** What became of trials. */
  readonly outcomes: Readonly<Record<Outcome, Color>>;
}

/** The form of points by what became of a trial, so that it is told without colours. */
export const OUTCOME_SHAPES: Readonly<Record<Outcome, Shape>> = {
  feasible: 'circle',
  infeasible: 'ring',
  confirming: 'diamond',
  pruned: 'triangle',
  failed: 'cross',
  repeated: 'cross',
  waiting: 'ring',
  running: 'square',
  paused: 'square',
  removed: 'cross',
};

/** Steps of a ramp. */
const STEPS = 16;

/** The colour of the i-th of several studies or curves; the second time round lines are dashed. */
export const categoryOf = (
  { categories }: Theme,
  i: number,
): { readonly color: Color; readonly isDashed: boolean } => ({
  color: categories[i % categories.length]!,
  isDashed: Math.floor(i / categories.length) % 2 === 1,
});

/** Dark letters on white. */
export const LIGHT: Theme = {
  name: 'light',
  background: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  axis: '#8c959f',
  grid: '#e6e9ed',
  accent: '#b5470a',
  categories: ['#0062a8', '#d87b00', '#14a2ac', '#991f4e', '#912901', '#3564ff', '#0d008f'],
  ramp: between(['#98a832', '#35a07a', '#25788e', '#3d4d8a', '#440f54'], STEPS),
  cells: between(['#fde725', '#5ec962', '#21918c', '#3b528b', '#440154'], STEPS),
  outcomes: {
    feasible: '#0062a8',
    infeasible: '#7a828c',
    confirming: '#00876a',
    pruned: '#a87a00',
    failed: '#b02a6b',
    repeated: '#7a828c',
    waiting: '#8c959f',
    running: '#3f9bd1',
    paused: '#5b4bc4',
    removed: '#8c959f',
  },
};

/** Light letters on dark. */
export const DARK: Theme = {
  name: 'dark',
  background: '#151b23',
  text: '#eef1f4',
  muted: '#a3adb8',
  axis: '#6b7580',
  grid: '#2a3038',
  accent: '#ff9d5c',
  categories: ['#58aef0', '#dd6935', '#73ffa5', '#b87b8d', '#fed527', '#beffff', '#823dec'],
  ramp: between(['#5a5aa5', '#3c7fa0', '#2aa58a', '#7cd250', '#fde725'], STEPS),
  cells: between(['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'], STEPS),
  outcomes: {
    feasible: '#58aef0',
    infeasible: '#8b949e',
    confirming: '#3fc9a3',
    pruned: '#e0b43c',
    failed: '#f07ab0',
    repeated: '#8b949e',
    waiting: '#8b949e',
    running: '#a7d8f5',
    paused: '#a99cf5',
    removed: '#8b949e',
  },
};

/** Steps from the first colour through the others to the last. */
function between(stops: readonly Color[], steps: number): readonly Color[] {
  return Array.from({ length: steps }, (_, i) => {
    const at = (i / (steps - 1)) * (stops.length - 1);
    const from = Math.min(Math.floor(at), stops.length - 2);
    const [a, b] = [channels(stops[from]!), channels(stops[from + 1]!)];
    const mixed = a.map((channel, c) => Math.round(channel + (b[c]! - channel) * (at - from)));
    return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  });
}

/** Red, green and blue, 0 … 255. */
function channels(color: Color): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

/**
 * How far two colours stand out from each other: 1 … 21.
 *
 * Source: WCAG 2.2, contrast ratio.
 */
export function contrast(a: Color, b: Color): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
