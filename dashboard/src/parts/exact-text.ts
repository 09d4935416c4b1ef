/** A number that may be copied by hand: six digits that count, in powers of ten where all other numbers of pages are, too. */
export function exactText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(value) && (size < 1e-4 || size >= 1e7))
    return value
      .toExponential(5)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return String(Number(value.toPrecision(6)));
}
