import { type Coverage, FULL } from './coverage.ts';
import type { LineMark } from './scene.ts';
import { partWithin } from './segment.ts';

/** Where a mark is laid down: pixels of the device = pixels of the scene × ratio − origin. */
export interface Place {
  readonly ratio: number;
  readonly x: number;
  readonly y: number;
}

/** Lays lines down. @param shapes which lines */
export function coverLines(coverage: Coverage, mark: LineMark, shapes: Uint32Array, place: Place): void {
  const { xs, ys, starts } = mark;
  const { ratio, x: left, y: top } = place;
  const width = mark.width * ratio;
  for (const shape of shapes) {
    const end = starts?.[shape + 1] ?? xs.length;
    let at = starts?.[shape] ?? 0;
    let x0 = xs[at]! * ratio - left;
    let y0 = ys[at]! * ratio - top;
    for (at++; at < end; at++) {
      const x1 = xs[at]! * ratio - left;
      const y1 = ys[at]! * ratio - top;
      coverSegment(coverage, x0, y0, x1, y1, width);
      [x0, y0] = [x1, y1];
    }
  }
}

/** Pixels that a place may lie beyond the picture without being cut off first. */
const SLACK = 200;

/** Lays a straight stroke down; one with an end that is NaN is none. */
function coverSegment(coverage: Coverage, x0: number, y0: number, x1: number, y1: number, thick: number): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  if (Number.isNaN(dx + dy)) return;
  const { sums, width, height } = coverage;
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
    if (dx > 0) coverAlong(sums, x0, y0, x1, y1, thick, width, height, 1, width);
    else if (dx < 0) coverAlong(sums, x1, y1, x0, y0, thick, width, height, 1, width);
  } else if (dy > 0) coverAlong(sums, y0, x0, y1, x1, thick, height, width, width, 1);
  else coverAlong(sums, y1, x1, y0, x0, thick, height, width, width, 1);
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
  sums: Uint32Array,
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
  const height = Math.max(1, Math.round(tall * FULL));
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
    coverAcross(sums, a * step, top, height, to - from, across, stride);
  }
  const rise = Math.round(slope * PARTS);
  const rows = Math.ceil(height / FULL);
  const stop = Math.min(length, beyond);
  const first = Math.max(0, inner);
  let top = Math.round((base + slope * (first + 0.5)) * PARTS);
  for (let a = first, at = first * step; a < stop; a++, top += rise, at += step) {
    const row = top >> 16;
    if (row < 0 || row + rows >= across) {
      coverAcross(sums, at, top, height, 1, across, stride);
      continue;
    }
    let i = at + row * stride;
    let rest = height;
    let room = FULL - ((top >> 8) & 255);
    while (rest > room) {
      sums[i]! += room;
      rest -= room;
      room = FULL;
      i += stride;
    }
    sums[i]! += rest;
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
  sums: Uint32Array,
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
    if (row >= 0 && row < across) sums[at + row * stride]! += Math.round(own * share);
    rest -= own;
  }
}
