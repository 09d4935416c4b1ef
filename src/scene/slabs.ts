import type { ManyMark } from './raster.ts';
import { reach } from './scale.ts';
import type { LineMark } from './scene.ts';
import type { Edges } from './segment.ts';

/**
 * The shapes of a mark, sorted into upright slabs, so that those near a place are found without looking at all. Of lines each stretch
 * from point to point is one shape, named by its first point; a shape lies in each slab that it reaches into.
 */
export interface Slabs {
  readonly mark: ManyMark;
  /** The trial of each shape. */
  readonly trials: Int32Array;
  /** Pixels: where the first slab begins, and how wide each one is. */
  readonly left: number;
  readonly width: number;
  /** Where the shapes of each slab begin in `shapes`, shape (slabs + 1). */
  readonly offsets: Uint32Array;
  readonly shapes: Uint32Array;
}

/** Pixels of a slab at least. */
const NARROWEST = 8;

/** Sorts the shapes of a mark; those without a place are left out. Cost O(shapes). */
export function slabsOf(mark: ManyMark, trialOfShape: Int32Array): Slabs {
  const starts = mark.type === 'line' ? mark.starts : null;
  const trials = starts === null ? trialOfShape : spreadOver(trialOfShape, starts, mark.xs.length);
  const { from, to } = spansOf(mark);
  const { low: left } = reach(from);
  const { high } = reach(to);
  const width = Math.max(NARROWEST, (high - left) / MOST_SLABS, meanSpan(from, to) / 2);
  const slabs = Number.isNaN(left) ? 0 : Math.floor((high - left) / width) + 1;
  const firstOf = (i: number): number => (Number.isNaN(from[i]!) ? slabs : Math.floor((from[i]! - left) / width));
  const lastOf = (i: number): number => Math.floor((to[i]! - left) / width);
  const offsets = new Uint32Array(slabs + 1);
  for (let i = 0; i < from.length; i++)
    for (let slab = firstOf(i), last = lastOf(i); slab <= last; slab++) offsets[slab + 1]!++;
  for (let slab = 0; slab < slabs; slab++) offsets[slab + 1]! += offsets[slab]!;
  const shapes = new Uint32Array(offsets[slabs]!);
  const next = offsets.slice();
  for (let i = 0; i < from.length; i++)
    for (let slab = firstOf(i), last = lastOf(i); slab <= last; slab++) shapes[next[slab]!++] = i;
  return { mark, trials, left, width, offsets, shapes };
}

/** Slabs at most, however wide the picture. */
const MOST_SLABS = 4096;

/** From where to where each shape reaches, pixels; NaN where it has no place. */
function spansOf(mark: ManyMark): { readonly from: Float32Array; readonly to: Float32Array } {
  const { xs, ys } = mark;
  const count = mark.type === 'line' ? Math.max(0, xs.length - 1) : xs.length;
  const from = new Float32Array(count).fill(Number.NaN);
  const to = new Float32Array(count).fill(Number.NaN);
  const others = mark.type === 'line' ? otherEnds(mark) : null;
  for (let i = 0; i < count; i++) {
    const other = others !== null ? others[i]! : mark.type === 'bars' ? xs[i]! + mark.widths[i]! : xs[i]!;
    if (!Number.isFinite(xs[i]! + ys[i]! + other)) continue;
    from[i] = Math.min(xs[i]!, other);
    to[i] = Math.max(xs[i]!, other);
  }
  return { from, to };
}

/** Where the stretch from each point ends, x alone; NaN where none begins. */
function otherEnds({ xs, ys, starts }: LineMark): Float32Array {
  const ends = xs.slice(1);
  for (let i = 0; i < ends.length; i++) if (Number.isNaN(ys[i + 1]!)) ends[i] = Number.NaN;
  for (const start of starts ?? []) if (start > 0) ends[start - 1] = Number.NaN;
  return ends;
}

function meanSpan(from: Float32Array, to: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < from.length; i++) {
    if (Number.isNaN(from[i]!)) continue;
    sum += to[i]! - from[i]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The trial of each point of lines. */
function spreadOver(trials: Int32Array, starts: Uint32Array, points: number): Int32Array {
  const spread = new Int32Array(points);
  for (let line = 0; line < starts.length; line++)
    spread.fill(trials[line]!, starts[line]!, starts[line + 1] ?? points);
  return spread;
}

/** The slabs that a stretch of the picture reaches into, as places in `shapes`: from … to, end not included. */
export function stretchOf({ left, width, offsets }: Slabs, from: number, to: number): readonly [number, number] {
  const slabs = offsets.length - 1;
  const first = Math.max(0, Math.floor((from - left) / width));
  const last = Math.min(slabs - 1, Math.floor((to - left) / width));
  return first > last ? [0, 0] : [offsets[first]!, offsets[last + 1]!];
}

/** The place of a shape that is nearest to another place. */
export function nearestPlace({ mark }: Slabs, shape: number, x: number, y: number): readonly [number, number] {
  const [x0, y0] = [mark.xs[shape]!, mark.ys[shape]!];
  if (mark.type === 'points') return [x0, y0];
  if (mark.type === 'bars')
    return [between(x, x0, x0 + mark.widths[shape]!), between(y, y0, y0 + mark.heights[shape]!)];
  const [dx, dy] = [mark.xs[shape + 1]! - x0, mark.ys[shape + 1]! - y0];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : between(((x - x0) * dx + (y - y0) * dy) / square, 0, 1);
  return [x0 + share * dx, y0 + share * dy];
}

const between = (value: number, a: number, b: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), value));

/** Does a shape lie in a rectangle, in part at least? Its edges count. */
export function liesWithin({ mark }: Slabs, shape: number, edges: Edges): boolean {
  const { left, top, right, bottom } = edges;
  const { xs, ys } = mark;
  const [x, y] = [xs[shape]!, ys[shape]!];
  if (mark.type === 'points') return x >= left && x <= right && y >= top && y <= bottom;
  const isLine = mark.type === 'line';
  const otherY = isLine ? ys[shape + 1]! : y + mark.heights[shape]!;
  if ((y < top && otherY < top) || (y > bottom && otherY > bottom)) return false;
  const otherX = isLine ? xs[shape + 1]! : x + mark.widths[shape]!;
  if ((x < left && otherX < left) || (x > right && otherX > right)) return false;
  if (!isLine) return true;
  // Corners all on one side of the line: it passes by.
  const [dx, dy] = [otherX - x, otherY - y];
  const off = dx * (top + bottom - 2 * y) - dy * (left + right - 2 * x);
  return Math.abs(off) <= Math.abs(dx) * (bottom - top) + Math.abs(dy) * (right - left);
}
