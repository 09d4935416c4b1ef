import { eachLine, extentOf, type ManyMark, rastered, sizeOfMark } from './raster.ts';
import type {
  AreaMark,
  BarsMark,
  CellsMark,
  ClipMark,
  Color,
  LineMark,
  Mark,
  PointsMark,
  Scene,
  TextMark,
} from './scene.ts';
import { printable } from './text-width.ts';

/** Shapes that a picture holds one by one; of more, the marks that have most become squares. */
const MOST_SHAPES = 12_000;
/** Squares that all such marks have together, at most about. */
const MOST_SQUARES = 20_000;

/**
 * A picture as SVG: one text that stands for itself, without scripts, styles or ids, so that many fit into one page. It says its title and
 * description to screen readers, and stays under about 300 kB however many trials it shows: marks with very many shapes become coloured
 * squares, the stronger the more there are.
 */
export function svg(scene: Scene): string {
  const { width, height, background, title, description, marks } = scene;
  const paint = painter(marks);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',Arial,sans-serif">`,
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`,
    `<path fill="${background}" d="M0 0h${width}v${height}h-${width}z"/>`,
    ...marks.map(paint),
    '</svg>\n',
  ].join('\n');
}

/** Text as it may stand in a document, in quotes or between tags. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

type Paint = (mark: Mark) => string;

function painter(marks: readonly Mark[]): Paint {
  const many = [...manyMarks(marks)];
  const limit = fairLimit(many.map(sizeOfMark));
  const area = many
    .filter((mark) => sizeOfMark(mark) > limit)
    .reduce((sum, mark) => {
      const extent = extentOf(mark);
      return sum + (extent === null ? 0 : (extent.width + 1) * (extent.height + 1));
    }, 0);
  const size = Math.max(3, Math.ceil(Math.sqrt(area / MOST_SQUARES)));
  const paint: Paint = (mark) => {
    switch (mark.type) {
      case 'clip':
        return clip(mark, paint);
      case 'text':
        return words(mark);
      case 'area':
        return band(mark);
      case 'cells':
        return cells(mark);
      case 'line':
        return sizeOfMark(mark) > limit ? squares(mark, size) : lines(mark);
      case 'points':
        return sizeOfMark(mark) > limit ? squares(mark, size) : points(mark);
      case 'bars':
        return sizeOfMark(mark) > limit ? squares(mark, size) : bars(mark);
    }
  };
  return paint;
}

function* manyMarks(marks: readonly Mark[]): Generator<ManyMark> {
  for (const mark of marks)
    if (mark.type === 'clip') yield* manyMarks(mark.marks);
    else if (mark.type === 'line' || mark.type === 'points' || mark.type === 'bars') yield mark;
}

/** The size up to which marks stay as they are, so that all of these together have at most `MOST_SHAPES`. */
function fairLimit(sizes: readonly number[]): number {
  let left = MOST_SHAPES;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    if (size > left) return size - 1;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

/** An inner picture cuts off what lies beyond it, and needs no id. */
function clip({ x, y, width, height, marks }: ClipMark, paint: Paint): string {
  if (marks.length === 0) return '';
  const box = [x, y, width, height].map(short);
  return [
    `<svg x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" viewBox="${box.join(' ')}">`,
    ...marks.map(paint),
    '</svg>',
  ].join('\n');
}

function words({ x, y, text, full, size, fill, anchor, isBold, isTurned }: TextMark): string {
  if (text === '') return '';
  const at = `x="${short(x)}" y="${short(y)}"`;
  const more = [
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    isBold ? ' font-weight="600"' : '',
    isTurned ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : '',
  ].join('');
  const title = full === null ? '' : `<title>${escaped(full)}</title>`;
  return `<text ${at} font-size="${size}" fill="${fill}"${more}>${title}${escaped(text)}</text>`;
}

function band({ xs, tops, bottoms, fill, opacity }: AreaMark): string {
  const pen = new Pen();
  for (let i = 0; i < xs.length; i++) pen.to(xs[i]!, tops[i]!, i === 0);
  for (let i = xs.length - 1; i >= 0; i--) pen.to(xs[i]!, bottoms[i]!, false);
  return xs.length === 0 ? '' : `<path fill="${fill}" fill-opacity="${short(opacity)}" d="${pen.path}z"/>`;
}

