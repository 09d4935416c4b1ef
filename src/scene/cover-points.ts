import type { Place } from './cover-lines.ts';
import type { Coverage } from './coverage.ts';
import type { PointsMark } from './scene.ts';
import { PHASES, type Stamp } from './stamps.ts';

/** Lays points down, each by the stamp that is nearest to its place within a pixel. @param shapes which points */
export function coverPoints(
  coverage: Coverage,
  { xs, ys }: PointsMark,
  shapes: Uint32Array,
  { ratio, x: left, y: top }: Place,
  stamp: Stamp,
): void {
  const { sums, keep, ink, width, height } = coverage;
  const { size, middle, values, from, to } = stamp;
  for (const shape of shapes) {
    const x = Math.round((xs[shape]! * ratio - left) * PHASES);
    const y = Math.round((ys[shape]! * ratio - top) * PHASES);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const column = Math.floor(x / PHASES) - middle;
    const row = Math.floor(y / PHASES) - middle;
    const phase = (y - (row + middle) * PHASES) * PHASES + (x - (column + middle) * PHASES);
    const isWhole = column >= 0 && row >= 0 && column + size <= width && row + size <= height;
    for (let r = 0; r < size; r++) {
      const line = phase * size + r;
      let first = from[line]!;
      let end = to[line]!;
      if (!isWhole) {
        if (row + r < 0 || row + r >= height) continue;
        first = Math.max(first, -column);
        end = Math.min(end, width - column);
      }
      const at = line * size;
      const out = (row + r) * width + column;
      for (let c = first; c < end; c++) sums[out + c] = ((sums[out + c]! & keep) + values[at + c]!) | ink;
    }
  }
}
