/** Lines of equal height, as a line mark holds them. */
export interface ContourLines {
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly starts: Uint32Array;
}

/**
 * Lines of equal height over a grid, by marching squares; squares with a corner that is NaN have none.
 *
 * @param xs pixels of the columns, `ys` of the rows
 * @param values shape (ys × xs), row-major
 * @param levels heights
 */
export function contourLines(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  values: ArrayLike<number>,
  levels: readonly number[],
): ContourLines {
  const points: [number, number][] = [];
  const starts: number[] = [];
  for (const level of levels) {
    const place = placer(xs, ys, values, level);
    for (const chain of chained(crossings(xs.length, ys.length, values, level))) {
      starts.push(points.length);
      for (const edge of chain) points.push(place(edge));
    }
  }
  return {
    xs: Float32Array.from(points, ([x]) => x),
    ys: Float32Array.from(points, ([, y]) => y),
    starts: Uint32Array.from(starts),
  };
}

/**
 * Pairs of edges of squares that a line joins. An edge is named by the grid point at its left upper end: twice its place where it goes
 * to the right, one more where it goes down.
 */
function crossings(
  columns: number,
  rows: number,
  values: ArrayLike<number>,
  level: number,
): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let row = 0; row + 1 < rows; row++)
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const corners = [values[at]!, values[at + 1]!, values[at + columns + 1]!, values[at + columns]!];
      const mean = (corners[0]! + corners[1]! + corners[2]! + corners[3]!) / 4;
      if (Number.isNaN(mean)) continue;
      const isAbove = corners.map((value) => value >= level);
      // Edges in the order of the corners that they begin at, clockwise from the top.
      const edges = [2 * at, 2 * (at + 1) + 1, 2 * (at + columns), 2 * at + 1];
      const crossed = edges.filter((_, i) => isAbove[i] !== isAbove[(i + 1) % 4]);
      if (crossed.length === 2) found.push([crossed[0]!, crossed[1]!]);
      // A saddle: its middle says which corners belong together.
      if (crossed.length === 4) {
        const [top, right, bottom, left] = edges as [number, number, number, number];
        if (isAbove[0] === mean >= level) found.push([top, right], [bottom, left]);
        else found.push([top, left], [right, bottom]);
      }
    }
  return found;
}

/** Pairs joined to chains; of a closed one the first edge is the last one, too. */
function chained(pairs: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  const beside = new Map<number, number[]>();
  for (const [i, pair] of pairs.entries()) for (const edge of pair) beside.set(edge, [...(beside.get(edge) ?? []), i]);
  const isUsed = new Uint8Array(pairs.length);
  const walk = (start: number): number[] => {
    const chain = [start];
    for (;;) {
      const edge = chain.at(-1)!;
      const next = beside.get(edge)!.find((pair) => isUsed[pair] === 0);
      if (next === undefined) return chain;
      isUsed[next] = 1;
      const [a, b] = pairs[next]!;
      chain.push(a === edge ? b : a);
    }
  };
  const ends = [...beside].filter(([, own]) => own.length === 1).map(([edge]) => edge);
  const open = ends.map(walk);
  const closed = pairs.map(([edge], i) => (isUsed[i] === 0 ? walk(edge) : []));
  return [...open, ...closed].filter((chain) => chain.length > 1);
}

/** Where a line crosses an edge, between its ends. */
function placer(xs: ArrayLike<number>, ys: ArrayLike<number>, values: ArrayLike<number>, level: number) {
  const columns = xs.length;
  return (edge: number): [number, number] => {
    const at = edge >> 1;
    const isDown = edge % 2 === 1;
    const [from, to] = [values[at]!, values[at + (isDown ? columns : 1)]!];
    const share = from === to ? 0.5 : (level - from) / (to - from);
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const [x, y] = [xs[column]!, ys[row]!];
    return isDown ? [x, y + share * (ys[row + 1]! - y)] : [x + share * (xs[column + 1]! - x), y];
  };
}
