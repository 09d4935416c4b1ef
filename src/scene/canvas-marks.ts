import { byColor, CORNERS, OPEN_STROKE, SQUARE } from './forms.ts';
import type { AreaMark, BarsMark, CellsMark, Color, LineMark, PointsMark, TextMark } from './scene.ts';
import { FONT, type Surface } from './surface.ts';

/** Paints one line of text. */
export function paintText({ x, y, text, size, fill, anchor, isBold, isTurned }: TextMark, surface: Surface): void {
  if (text === '') return;
  surface.globalAlpha = 1;
  surface.fillStyle = fill;
  surface.font = `${isBold ? '600 ' : ''}${size}px ${FONT}`;
  surface.textAlign = anchor === 'start' ? 'left' : anchor === 'end' ? 'right' : 'center';
  surface.textBaseline = 'alphabetic';
  if (!isTurned) return surface.fillText(text, x, y);
  surface.save();
  surface.translate(x, y);
  surface.rotate(-Math.PI / 2);
  surface.fillText(text, 0, 0);
  surface.restore();
}

/** Paints what lies between two lines. */
export function paintArea({ xs, tops, bottoms, fill, opacity }: AreaMark, surface: Surface): void {
  if (xs.length === 0) return;
  surface.beginPath();
  for (let i = 0; i < xs.length; i++) surface.lineTo(xs[i]!, tops[i]!);
  for (let i = xs.length - 1; i >= 0; i--) surface.lineTo(xs[i]!, bottoms[i]!);
  surface.closePath();
  fillWith(surface, fill, opacity);
}

/** Paints a grid of cells, on whole pixels of the device, so that no slit is left between neighbours. */
export function paintCells({ xs, ys, palette, colors }: CellsMark, surface: Surface, ratio: number): void {
  const [lefts, tops] = [xs, ys].map((edges) => Array.from(edges, (edge) => Math.round(edge * ratio) / ratio));
  const columns = xs.length - 1;
  surface.globalAlpha = 1;
  for (let row = 0; row < ys.length - 1; row++)
    for (let from = 0, to = 0; from < columns; from = to) {
      const color = colors[row * columns + from]!;
      while (to < columns && colors[row * columns + to] === color) to++;
      if (color === 255) continue;
      surface.fillStyle = palette[color]!;
      const [x, y] = [lefts![from]!, tops![row]!];
      surface.fillRect(x, y, lefts![to]! - x, tops![row + 1]! - y);
    }
}

/** Paints lines, those of one colour as one path. */
export function paintLines(mark: LineMark, surface: Surface): void {
  const { xs, ys, palette, colors, opacity, width, isDashed } = mark;
  const starts = mark.starts ?? Uint32Array.of(0);
  eachColor(palette, colors, starts.length, (color, shapes) => {
    surface.beginPath();
    for (const shape of shapes) {
      const end = starts[shape + 1] ?? xs.length;
      let isNew = true;
      for (let i = starts[shape]!; i < end; i++) {
        const isGap = Number.isNaN(xs[i]!) || Number.isNaN(ys[i]!);
        if (!isGap && isNew) surface.moveTo(xs[i]!, ys[i]!);
        else if (!isGap) surface.lineTo(xs[i]!, ys[i]!);
        isNew = isGap;
      }
    }
    strokeWith(surface, color, opacity, width, isDashed ? [5, 4] : []);
  });
}

/** Paints upright rectangles; one without width or height still shows. */
export function paintBars(mark: BarsMark, surface: Surface): void {
  const { xs, ys, widths, heights } = mark;
  eachColor(mark.palette, mark.colors, xs.length, (color, shapes) => {
    surface.beginPath();
    for (const i of shapes) {
      const [left, top] = [Math.min(xs[i]!, xs[i]! + widths[i]!), Math.min(ys[i]!, ys[i]! + heights[i]!)];
      if (Number.isNaN(left) || Number.isNaN(top)) continue;
      surface.rect(left, top, Math.max(LEAST_BAR, Math.abs(widths[i]!)), Math.max(LEAST_BAR, Math.abs(heights[i]!)));
    }
    fillWith(surface, color, mark.opacity);
  });
}

/** Sides of a bar at least, pixels. */
export const LEAST_BAR = 0.5;

/** Paints points, those of one colour as one path. */
export function paintPoints(mark: PointsMark, surface: Surface): void {
  const { shape, radius, edge, opacity, palette, colors, xs } = mark;
  eachColor(palette, colors, xs.length, (color, shapes) => {
    if (shape === 'ring' || shape === 'cross') {
      trace(mark, shapes, radius, surface);
      if (edge !== null) strokeWith(surface, edge, opacity, OPEN_STROKE + 2, []);
      return strokeWith(surface, color, opacity, OPEN_STROKE, []);
    }
    const isRound = shape === 'circle' || shape === 'square';
    if (edge !== null && isRound) {
      trace(mark, shapes, shape === 'circle' ? radius + 1 : radius + 1 / SQUARE, surface);
      fillWith(surface, edge, opacity);
    }
    trace(mark, shapes, radius, surface);
    fillWith(surface, color, opacity);
    if (edge !== null && !isRound) strokeWith(surface, edge, opacity, 1, [], 'miter');
  });
}

/** Makes the outlines of points the path of a surface. */
function trace({ xs, ys, shape }: PointsMark, shapes: Uint32Array, r: number, surface: Surface): void {
  surface.beginPath();
  for (const i of shapes) {
    const [x, y] = [xs[i]!, ys[i]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    if (shape === 'circle' || shape === 'ring') {
      surface.moveTo(x + r, y);
      surface.arc(x, y, r, 0, 2 * Math.PI);
    } else if (shape === 'square') {
      surface.rect(x - SQUARE * r, y - SQUARE * r, 2 * SQUARE * r, 2 * SQUARE * r);
    } else if (shape === 'cross') {
      surface.moveTo(x - r, y - r);
      surface.lineTo(x + r, y + r);
      surface.moveTo(x + r, y - r);
      surface.lineTo(x - r, y + r);
    } else {
      CORNERS[shape].forEach(([cx, cy], corner) => {
        if (corner === 0) surface.moveTo(x + cx * r, y + cy * r);
        else surface.lineTo(x + cx * r, y + cy * r);
      });
      surface.closePath();
    }
  }
}

/** Calls back with the shapes of each colour that has some. */
function eachColor(
  palette: readonly Color[],
  colors: Uint8Array | null,
  count: number,
  use: (color: Color, shapes: Uint32Array) => void,
): void {
  const { order, offsets } = byColor(palette, colors, count);
  palette.forEach((color, c) => {
    if (offsets[c + 1]! > offsets[c]!) use(color, order.subarray(offsets[c]!, offsets[c + 1]!));
  });
}

function fillWith(surface: Surface, color: Color, opacity: number): void {
  surface.globalAlpha = opacity;
  surface.fillStyle = color;
  surface.fill();
}

function strokeWith(
  surface: Surface,
  color: Color,
  opacity: number,
  width: number,
  dashes: number[],
  join: 'miter' | 'round' = 'round',
): void {
  surface.globalAlpha = opacity;
  surface.strokeStyle = color;
  surface.lineWidth = width;
  surface.lineJoin = join;
  surface.lineCap = 'butt';
  surface.setLineDash(dashes);
  surface.stroke();
}
