import { LEAST_BAR } from './canvas-marks.ts';
import type { Place } from './cover-lines.ts';
import { type Coverage, FULL } from './coverage.ts';
import type { BarsMark } from './scene.ts';

/** Lays upright rectangles down. @param shapes which bars */
export function coverBars(
  { sums, keep, ink, width, height }: Coverage,
  { xs, ys, widths, heights }: BarsMark,
  shapes: Uint32Array,
  { ratio, x: left, y: top }: Place,
): void {
  for (const shape of shapes) {
    const x0 = Math.min(xs[shape]!, xs[shape]! + widths[shape]!) * ratio - left;
    const y0 = Math.min(ys[shape]!, ys[shape]! + heights[shape]!) * ratio - top;
    if (Number.isNaN(x0) || Number.isNaN(y0)) continue;
    const x1 = x0 + Math.max(LEAST_BAR, Math.abs(widths[shape]!)) * ratio;
    const y1 = y0 + Math.max(LEAST_BAR, Math.abs(heights[shape]!)) * ratio;
    const firstColumn = Math.max(0, Math.floor(x0));
    const endColumn = Math.min(width, Math.ceil(x1));
    const endRow = Math.min(height, Math.ceil(y1));
    for (let row = Math.max(0, Math.floor(y0)); row < endRow; row++) {
      const share = FULL * (Math.min(row + 1, y1) - Math.max(row, y0));
      for (let column = firstColumn; column < endColumn; column++) {
        const own = Math.round(share * (Math.min(column + 1, x1) - Math.max(column, x0)));
        const at = row * width + column;
        sums[at] = ((sums[at]! & keep) + own) | ink;
      }
    }
  }
}