function cells(mark: CellsMark): string {
  const { palette, colors } = mark;
  // On whole pixels, so that no slit is left between neighbours.
  const [xs, ys] = [mark.xs.map(Math.round), mark.ys.map(Math.round)];
  const columns = xs.length - 1;
  const paths = new Pens();
  for (let row = 0; row < ys.length - 1; row++)
    for (let from = 0, to = 0; from < columns; from = to) {
      const color = colors[row * columns + from]!;
      while (to < columns && colors[row * columns + to] === color) to++;
      if (color !== 255) paths.of(color).box(xs[from]!, ys[row]!, xs[to]!, ys[row + 1]!);
    }
  return paths.text((color, path) => `<path fill="${palette[color]}" shape-rendering="crispEdges" d="${path}"/>`);
}

function lines(mark: LineMark): string {
  const paths = new Pens();
  eachLine(mark, (from, to, color) => {
    let isNew = true;
    for (let i = from; i < to; i++) {
      const isGap = Number.isNaN(mark.xs[i]!) || Number.isNaN(mark.ys[i]!);
      if (!isGap) paths.of(color).to(mark.xs[i]!, mark.ys[i]!, isNew);
      isNew = isGap;
    }
  });
  const dash = mark.isDashed ? ' stroke-dasharray="5 4"' : '';
  return paths.text(
    (color, path) =>
      `<path fill="none" stroke="${mark.palette[color]}"${opacity('stroke', mark.opacity)} stroke-width="${short(mark.width)}"${dash} stroke-linejoin="round" d="${path}"/>`,
  );
}

/** Forms that are drawn as outlines; circles and squares are ends of strokes without length. */
const OUTLINES = {
  ring: (r: number) =>
    `m${short(-r)} 0a${short(r)} ${short(r)} 0 1 0 ${short(2 * r)} 0a${short(r)} ${short(r)} 0 1 0 ${short(-2 * r)} 0`,
  triangle: (r: number) => `m0 ${short(-1.3 * r)}l${short(1.2 * r)} ${short(2.2 * r)}h${short(-2.4 * r)}z`,
  diamond: (r: number) =>
    `m0 ${short(-1.4 * r)}l${short(1.4 * r)} ${short(1.4 * r)}l${short(-1.4 * r)} ${short(1.4 * r)}l${short(-1.4 * r)} ${short(-1.4 * r)}z`,
  cross: (r: number) =>
    `m${short(-r)} ${short(-r)}l${short(2 * r)} ${short(2 * r)}m0 ${short(-2 * r)}l${short(-2 * r)} ${short(2 * r)}`,
};

function points(mark: PointsMark): string {
  const { xs, ys, shape, radius, palette, edge } = mark;
  const paths = new Pens();
  const outline = shape === 'circle' || shape === 'square' ? null : OUTLINES[shape](radius);
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(xs[i]!) || Number.isNaN(ys[i]!)) continue;
    const pen = paths.of(mark.colors?.[i] ?? 0);
    if (outline === null) pen.dot(xs[i]!, ys[i]!);
    else pen.form(xs[i]!, ys[i]!, outline);
  }
  return paths.text((color, path) => {
    const ink = palette[color]!;
    if (outline !== null) {
      const isOpen = shape === 'cross' || shape === 'ring';
      const fill = isOpen ? 'none' : ink;
      const stroke = isOpen
        ? ` stroke="${ink}" stroke-width="1.5"`
        : edge === null
          ? ''
          : ` stroke="${edge}" stroke-width="1"`;
      const under =
        isOpen && edge !== null
          ? `<path fill="none" stroke="${edge}" stroke-width="3.5"${opacity('', mark.opacity)} d="${path}"/>\n`
          : '';
      return `${under}<path fill="${fill}"${stroke}${opacity('', mark.opacity)} d="${path}"/>`;
    }
    const cap = shape === 'circle' ? 'round' : 'square';
    const width = shape === 'circle' ? 2 * radius : 1.8 * radius;
    const dots = (stroke: Color, size: number): string =>
      `<path fill="none" stroke="${stroke}" stroke-linecap="${cap}"${opacity('stroke', mark.opacity)} stroke-width="${short(size)}" d="${path}"/>`;
    return edge === null ? dots(ink, width) : `${dots(edge, width + 2)}\n${dots(ink, width)}`;
  });
}

