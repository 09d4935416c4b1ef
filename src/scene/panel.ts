import { type Box, line, PANEL_GAP, SMALL, text } from './layout.ts';
import { type Fitted, fitted, textWidth } from './text-width.ts';
import type { Mark } from './scene.ts';
import { type Domain, type Scale, scaleOf } from './scale.ts';
import type { Theme } from './theme.ts';
import type { Named } from './ticks.ts';

/** An axis of a panel. */
export interface AxisPlan {
  readonly domain: Domain;
  /** What it counts, with its unit; empty = the panel's title says it. */
  readonly label: string;
}

/** A rectangle with two axes. */
export interface PanelPlan {
  readonly title?: string;
  readonly x: AxisPlan;
  readonly y: AxisPlan;
  /** Is the first choice at the top? Lanes are read from there. */
  readonly isFromTop?: boolean;
  readonly draw: (x: Scale, y: Scale, plot: Box) => readonly Mark[];
}

const TICK = SMALL + 6;
const GAP = 8;

/** The upright axis of a panel, which says how much room is left for the plot. */
interface UprightAxis {
  readonly scale: Scale;
  readonly ticks: Named;
  readonly texts: readonly Fitted[];
  readonly top: number;
  readonly bottom: number;
  /** Pixels from the left of the box to the plot. */
  readonly margin: number;
}

function uprightAxis(box: Box, plan: PanelPlan): UprightAxis {
  const top = box.y + (plan.title === undefined ? 6 : 20);
  const bottom = Math.max(top + 10, box.y + box.height - TICK - (plan.x.label === '' ? 2 : SMALL + 6));
  const ends = plan.isFromTop === true ? ([top, bottom] as const) : ([bottom, top] as const);
  const scale = scaleOf(plan.y.domain, ends[0], ends[1]);
  const ticks = spread(scale, Math.max(2, Math.floor((bottom - top) / 32)), (value) => {
    const at = scale.place(value);
    return [at - SMALL / 2 - 1, at + SMALL / 2 + 1];
  });
  const texts = ticks.texts.map((name) => fitted(name, SMALL, Math.max(24, box.width * 0.3)));
  const widest = texts.reduce((width, name) => Math.max(width, textWidth(name.text, SMALL)), 0);
  return { scale, ticks, texts, top, bottom, margin: (plan.y.label === '' ? 0 : SMALL + 6) + widest + 6 };
}

/** Panels below each other, whose plots begin and end at the same places. */
export function stacked(panels: readonly (readonly [Box, PanelPlan])[], theme: Theme): readonly Mark[] {
  const margin = panels.reduce((most, [box, plan]) => Math.max(most, uprightAxis(box, plan).margin), 0);
  return panels.flatMap(([box, plan]) => panel(box, plan, theme, margin));
}

/**
 * Draws axes, ticks that do not touch, and what lies between them; marks beyond the axes are cut off.
 *
 * @param least pixels from the left of the box to the plot, at least
 */
export function panel(box: Box, plan: PanelPlan, theme: Theme, least = 0): readonly Mark[] {
  const { scale: y, ticks: yTicks, texts: yTexts, top, bottom, margin } = uprightAxis(box, plan);
  const left = box.x + Math.max(margin, least);
  const plot: Box = {
    x: left,
    y: top,
    width: Math.max(20, box.x + box.width - left - 4),
    height: bottom - top,
  };
  const x = scaleOf(plan.x.domain, plot.x, plot.x + plot.width);
  const marks: Mark[] = [];
  if (plan.title !== undefined)
    marks.push(
      text({ x: plot.x, y: box.y + 13 }, fitted(plan.title, SMALL + 1, plot.width), {
        fill: theme.text,
        size: SMALL + 1,
      }),
    );
  yTicks.values.forEach((value, i) => {
    const at = y.place(value);
    if (y.slot === 0) marks.push(line([plot.x, plot.x + plot.width], [at, at], theme.grid));
    marks.push(text({ x: plot.x - 6, y: at + 4 }, yTexts[i]!, { fill: theme.muted, anchor: 'end' }));
  });
  marks.push(...xAxis(x, plot, box, theme));
  marks.push(...labels(plan, plot, box, theme));
  marks.push({
    type: 'clip',
    x: plot.x - 4,
    y: plot.y - 4,
    width: plot.width + 8,
    height: plot.height + 8,
    marks: plan.draw(x, y, plot),
  });
  return marks;
}

