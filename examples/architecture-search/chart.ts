/** A point of a chart; those of the front are drawn over the others. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly isFront: boolean;
}

/**
 * Draws points as text, on logarithmic axes with ticks at 1, 2 and 5.
 *
 * @param size columns and rows in all, axes included
 * @returns lines, from above
 */
export function scatter(
  points: readonly Point[],
  names: { readonly x: string; readonly y: string },
  size: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const x = axis(points.map((point) => point.x));
  const y = axis(points.map((point) => point.y));
  const labels = y.ticks.map(String);
  const left = Math.max(...labels.map((label) => label.length)) + 2;
  const columns = Math.max(20, size.columns - left - 1);
  const rows = Math.max(6, size.rows - 3);
  const column = (value: number): number => Math.round(x.place(value) * (columns - 1));
  const row = (value: number): number => Math.round((1 - y.place(value)) * (rows - 1));

  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  for (const point of points.toSorted((a, b) => Number(a.isFront) - Number(b.isFront)))
    cells[row(point.y)]![column(point.x)] = point.isFront ? '●' : '·';

  const tickRows = new Map(y.ticks.map((tick, i) => [row(tick), labels[i]!]));
  const under = Array.from({ length: columns + left + 1 }, () => ' ');
  const rule = Array.from({ length: columns }, () => '─');
  for (const tick of x.ticks) {
    const label = tick.toLocaleString('en');
    const from = Math.min(left + column(tick) - (label.length >> 1), under.length - label.length);
    rule[column(tick)] = '┬';
    if (under.slice(from - 1, from + label.length + 1).every((cell) => cell === ' '))
      for (const [i, character] of [...label].entries()) under[from + i] = character;
  }
  return [
    `${' '.repeat(left - 1)}${names.y}`,
    ...cells.map((line, r) => {
      const label = tickRows.get(r);
      return `${(label ?? '').padStart(left - 2)} ${label === undefined ? '│' : '┤'}${line.join('')}`.trimEnd();
    }),
    `${' '.repeat(left - 1)}└${rule.join('')}`,
    under.join('').trimEnd(),
    names.x.padStart(columns + left),
  ];
}

/** A logarithmic axis around positive values: where a value lies (0 … 1), and ticks. */
function axis(values: readonly number[]): {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
} {
  const [low, high] = [0.9 * Math.min(...values), 1.1 * Math.max(...values)];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
    for (const digit of [1, 2, 5]) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return { place: (value) => Math.log(value / low) / Math.log(high / low), ticks };
}
