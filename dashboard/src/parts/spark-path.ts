/** The course of a few numbers as the path of an SVG, one step a number; null where fewer than two can be drawn. */
export function sparkPath(values: readonly number[], width: number, height: number): string | null {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return null;
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const margin = 2;
  // Halves before they are taken from each other: the ends may be as far apart as numbers are.
  const share = (value: number): number => (high === low ? 0.5 : (value / 2 - low / 2) / (high / 2 - low / 2));
  const x = (i: number): number => margin + ((width - 2 * margin) * i) / (values.length - 1);
  const y = (value: number): number => height - margin - (height - 2 * margin) * share(value);
  let path = '';
  let before: number | null = null;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      before = null;
      return;
    }
    const [left, top] = [x(i).toFixed(1), y(value).toFixed(1)];
    path += before === null ? `M${left} ${top}` : `H${left}V${top}`;
    before = value;
  });
  return path;
}