function xAxis(x: Scale, plot: Box, box: Box, theme: Theme): readonly Mark[] {
  const bottom = plot.y + plot.height;
  const room = x.slot === 0 ? plot.width / 2 : Math.max(x.slot - 4, 34);
  const cut = (name: string) => fitted(name, SMALL, room);
  const span = (value: number, name: string): readonly [number, number] => {
    const width = textWidth(cut(name).text, SMALL);
    const start = Math.max(box.x, Math.min(x.place(value) - width / 2, box.x + box.width - width));
    return [start, start + width + GAP];
  };
  const ticks = spread(x, Math.max(4, Math.floor(plot.width / 70)), span);
  const marks: Mark[] = [line([plot.x, plot.x + plot.width], [bottom, bottom], theme.axis)];
  ticks.values.forEach((value, i) => {
    const at = x.place(value);
    const name = cut(ticks.texts[i]!);
    marks.push(line([at, at], [bottom, bottom + 4], theme.axis));
    const [start, end] = span(value, ticks.texts[i]!);
    const middle = (start + end - GAP) / 2;
    marks.push(text({ x: middle, y: bottom + TICK - 1 }, name, { fill: theme.muted, anchor: 'middle' }));
  });
  return marks;
}

/** A label in its room: what stands in brackets at its end goes before any of its name does. */
function labelFor(label: string, room: number): Fitted {
  const own = fitted(label, SMALL, room);
  return own.full === null ? own : { ...fitted(label.replace(/ \([^()]*\)$/, ''), SMALL, room), full: label };
}

function labels(plan: PanelPlan, plot: Box, box: Box, theme: Theme): readonly Mark[] {
  const marks: Mark[] = [];
  const isLog = (axis: AxisPlan): string => (axis.domain.kind === 'log' ? `${axis.label} (log)` : axis.label);
  if (plan.x.label !== '')
    marks.push(
      text({ x: plot.x + plot.width / 2, y: box.y + box.height - 3 }, labelFor(isLog(plan.x), plot.width), {
        fill: theme.muted,
        anchor: 'middle',
      }),
    );
  if (plan.y.label !== '')
    marks.push(
      text({ x: box.x + SMALL, y: plot.y + plot.height / 2 }, labelFor(isLog(plan.y), plot.height), {
        fill: theme.muted,
        anchor: 'middle',
        isTurned: true,
      }),
    );
  return marks;
}

/**
 * As many ticks as stand apart: fewer are asked for, then every second one is left out, until no two touch.
 *
 * @param span where the text of a value lies along the axis
 */
function spread(scale: Scale, most: number, span: (value: number, text: string) => readonly [number, number]): Named {
  const areApart = ({ values, texts }: Named): boolean => {
    const spans = values.map((value, i) => span(value, texts[i]!)).sort(([a], [b]) => a - b);
    return spans.every(([start], i) => i === 0 || start >= spans[i - 1]![1]);
  };
  for (let count = most; count >= 1 && scale.slot === 0; count--) {
    const ticks = scale.ticks(count);
    if (areApart(ticks)) return ticks;
  }
  const { values, texts } = scale.ticks(1);
  for (let every = 1; ; every *= 2) {
    const isKept = (_: unknown, i: number): boolean => i % every === 0;
    const kept = { values: values.filter(isKept), texts: texts.filter(isKept) };
    if (kept.values.length <= 1 || areApart(kept)) return kept;
  }
}

/** Rectangles in a grid, row by row, and the height that it takes. */
export function gridOf(
  count: number,
  width: number,
  least: number,
  most = 4,
): { readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.min(most, count, Math.floor(width / least)));
  return { columns, rows: Math.ceil(count / columns) };
}

/** The box at a place of a grid. */
export function boxAt(box: Box, grid: { readonly columns: number; readonly rows: number }, i: number): Box {
  const gap = PANEL_GAP;
  const width = (box.width - gap * (grid.columns - 1)) / grid.columns;
  const height = (box.height - gap * (grid.rows - 1)) / grid.rows;
  const column = i % grid.columns;
  const row = Math.floor(i / grid.columns);
  return { x: box.x + column * (width + gap), y: box.y + row * (height + gap), width, height };
}
