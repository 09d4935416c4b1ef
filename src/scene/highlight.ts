import { pick } from './outcome-points.ts';
import { type Frame, frameOf, paintMark, type PaintOptions, shared, within } from './paint.ts';
import type { ManyMark } from './raster.ts';
import type { ClipMark, LineMark, Mark, Scene } from './scene.ts';
import type { Surface } from './surface.ts';

/** How selected trials are painted. */
export interface HighlightOptions extends PaintOptions {
  /** How much what is not selected is taken back, 0 … 1; default 0.75. */
  readonly veil?: number;
}

/** What was painted of a selection. */
export interface Highlighted {
  /** Points, bars and lines of selected trials that were drawn, and how many there are. */
  readonly drawn: number;
  readonly of: number;
}

/** Pixels of the device that lines may take together: beyond it they would no longer follow a pointer. */
const MOST_STROKES = 2.5e6;

/**
 * Paints selected trials over a veil, on a surface that lies above the painted picture. The veil covers the panels that show trials;
 * what lay over trials there lies over them here, too. Of too many lines an even share is drawn.
 *
 * @param isSelected by number of the trial, 1 = it is; trials beyond its length are not
 * @param surface of the same size as that of the picture; what was on it is gone
 */
export function paintHighlight(
  scene: Scene,
  isSelected: Uint8Array,
  surface: Surface,
  { ratio = 1, veil = 0.75 }: HighlightOptions = {},
): Highlighted {
  const frame = frameOf({ x: 0, y: 0, width: scene.width, height: scene.height }, ratio);
  surface.save();
  surface.setTransform(ratio, 0, 0, ratio, 0, 0);
  surface.clearRect(0, 0, (frame.width + 1) / ratio, (frame.height + 1) / ratio);
  const most = MOST_STROKES / ratio;
  const told: { drawn: number; of: number } = { drawn: 0, of: 0 };
  const walk = ({ marks }: Pick<ClipMark, 'marks'>, seen: Frame): void => {
    for (const mark of marks)
      if (mark.type === 'clip')
        within(shared(seen, frameOf(mark, ratio)), surface, ratio, (inner) => walk(mark, inner));
    const first = marks.findIndex(isTold);
    if (first < 0) return;
    takeBack(seen, ratio, scene.background, veil, surface);
    for (const mark of marks.slice(first)) {
      if (mark.type === 'clip') continue;
      const part = isTold(mark) ? selected(mark, isSelected, most) : { mark, drawn: 0, of: 0 };
      told.drawn += part.drawn;
      told.of += part.of;
      paintMark(part.mark, surface, { ratio, isQuick: true }, seen);
    }
  };
  walk(scene, frame);
  surface.restore();
  return told;
}

const isTold = (mark: Mark): mark is ManyMark =>
  (mark.type === 'line' || mark.type === 'points' || mark.type === 'bars') && mark.trials !== null;

/** Lays a veil over a part of the picture. */
function takeBack(frame: Frame, ratio: number, color: string, veil: number, surface: Surface): void {
  surface.globalAlpha = veil;
  surface.fillStyle = color;
  surface.fillRect(frame.x / ratio, frame.y / ratio, frame.width / ratio, frame.height / ratio);
}

/** The part of a mark that shows selected trials, or an even share of it: opaque, in its own colours. */
function selected(mark: ManyMark, isSelected: Uint8Array, most: number): Highlighted & { readonly mark: ManyMark } {
  const trials = mark.trials!;
  const places = new Uint32Array(trials.length);
  let count = 0;
  for (let i = 0; i < trials.length; i++) if (isSelected[trials[i]!] === 1) places[count++] = i;
  const all = places.subarray(0, count);
  if (mark.type === 'line') {
    const share = Math.min(1, most / meanStrokes(mark) / all.length);
    const kept = all.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));
    return { mark: linesOf(mark, kept), drawn: kept.length, of: all.length };
  }
  const own = {
    xs: pick(mark.xs, all),
    ys: pick(mark.ys, all),
    colors: mark.colors && Uint8Array.from(all, (i) => mark.colors![i]!),
    opacity: 1,
    trials: null,
  };
  const part: ManyMark =
    mark.type === 'points'
      ? { ...mark, ...own, edge: all.length > MANY_EDGES ? null : mark.edge }
      : {
          ...mark,
          ...own,
          widths: pick(mark.widths, all),
          heights: pick(mark.heights, all),
        };
  return { mark: part, drawn: all.length, of: all.length };
}

/** Points beyond which their edges are left out: they would lie under each other. */
const MANY_EDGES = 5000;
/** Lines up to which each one is to stand out. */
const FEW_LINES = 300;
/** Lines that are measured to know how long they are. */
const SAMPLE = 500;

/** Some lines of a mark. */
function linesOf(mark: LineMark, shapes: Uint32Array): LineMark {
  const { xs, ys } = mark;
  const starts = mark.starts ?? Uint32Array.of(0);
  const endOf = (shape: number): number => starts[shape + 1] ?? xs.length;
  const own = new Uint32Array(shapes.length);
  let points = 0;
  shapes.forEach((shape, i) => {
    own[i] = points;
    points += endOf(shape) - starts[shape]!;
  });
  const placed = { xs: new Float32Array(points), ys: new Float32Array(points) };
  shapes.forEach((shape, i) => {
    placed.xs.set(xs.subarray(starts[shape]!, endOf(shape)), own[i]!);
    placed.ys.set(ys.subarray(starts[shape]!, endOf(shape)), own[i]!);
  });
  const isFew = shapes.length <= FEW_LINES;
  return {
    ...mark,
    ...placed,
    starts: own,
    colors: mark.colors && Uint8Array.from(shapes, (shape) => mark.colors![shape]!),
    opacity: isFew ? 1 : Math.max(0.5, mark.opacity),
    width: isFew ? Math.max(1.5, mark.width) : mark.width,
    trials: null,
  };
}

/** How many pixels lines are long on average along the longer axis, by an even sample. */
function meanStrokes({ xs, ys, starts }: LineMark): number {
  const begins = starts ?? Uint32Array.of(0);
  const every = Math.max(1, Math.floor(begins.length / SAMPLE));
  let strokes = 0;
  let lines = 0;
  for (let line = 0; line < begins.length; line += every, lines++)
    for (let i = begins[line]! + 1; i < (begins[line + 1] ?? xs.length); i++)
      strokes += Math.max(Math.abs(xs[i]! - xs[i - 1]!), Math.abs(ys[i]! - ys[i - 1]!)) || 1;
  return Math.max(1, strokes / Math.max(1, lines));
}
