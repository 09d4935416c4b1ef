import { paintArea, paintBars, paintCells, paintLines, paintPoints, paintText } from './canvas-marks.ts';
import { coverBars } from './cover-bars.ts';
import { coverLines, type Place } from './cover-lines.ts';
import { coverPoints } from './cover-points.ts';
import { bare, colourIn, type Coverage, inked, MOST_INKED } from './coverage.ts';
import { byColor } from './forms.ts';
import { type ManyMark, sizeOfMark } from './raster.ts';
import type { Mark, PointsMark, Scene } from './scene.ts';
import { stampOf } from './stamps.ts';
import type { Surface } from './surface.ts';

/** How a picture is painted. */
export interface PaintOptions {
  /** Pixels of the device for each of the picture's; default 1. */
  readonly ratio?: number;
}

/** A rectangle of whole pixels of the device. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Shapes of a mark beyond which they are laid down pixel by pixel: a path of more takes a canvas too long. */
const MANY = 1500;

/**
 * Paints a picture, whose left upper corner is that of the surface. It looks as its SVG does, but that marks of very many translucent
 * shapes are denser where these lie on each other.
 *
 * @param surface the 2D context of a canvas that is `width` × `ratio` pixels wide, and `height` × `ratio` high
 */
export function paint(scene: Scene, surface: Surface, { ratio = 1 }: PaintOptions = {}): void {
  const frame = frameOf({ x: 0, y: 0, width: scene.width, height: scene.height }, ratio);
  surface.save();
  surface.setTransform(ratio, 0, 0, ratio, 0, 0);
  surface.globalAlpha = 1;
  surface.fillStyle = scene.background;
  surface.fillRect(0, 0, frame.width / ratio, frame.height / ratio);
  for (const mark of scene.marks) paintMark(mark, surface, { ratio, isQuick: false }, frame);
  surface.restore();
}

/** The whole pixels that are nearest to a rectangle of the picture. */
export function frameOf(box: Frame, ratio: number): Frame {
  const [x, y] = [Math.round(box.x * ratio), Math.round(box.y * ratio)];
  return {
    x,
    y,
    width: Math.max(0, Math.round((box.x + box.width) * ratio) - x),
    height: Math.max(0, Math.round((box.y + box.height) * ratio) - y),
  };
}

/** What two rectangles share. */
export function shared(a: Frame, b: Frame): Frame {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

/** How marks are painted. */
export interface Style {
  readonly ratio: number;
  /** Of many shapes on each other, is the colour of the last one enough? That is faster where there are many colours. */
  readonly isQuick: boolean;
}

/** Paints a mark. @param frame what is seen of it */
export function paintMark(mark: Mark, surface: Surface, style: Style, frame: Frame): void {
  const { ratio } = style;
  switch (mark.type) {
    case 'clip':
      return within(shared(frame, frameOf(mark, ratio)), surface, ratio, (inner) => {
        for (const own of mark.marks) paintMark(own, surface, style, inner);
      });
    case 'text':
      return paintText(mark, surface);
    case 'area':
      return paintArea(mark, surface);
    case 'cells':
      return paintCells(mark, surface, ratio);
    case 'line':
      return isMany(mark) && !mark.isDashed ? paintMany(mark, surface, style, frame) : paintLines(mark, surface);
    case 'points':
      return isMany(mark) ? paintMany(mark, surface, style, frame) : paintPoints(mark, surface);
    case 'bars':
      return isMany(mark) ? paintMany(mark, surface, style, frame) : paintBars(mark, surface);
  }
}

const isMany = (mark: ManyMark): boolean => sizeOfMark(mark) > MANY;

/** Paints what lies in a frame, and nothing where that is empty. */
export function within(frame: Frame, surface: Surface, ratio: number, use: (frame: Frame) => void): void {
  if (frame.width === 0 || frame.height === 0) return;
  surface.save();
  surface.beginPath();
  surface.rect(frame.x / ratio, frame.y / ratio, frame.width / ratio, frame.height / ratio);
  surface.clip();
  use(frame);
  surface.restore();
}

/** Paints a mark of many shapes: pixels are read, coloured and put back. */
function paintMany(mark: ManyMark, surface: Surface, { ratio, isQuick }: Style, frame: Frame): void {
  const { x, y, width, height } = frame;
  const pixels = surface.getImageData(x, y, width, height);
  const coverage = bare(width, height);
  const layers = layersOf(mark, { ratio, x, y });
  const count = mark.type === 'line' ? (mark.starts?.length ?? 1) : mark.xs.length;
  const { order, offsets } = byColor(mark.palette, mark.colors, count);
  const shapesOf = (color: number): Uint32Array => order.subarray(offsets[color]!, offsets[color + 1]!);
  if (isQuick && mark.palette.length > 1 && count <= MOST_INKED) {
    for (const { color, lay } of layers) {
      mark.palette.forEach((_, c) => lay(inked(coverage, c), shapesOf(c)));
      colourIn(pixels, inked(coverage, 0), color === null ? mark.palette : mark.palette.map(() => color), mark.opacity);
    }
  } else {
    mark.palette.forEach((own, c) => {
      const shapes = shapesOf(c);
      if (shapes.length === 0) return;
      for (const { color, lay } of layers) {
        lay(coverage, shapes);
        colourIn(pixels, coverage, [color ?? own], mark.opacity);
      }
    });
  }
  surface.putImageData(pixels, x, y);
}

/** One way that the shapes of a mark are laid down; a colour of null is their own. */
interface Layer {
  readonly color: string | null;
  readonly lay: (coverage: Coverage, shapes: Uint32Array) => void;
}

function layersOf(mark: ManyMark, place: Place): readonly Layer[] {
  if (mark.type === 'line')
    return [{ color: null, lay: (coverage, shapes) => coverLines(coverage, mark, shapes, place) }];
  if (mark.type === 'bars')
    return [{ color: null, lay: (coverage, shapes) => coverBars(coverage, mark, shapes, place) }];
  const { edge, shape } = mark;
  if (edge === null) return [stamped(mark, place, 0, null)];
  // Triangles and diamonds have half of their edge within their outline, others all of it around them.
  return shape === 'triangle' || shape === 'diamond'
    ? [stamped(mark, place, 0.5, edge), stamped(mark, place, -0.5, null)]
    : [stamped(mark, place, 1, edge), stamped(mark, place, 0, null)];
}

function stamped(mark: PointsMark, place: Place, grown: number, color: string | null): Layer {
  const stamp = stampOf(mark.shape, mark.radius, place.ratio, grown);
  return { color, lay: (coverage, shapes) => coverPoints(coverage, mark, shapes, place, stamp) };
}
