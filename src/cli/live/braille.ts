/** A curve drawn in braille, and the values of its upper and lower edge. */
export interface Drawing {
  readonly rows: readonly string[];
  readonly top: number;
  readonly bottom: number;
  readonly log: boolean;
}

// Bits of the dots of a braille character: two columns, four rows from above.
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/**
 * Draws values from left to right as one line of braille dots, `columns` × 2 by `height` × 4 of them.
 *
 * Where positive values span more than a power of ten, the scale is logarithmic. NaN leaves a gap.
 *
 * @returns null where no value is finite
 */
export function drawCurve(values: readonly number[], columns: number, height: number): Drawing | null {
  if (columns < 1 || height < 1) return null;
  let [bottom, top] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values)
    if (Number.isFinite(value)) [bottom, top] = [Math.min(bottom, value), Math.max(top, value)];
  if (bottom > top) return null;
  const log = bottom > 0 && top / bottom > 10;
  const scaled = (value: number): number => (log ? Math.log(value) : value);
  const span = scaled(top) - scaled(bottom);
  const dotRows = height * 4;
  const dotOf = (value: number): number =>
    span === 0 ? dotRows - 1 : Math.round((1 - (scaled(value) - scaled(bottom)) / span) * (dotRows - 1));
  const cells = Array.from({ length: height }, () => new Uint8Array(columns));
  let last: number | null = null;
  for (let x = 0; x < columns * 2; x++) {
    const value = values[Math.min(values.length - 1, Math.floor((x * values.length) / (columns * 2)))]!;
    if (!Number.isFinite(value)) {
      last = null;
      continue;
    }
    const dot = dotOf(value);
    const [from, to] = last === null ? [dot, dot] : [Math.min(last, dot), Math.max(last, dot)];
    for (let y = from; y <= to; y++) cells[y >> 2]![x >> 1]! |= DOTS[x & 1]![y & 3]!;
    last = dot;
  }
  return {
    rows: cells.map((row) => String.fromCharCode(...Array.from(row, (bits) => 0x2800 + bits))),
    top,
    bottom,
    log,
  };
}
