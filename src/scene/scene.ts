/** A colour as `#rrggbb`. */
export type Color = string;

/** Places in pixels; y grows downwards. NaN = none. */
export type Pixels = Float32Array;

/** The forms of points. None depends on colour alone. */
export const SHAPES = ['circle', 'ring', 'square', 'triangle', 'diamond', 'cross'] as const;

/** One of `SHAPES`. */
export type Shape = (typeof SHAPES)[number];

/** A picture as plain data: what any back end paints, in order. Sizes are in pixels. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: Color;
  /** What the picture is, in a few words. */
  readonly title: string;
  /** What it shows, in sentences: for those who do not see it. */
  readonly description: string;
  readonly marks: readonly Mark[];
}

/** One shape of a picture. */
export type Mark = LineMark | AreaMark | PointsMark | BarsMark | CellsMark | TextMark | ClipMark;

/** How a mark that holds many shapes is coloured. */
export interface Ink {
  /** At most 255 colours. */
  readonly palette: readonly Color[];
  /** A place in `palette` for each line, point or bar; null = all have the first. */
  readonly colors: Uint8Array | null;
  /** 0 … 1. */
  readonly opacity: number;
}

/** Lines through points; a point that is NaN breaks its line. */
export interface LineMark extends Ink {
  readonly type: 'line';
  readonly xs: Pixels;
  readonly ys: Pixels;
  /** Where each line begins among the points, ascending; null = one line. */
  readonly starts: Uint32Array | null;
  readonly width: number;
  readonly isDashed: boolean;
  /** The trial of each line; null = lines are no trials. */
  readonly trials: Int32Array | null;
}

/** What lies between two lines. */
export interface AreaMark {
  readonly type: 'area';
  readonly xs: Pixels;
  readonly tops: Pixels;
  readonly bottoms: Pixels;
  readonly fill: Color;
  readonly opacity: number;
}

/** Points of one form. */
export interface PointsMark extends Ink {
  readonly type: 'points';
  readonly xs: Pixels;
  readonly ys: Pixels;
  readonly shape: Shape;
  readonly radius: number;
  /** A thin edge that sets points off what lies under them. */
  readonly edge: Color | null;
  /** The trial of each point; null = points are no trials. */
  readonly trials: Int32Array | null;
}

/** Upright rectangles. */
export interface BarsMark extends Ink {
  readonly type: 'bars';
  readonly xs: Pixels;
  readonly ys: Pixels;
  readonly widths: Pixels;
  readonly heights: Pixels;
  /** The trial of each bar; null = bars are no trials. */
  readonly trials: Int32Array | null;
}

/** A grid of coloured cells. */
export interface CellsMark {
  readonly type: 'cells';
  /** Edges of the columns, shape (columns + 1), and of the rows. */
  readonly xs: Pixels;
  readonly ys: Pixels;
  readonly palette: readonly Color[];
  /** Shape (rows × columns), row-major: places in `palette`; 255 = an empty cell. */
  readonly colors: Uint8Array;
}

/** One line of text; (x, y) lies on its base line. */
export interface TextMark {
  readonly type: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** The text before it was cut to its room; null = it is whole. */
  readonly full: string | null;
  readonly size: number;
  readonly fill: Color;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly isBold: boolean;
  /** Is it turned, to be read from below? */
  readonly isTurned: boolean;
}

/** Marks of which only what lies in a rectangle is seen. */
export interface ClipMark {
  readonly type: 'clip';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}
