/** What a trial is expected to cost, and how that compares with the others: "expected to take about 12 s, a third of the others". */
export function costWords(expected: number, usual: number, metric: string | null): string {
  const much = metric === null ? `take ${length(expected)}` : `cost about ${brief(expected)} (${metric})`;
  return `expected to ${much}, ${ratio(expected / usual)}`;
}

const LEAST_ROUNDED = 0.01;

function length(seconds: number): string {
  if (seconds < LEAST_ROUNDED) return `less than ${LEAST_ROUNDED} s`;
  if (seconds < 100) return `about ${brief(seconds)} s`;
  return seconds < 6000 ? `about ${brief(seconds / 60)} min` : `about ${brief(seconds / 3600)} h`;
}

function brief(value: number): string {
  return value >= 1e5 || value < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}

/** Shares of the others, from the largest on. */
const SHARES = [
  [0.75, 'about as much as the others'],
  [0.42, 'half of the others'],
  [0.29, 'a third of the others'],
  [0.22, 'a quarter of the others'],
  [0.14, 'a fifth of the others'],
  [0.07, 'a tenth of the others'],
] as const;

function ratio(share: number): string {
  if (share > 1.4) return `${share < 9.5 ? Number(share.toPrecision(2)) : Math.round(share)} times the others`;
  return SHARES.find(([least]) => share >= least)?.[1] ?? 'a small part of the others';
}
