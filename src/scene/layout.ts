import { type Fitted, fitted, textWidth } from './text-width.ts';
import type { Color, LineMark, Mark, PointsMark, Scene, Shape, TextMark } from './scene.ts';
import { LIGHT, type Theme } from './theme.ts';

/** What a picture is drawn with. */
export interface Look {
  /** Pixels. Default 720; at least 240. */
  readonly width?: number;
  /** Pixels; left out = what suits the chart. It is made higher where its panels would have no room for their labels. */
  readonly height?: number;
  /** Default `LIGHT`. */
  readonly theme?: Theme;
  /** Name of the study, for the line under the title. */
  readonly study?: string;
}

/** A rectangle, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One thing that the legend explains. */
export interface LegendItem {
  readonly text: string;
  readonly color: Color;
  /** A form of points, or how a line or an area looks. */
  readonly sign: Shape | 'line' | 'dashed' | 'area';
}

/** What the steps of a ramp mean: its ends, from weak to strong. */
export interface RampLegend {
  readonly palette: readonly Color[];
  readonly what: string;
  readonly weak: string;
  readonly strong: string;
}

/** A picture before it is laid out. */
export interface Plan {
  readonly title: string;
  /** What it shows, in sentences; the first one is shown under the title. */
  readonly says: readonly string[];
  readonly legend?: readonly LegendItem[];
  readonly ramp?: RampLegend | null;
  /** What must be known before it is believed, in sentences. */
  readonly warnings?: readonly string[];
  /** Pixels that it wants below the title and the legend. */
  readonly height?: number;
  /** Rows of panels. Default 1. */
  readonly rows?: number;
  /** Why there is nothing to draw; null or left out = there is. */
  readonly empty?: string | null;
  readonly draw: (box: Box, theme: Theme) => readonly Mark[];
}

const TITLE = 15;
/** Size of the letters of ticks, labels and legends. */
export const SMALL = 11;
const MARGIN = 12;
/** Pixels between panels. */
export const PANEL_GAP = 14;
/** Lines that the first sentence, and that all warnings together have at most; screen readers are told all. */
const MOST_LINES = 2;
const MOST_WARNING_LINES = 6;
/** Pixels that a row of panels has at least. */
const ROW_LEAST = 90;

/** Lays a picture out: title, what it says, legend, and the marks below. */
export function laidOutScene(look: Look, plan: Plan): Scene {
  const theme = look.theme ?? LIGHT;
  const width = Math.max(240, Math.round(look.width ?? 720));
  const room = width - 2 * MARGIN;
  const says =
    look.study === undefined
      ? plan.says
      : [`${fitted(look.study, SMALL, room / 3).text}: ${plan.says[0] ?? ''}`, ...plan.says.slice(1)];
  const marks: Mark[] = [
    text({ x: MARGIN, y: MARGIN + TITLE - 2 }, fitted(plan.title, TITLE, room), {
      size: TITLE,
      fill: theme.text,
      isBold: true,
    }),
  ];
  let y = MARGIN + TITLE + 6;
  const paragraph = (sentences: readonly string[], most: number, fill: Color, step: number): void => {
    const lines = sentences.flatMap((sentence) => linesOf(sentence, SMALL, room));
    lines.slice(0, most).forEach((line, i) => {
      const isLast = i === most - 1 && lines.length > most;
      const words = fitted(isLast ? lines.slice(i).join(' ') : line, SMALL, room, 'sentence');
      marks.push(text({ x: MARGIN, y: y + SMALL }, words, { fill }));
      y += step;
    });
  };
  const careful = (plan.warnings ?? []).map((warning) => `Careful: ${warning}`);
  paragraph(says.slice(0, 1), MOST_LINES, theme.muted, SMALL + 7);
  paragraph(careful, MOST_WARNING_LINES, theme.accent, SMALL + 5);
  const isEmpty = (plan.empty ?? null) !== null;
  if (!isEmpty && plan.ramp) y = ramp(marks, plan.ramp, { x: MARGIN, y, width: room, height: 0 }, theme);
  if (!isEmpty) y = legend(marks, plan.legend ?? [], { x: MARGIN, y, width: room, height: 0 }, theme);
  y += 4;
  const rows = isEmpty ? 1 : (plan.rows ?? 1);
  const least = y + rows * ROW_LEAST + (rows - 1) * PANEL_GAP + MARGIN;
  const height = Math.max(
    160,
    Math.ceil(least),
    Math.round(look.height ?? y + (isEmpty ? 140 : (plan.height ?? 340)) + MARGIN),
  );
  const box = { x: MARGIN, y, width: room, height: height - y - MARGIN };
  const body = isEmpty ? words(plan.empty!, box, theme) : plan.draw(box, theme);
  return {
    width,
    height,
    background: theme.background,
    title: [plan.title, look.study].filter((part) => part !== undefined).join(', '),
    description: [...plan.says, ...careful, ...(isEmpty ? [plan.empty!] : [])].join(' '),
    marks: [...marks, { type: 'clip', x: 0, y: 0, width, height, marks: body }],
  };
}

/** A text mark: small and muted unless something else is said. */
export function text(
  at: { readonly x: number; readonly y: number },
  what: Fitted,
  how: { readonly fill: Color } & Partial<Pick<TextMark, 'size' | 'anchor' | 'isBold' | 'isTurned'>>,
): TextMark {
  return { type: 'text', ...at, ...what, size: SMALL, anchor: 'start', isBold: false, isTurned: false, ...how };
}

