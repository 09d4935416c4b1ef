import { type FrontScale, frontScale } from '../tasks/pareto.ts';
import type { Run } from './run.ts';

/**
 * The volume that a run's first trials dominate, scaled so that the box between ideal and reference point is 1.
 *
 * Written apart from the library's own: a judge shares no code with those it judges.
 */
export function volumeAt(run: Run, task: string, budget: number, root?: string): number {
  const { ideal, reference }: FrontScale = frontScale(task, root);
  const points = run.values
    .slice(0, budget)
    .filter((values): values is readonly number[] => values !== null)
    .map((values) => values.map((value, i) => (value - ideal[i]!) / (reference[i]! - ideal[i]!)))
    .filter((point) => point.every((value) => value < 1));
  return ideal.length === 2 ? area(points) : volume(points);
}

/** Area that points in the unit square dominate, seen from (1, 1). */
export function area(points: readonly (readonly number[])[]): number {
  const sorted = [...points].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let total = 0;
  let lowest = 1;
  for (const [x, y] of sorted) {
    if (y! >= lowest) continue;
    total += (1 - x!) * (lowest - y!);
    lowest = y!;
  }
  return total;
}

/** Volume that points in the unit cube dominate, seen from (1, 1, 1): a slice for each level of the third coordinate. */
export function volume(points: readonly (readonly number[])[]): number {
  const levels = [...new Set(points.map((point) => point[2]!))].sort((a, b) => a - b);
  return levels.reduce((total, level, i) => {
    const slice = area(points.filter((point) => point[2]! <= level));
    return total + slice * ((levels[i + 1] ?? 1) - level);
  }, 0);
}
