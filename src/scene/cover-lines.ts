import { type Coverage, FULL } from './coverage.ts';
import type { LineMark } from './scene.ts';
import { partWithin } from './segment.ts';

/** Where a mark is laid down: pixels of the device = pixels of the scene × ratio − origin. */
export interface Place {
  readonly ratio: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Lays lines down: the first stretch of each, then the second ones and so on, since stretches that are near each other in the picture
 * are laid down several times faster one after the other.
 *
 * @param shapes which lines
 */
export function coverLines(coverage: Coverage, mark: LineMark, shapes: Uint32Array, place: Place): void {
  const { xs, ys, starts } = mark;
  const { ratio, x: left, y: top } = place;
  const width = mark.width * ratio;
  const at = Uint32Array.from(shapes, (shape) => starts?.[shape] ?? 0);
  const ends = Uint32Array.from(shapes, (shape) => starts?.[shape + 1] ?? xs.length);
  for (let open = shapes.length; open > 0; ) {
    let kept = 0;
    for (let line = 0; line < open; line++) {
      const i = at[line]!;
      if (i + 1 >= ends[line]!) continue;
      coverSegment(
        coverage,
        xs[i]! * ratio - left,
        ys[i]! * ratio - top,
        xs[i + 1]! * ratio - left,
        ys[i + 1]! * ratio - top,
        width,
      );
      at[kept] = i + 1;
      ends[kept++] = ends[line]!;
    }
    open = kept;
  }
}

/** Pixels that a place may lie beyond the picture without being cut off first. */
const SLACK = 200;

/** Lays a straight stroke down; one with an end that is NaN is none. */
function coverSegment(coverage: Coverage, x0: number, y0: number, x1: number, y1: number, thick: number): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  if (Number.isNaN(dx + dy)) return;
  const { width, height } = coverage;
  const isNear =
    Math.min(x0, x1, y0, y1) >= -SLACK && Math.max(x0, x1) <= width + SLACK && Math.max(y0, y1) <= height + SLACK;
  if (!isNear) {
    const room = { left: -SLACK / 2, top: -SLACK / 2, right: width + SLACK / 2, bottom: height + SLACK / 2 };
    const part = partWithin(x0, y0, x1, y1, room);
    if (part === null) return;
    const [from, to] = part;
    return coverSegment(coverage, x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy, thick);
  }
  // Along the axis that it is longer on; there it is always as thick across.
  if (Math.abs(dx) >= Math.abs(dy)) {
    if (dx > 0) coverAlong(coverage, x0, y0, x1, y1, thick, width, height, 1, width);
    else if (dx < 0) coverAlong(coverage, x1, y1, x0, y0, thick, width, height, 1, width);
  } else if (dy > 0) coverAlong(coverage, y0, x0, y1, x1, thick, height, width, width, 1);
  else coverAlong(coverage, y1, x1, y0, x0, thick, height, width, width, 1);
}

/** Parts of a pixel that places across a stroke are counted in. */
const PARTS = 65_536;

/**
 * A stroke from place to place, a ascending, |slope| ≤ 1. Across it is a stretch of pixels, the first and the last of them in part; at its
 * ends it covers its share, so that strokes that go on from each other cover a pixel once.
 *
 * @param length pixels along, each `step` places on; `across` pixels across, each `stride` places on
 */
function coverAlong(
  coverage: Coverage,
  a0: number,
  b0: number,
  a1: number,
  b1: number,
  thick: number,
  length: number,
  across: number,
  step: number,
  stride: number,
): void {
  const slope = (b1 - b0) / (a1 - a0);
  const tall = thick * Math.sqrt(1 + slope * slope);
  const height = Math.max(1, Math.round(tall * FULL)) | 0;
  const base = b0 - slope * a0 - tall / 2;
  const inner = Math.ceil(a0);
  const beyond = Math.floor(a1);
  // The pixels at its ends, which it covers in part; both may be the same one.
  const head = inner > a0 ? inner - 1 : -1;
  const tail = beyond < a1 && beyond !== head ? beyond : -1;
  for (let end = 0; end < 2; end++) {
    const a = end === 0 ? head : tail;
    if (a < 0 || a >= length) continue;
    const [from, to] = [Math.max(a, a0), Math.min(a + 1, a1)];
    const top = Math.round((base + (slope * (from + to)) / 2) * PARTS);
    coverAcross(coverage, a * step, top, height, to - from, across, stride);
  }
  // Whole numbers by `| 0`: so compilers know them to be small ones.
  const rise = Math.round(slope * PARTS) | 0;
  const first = Math.max(0, inner) | 0;
  const count = (Math.min(length, beyond) - first) | 0;
  const top = Math.round((base + slope * (first + 0.5)) * PARTS) | 0;
  const rows = [top >> 16, (top + (count - 1) * rise) >> 16];
  const isWithin = Math.min(rows[0]!, rows[1]!) >= 0 && Math.max(rows[0]!, rows[1]!) + height / FULL + 1 < across;
  if (isWithin && height <= FULL) layThin(coverage, first * step, top, height, rise, count, step, stride);
  else if (isWithin) layThick(coverage, first * step, top, height, rise, count, step, stride);
  else
    for (let n = 0; n < count; n++)
      coverAcross(coverage, (first + n) * step, top + n * rise, height, 1, across, stride);
}

/** The pixels of a stroke that is at most one high: of each two, the first has what fits into it, the second the rest. */
function layThin(
  { sums, keep, ink }: Coverage,
  start: number,
  from: number,
  height: number,
  rise: number,
  count: number,
  step: number,
  stride: number,
): void {
  const spare = height - FULL;
  for (let n = 0, at = start, top = from; n < count; n++, at += step, top += rise) {
    const i = at + (top >> 16) * stride;
    // The larger of two numbers by a mask: processors guess a branch here wrong every other time.
    const rest = spare + ((top >> 8) & 255);
    const past = rest & ~(rest >> 31);
    sums[i] = ((sums[i]! & keep) + height - past) | ink;
    sums[i + stride] = ((sums[i + stride]! & keep) + past) | ink;
  }
}

/** Likewise of one that is higher, by as many pixels as it may touch. */
function layThick(
  { sums, keep, ink }: Coverage,
  start: number,
  from: number,
  height: number,
  rise: number,
  count: number,
  step: number,
  stride: number,
): void {
  const beyond = Math.ceil(height / FULL) * stride;
  for (let n = 0, at = start, top = from; n < count; n++, at += step, top += rise) {
    const i = at + (top >> 16) * stride;
    const room = FULL - ((top >> 8) & 255);
    sums[i] = ((sums[i]! & keep) + room) | ink;
    let left = height - room;
    for (let r = stride; r <= beyond; r += stride) {
      const rest = left - FULL;
      const past = rest & ~(rest >> 31);
      sums[i + r] = ((sums[i + r]! & keep) + left - past) | ink;
      left = past;
    }
  }
}

/**
 * One stretch across a stroke, wherever it lies.
 *
 * @param top in `PARTS`
 * @param height what it covers, `FULL` a pixel
 * @param share of the pixels' length that is covered, 0 … 1
 */
function coverAcross(
  { sums, keep, ink }: Coverage,
  at: number,
  top: number,
  height: number,
  share: number,
  across: number,
  stride: number,
): void {
  let row = top >> 16;
  let room = FULL - ((top >> 8) & 255);
  for (let rest = height; rest > 0; row++, room = FULL) {
    const own = Math.min(rest, room);
    if (row >= 0 && row < across)
      sums[at + row * stride] = ((sums[at + row * stride]! & keep) + Math.round(own * share)) | ink;
    rest -= own;
  }
}