/** Words in the middle of a box, in as many lines as they need. */
export function words(sentence: string, box: Box, theme: Theme): readonly Mark[] {
  const size = 13;
  const lines = linesOf(sentence, size, box.width - 16);
  const most = Math.max(1, Math.floor(box.height / 19));
  const top = box.y + box.height / 2 - (Math.min(lines.length, most) * 19) / 2 + size;
  return lines.slice(0, most).map((line, i) =>
    text({ x: box.x + box.width / 2, y: top + i * 19 }, fitted(line, size, box.width), {
      size,
      fill: theme.muted,
      anchor: 'middle',
    }),
  );
}

/** A sentence in as many lines as its room makes of it. */
function linesOf(sentence: string, size: number, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const ITEM_MOST = 190;
const ROW = 18;
const ROWS = 3;

/** Draws what marks mean, in rows; what has no room is counted. @returns the y below it */
function legend(marks: Mark[], items: readonly LegendItem[], box: Box, theme: Theme): number {
  let x = box.x;
  let row = 0;
  for (const [i, item] of items.entries()) {
    const name = fitted(item.text, SMALL, Math.min(ITEM_MOST, box.width - 24));
    const width = 20 + textWidth(name.text, SMALL) + 14;
    const isLastRow = row === ROWS - 1;
    const rest = `and ${items.length - i} more`;
    const reserve = isLastRow && i < items.length - 1 ? textWidth(rest, SMALL) + 14 : 0;
    if (x > box.x && x + width + reserve > box.x + box.width) {
      if (isLastRow) {
        marks.push(
          text(
            { x, y: box.y + row * ROW + 12 },
            {
              text: rest,
              full: items
                .slice(i, i + 30)
                .map((left) => left.text)
                .join(', '),
            },
            { fill: theme.muted },
          ),
        );
        break;
      }
      row++;
      x = box.x;
    }
    const middle = box.y + row * ROW + 8;
    marks.push(...sign(item, x, middle, theme));
    marks.push(text({ x: x + 20, y: middle + 4 }, name, { fill: theme.muted }));
    x += width;
  }
  return items.length === 0 ? box.y : box.y + (row + 1) * ROW + 2;
}

function sign({ sign: kind, color }: LegendItem, x: number, y: number, theme: Theme): readonly Mark[] {
  if (kind === 'area')
    return [
      {
        type: 'area',
        xs: Float32Array.of(x, x + 14),
        tops: Float32Array.of(y - 5, y - 5),
        bottoms: Float32Array.of(y + 5, y + 5),
        fill: color,
        opacity: 0.3,
      },
    ];
  if (kind === 'line' || kind === 'dashed')
    return [line([x, x + 14], [y, y], color, { width: 2, isDashed: kind === 'dashed' })];
  const edge = kind === 'ring' || kind === 'cross' ? null : theme.background;
  return [points([x + 7], [y], kind, color, { edge, radius: 4 })];
}

/** Pixels below which a ramp is short, so that there is room for its words. */
const NARROW = 420;

/** A bar of a ramp's colours between the words for its ends. @returns the y below it */
export function ramp(marks: Mark[], { palette, what, weak, strong }: RampLegend, box: Box, theme: Theme): number {
  const bar = box.width < NARROW ? 56 : 96;
  const room = box.width - bar - 36;
  const y = box.y + 12;
  const [low, high] = [fitted(weak, SMALL, 0.38 * room), fitted(strong, SMALL, 0.38 * room)];
  const ends = textWidth(low.text, SMALL) + textWidth(high.text, SMALL);
  const name = fitted(what, SMALL, room - ends);
  let x = box.x;
  marks.push(text({ x, y }, name, { fill: theme.text }));
  x += textWidth(name.text, SMALL) + 12;
  marks.push(text({ x, y }, low, { fill: theme.muted }));
  x += textWidth(low.text, SMALL) + 6;
  marks.push({
    type: 'cells',
    xs: Float32Array.from({ length: palette.length + 1 }, (_, i) => x + (bar * i) / palette.length),
    ys: Float32Array.of(y - 10, y),
    palette,
    colors: Uint8Array.from(palette.keys()),
  });
  marks.push(text({ x: x + bar + 6, y }, high, { fill: theme.muted }));
  return box.y + ROW + 2;
}

/** A line of one colour. */
export function line(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  color: Color,
  how: Partial<Pick<LineMark, 'width' | 'isDashed' | 'opacity'>> = {},
): LineMark {
  return {
    type: 'line',
    xs: new Float32Array(xs),
    ys: new Float32Array(ys),
    starts: null,
    palette: [color],
    colors: null,
    opacity: 1,
    width: 1,
    isDashed: false,
    trials: null,
    ...how,
  };
}

/** Points of one colour. */
export function points(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  shape: Shape,
  color: Color,
  how: Partial<Pick<PointsMark, 'radius' | 'edge' | 'opacity' | 'trials' | 'palette' | 'colors'>> = {},
): PointsMark {
  return {
    type: 'points',
    xs: new Float32Array(xs),
    ys: new Float32Array(ys),
    shape,
    palette: [color],
    colors: null,
    opacity: 1,
    radius: 3,
    edge: null,
    trials: null,
    ...how,
  };
}