function bars({ xs, ys, widths, heights, palette, colors, opacity: share }: BarsMark): string {
  const paths = new Pens();
  for (let i = 0; i < xs.length; i++) {
    if (Number.isNaN(xs[i]!) || Number.isNaN(ys[i]!)) continue;
    paths.of(colors?.[i] ?? 0).box(xs[i]!, ys[i]!, xs[i]! + widths[i]!, ys[i]! + heights[i]!);
  }
  return paths.text((color, path) => `<path fill="${palette[color]}"${opacity('fill', share)} d="${path}"/>`);
}

function squares(mark: ManyMark, size: number): string {
  const { x, y, layers } = rastered(mark, size);
  return layers
    .map(({ color, opacity: share, runs }) => {
      const pen = new Pen();
      for (const { row, from, to } of runs) {
        const middle = y + (row + 0.5) * size;
        pen.to(x + from * size, middle, true);
        pen.across((to - from) * size);
      }
      return `<path fill="none" stroke="${mark.palette[color]}"${opacity('stroke', share)} stroke-width="${size}" d="${pen.path}"/>`;
    })
    .join('\n');
}

const opacity = (what: string, share: number): string =>
  share === 1 ? '' : ` ${what === '' ? 'opacity' : `${what}-opacity`}="${short(share)}"`;

/** A number in as few letters as a tenth of a pixel needs (hundredths below one). */
function short(value: number): string {
  const rounded = Math.abs(value) < 1 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10;
  return String(rounded + 0).replace(/^(-?)0\./, '$1.');
}

/** Writes a path in steps from place to place, in tenths of pixels, so that rounding never adds up. */
class Pen {
  path = '';
  #x = 0;
  #y = 0;

  /** Moves to a place, or draws a line to it. */
  to(x: number, y: number, isMove: boolean): void {
    const [dx, dy] = [Math.round(10 * x) - this.#x, Math.round(10 * y) - this.#y];
    this.#x += dx;
    this.#y += dy;
    const second = tenths(dy);
    this.path += `${isMove ? 'm' : 'l'}${tenths(dx)}${second.startsWith('-') ? '' : ' '}${second}`;
  }

  across(width: number): void {
    const dx = Math.round(10 * width);
    this.#x += dx;
    this.path += `h${tenths(dx)}`;
  }

  dot(x: number, y: number): void {
    this.to(x, y, true);
    this.path += 'h0';
  }

  /** A form around a place: the next move is told from the start of the document again. */
  form(x: number, y: number, outline: string): void {
    this.path += `M${tenths(Math.round(10 * x))} ${tenths(Math.round(10 * y))}${outline}`;
  }

  /** A rectangle; one without width or height still shows. */
  box(left: number, top: number, right: number, bottom: number): void {
    const [x0, x1, y0, y1] = [
      Math.min(left, right),
      Math.max(left, right),
      Math.min(top, bottom),
      Math.max(top, bottom),
    ];
    this.to(x0, y0, true);
    const width = Math.max(5, Math.round(10 * x1) - Math.round(10 * x0));
    const height = Math.max(5, Math.round(10 * y1) - Math.round(10 * y0));
    this.path += `h${tenths(width)}v${tenths(height)}h${tenths(-width)}z`;
  }
}

const tenths = (value: number): string => String(value / 10).replace(/^(-?)0\./, '$1.');

/** One path a colour. */
class Pens {
  readonly #pens = new Map<number, Pen>();

  of(color: number): Pen {
    let pen = this.#pens.get(color);
    if (pen === undefined) this.#pens.set(color, (pen = new Pen()));
    return pen;
  }

  text(write: (color: number, path: string) => string): string {
    return [...this.#pens]
      .sort(([a], [b]) => a - b)
      .map(([color, { path }]) => write(color, path))
      .join('\n');
  }
}
