import type { BarsMark, LineMark, PointsMark } from './scene.ts';

/** Marks that may be too many to draw one by one. */
export type ManyMark = LineMark | PointsMark | BarsMark;

/** Squares of one colour and density: row by row, runs of `from` … `to` (columns, end not included). */
export interface Layer {
  readonly color: number;
  readonly opacity: number;
  readonly runs: readonly { readonly row: number; readonly from: number; readonly to: number }[];
}

/** Where squares lie, and how large they are. */
export interface Raster {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly layers: readonly Layer[];
}

/** Steps of density: how often a square was met decides. */
const DENSITIES = [0.35, 0.55, 0.75, 1];

/** How many shapes a mark is made of: points of lines count one each. */
export const sizeOfMark = (mark: ManyMark): number => mark.xs.length;

/** The rectangle that the places of a mark lie in; null = it has none. */
export function extentOf(mark: ManyMark): { x: number; y: number; width: number; height: number } | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < mark.xs.length; i++) {
    const x = mark.xs[i]!;
    const y = mark.ys[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + (mark.type === 'bars' ? mark.widths[i]! : 0));
    bottom = Math.max(bottom, y + (mark.type === 'bars' ? mark.heights[i]! : 0));
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * A mark of very many shapes as coloured squares: each has the colour that most shapes in it have, the stronger the more there are. So a
 * picture of a hundred thousand trials is as large as one of a thousand, and where they crowd is seen.
 *
 * @param size of a square, pixels
 */
export function rastered(mark: ManyMark, size: number): Raster {
  const extent = extentOf(mark);
  if (extent === null) return { x: 0, y: 0, size, layers: [] };
  const columns = Math.floor(extent.width / size) + 1;
  const rows = Math.floor(extent.height / size) + 1;
  const kinds = mark.palette.length;
  const counts = new Uint32Array(columns * rows * kinds);
  const add = (x: number, y: number, color: number): void => {
    counts[(y * columns + x) * kinds + color]!++;
  };
  count(mark, { x: extent.x, y: extent.y, size }, add);
  return { x: extent.x, y: extent.y, size, layers: layersOf(counts, columns, rows, kinds) };
}

type Add = (column: number, row: number, color: number) => void;
type Origin = { readonly x: number; readonly y: number; readonly size: number };

function count(mark: ManyMark, { x: left, y: top, size }: Origin, add: Add): void {
  const column = (x: number): number => Math.floor((x - left) / size);
  const row = (y: number): number => Math.floor((y - top) / size);
  const { xs, ys, colors } = mark;
  const isPlaced = (i: number): boolean => !Number.isNaN(xs[i]!) && !Number.isNaN(ys[i]!);
  if (mark.type === 'line') {
    eachLine(mark, (from, to, color) => {
      for (let i = from; i < to; i++) {
        if (!isPlaced(i)) continue;
        const isJoined = i > from && isPlaced(i - 1);
        stroke(
          [column(xs[isJoined ? i - 1 : i]!), row(ys[isJoined ? i - 1 : i]!)],
          [column(xs[i]!), row(ys[i]!)],
          color,
          add,
        );
      }
    });
    return;
  }
  for (let i = 0; i < xs.length; i++) {
    if (!isPlaced(i)) continue;
    const color = colors?.[i] ?? 0;
    if (mark.type === 'points') add(column(xs[i]!), row(ys[i]!), color);
    else
      for (let r = row(ys[i]!); r <= row(ys[i]! + mark.heights[i]!); r++)
        for (let c = column(xs[i]!); c <= column(xs[i]! + mark.widths[i]!); c++) add(c, r, color);
  }
}

/** Calls back with the points of each line: `from` … `to`, end not included. */
export function eachLine(mark: LineMark, use: (from: number, to: number, color: number) => void): void {
  const { starts, xs, colors } = mark;
  if (starts === null) return use(0, xs.length, colors?.[0] ?? 0);
  for (let l = 0; l < starts.length; l++) use(starts[l]!, starts[l + 1] ?? xs.length, colors?.[l] ?? 0);
}

/** The squares of a line, its first one left to the stretch before it. */
function stroke(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  color: number,
  add: Add,
): void {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  if (steps === 0) return add(x1, y1, color);
  for (let s = 1; s <= steps; s++)
    add(Math.round(x0 + ((x1 - x0) * s) / steps), Math.round(y0 + ((y1 - y0) * s) / steps), color);
}

function layersOf(counts: Uint32Array, columns: number, rows: number, kinds: number): readonly Layer[] {
  const sums = new Uint32Array(columns * rows);
  let most = 1;
  for (let cell = 0; cell < sums.length; cell++) {
    for (let kind = 0; kind < kinds; kind++) sums[cell]! += counts[cell * kinds + kind]!;
    most = Math.max(most, sums[cell]!);
  }
  const layers = new Map<number, Omit<Layer, 'runs'> & { runs: { row: number; from: number; to: number }[] }>();
  for (let cell = 0; cell < sums.length; cell++) {
    if (sums[cell] === 0) continue;
    let color = 0;
    for (let kind = 1; kind < kinds; kind++)
      if (counts[cell * kinds + kind]! > counts[cell * kinds + color]!) color = kind;
    const share = Math.log1p(sums[cell]! - 1) / Math.log1p(most - 1 || 1);
    const density = Math.min(DENSITIES.length - 1, Math.floor(share * DENSITIES.length));
    const key = color * DENSITIES.length + density;
    if (!layers.has(key)) layers.set(key, { color, opacity: DENSITIES[density]!, runs: [] });
    const { runs } = layers.get(key)!;
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    const last = runs.at(-1);
    if (last !== undefined && last.row === row && last.to === column) last.to++;
    else runs.push({ row, from: column, to: column + 1 });
  }
  return [...layers].sort(([a], [b]) => a - b).map(([, layer]) => layer);
}
