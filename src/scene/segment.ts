/** A rectangle by its edges. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The part of a segment that lies in a rectangle, as shares of its length; null = none does.
 *
 * Source: Liang and Barsky 1984.
 */
export function partWithin(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  { left, top, right, bottom }: Edges,
): readonly [number, number] | null {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [from, to] = [0, 1];
  if (dx === 0) {
    if (x0 < left || x0 > right) return null;
  } else {
    const [a, b] = [(left - x0) / dx, (right - x0) / dx];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  if (dy === 0) {
    if (y0 < top || y0 > bottom) return null;
  } else {
    const [a, b] = [(top - y0) / dy, (bottom - y0) / dy];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to ? [from, to] : null;
}
