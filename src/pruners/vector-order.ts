import { exclusiveVolumes } from '../math/exclusive-volume.ts';
import { paretoRanks } from '../math/pareto.ts';

/**
 * Rows of several losses, best first: by non-dominated front, then by what a row alone adds to its front's dominated volume.
 *
 * Objectives are scaled to [0, 1] over the finite losses of a front, so no unit outweighs another; the volume reaches to 1.1, so
 * that the ends of a front hold some too. Rows that are equal hold nothing alone; ties go by row. A row with a NaN in it comes
 * after all others. −Infinity is the best loss there can be and Infinity the worst.
 *
 * Cost O(n log n) for two objectives; for three and more that of the exclusive volumes of the fronts.
 *
 * @param losses shape (n × k), row-major; lower is better
 */
export function vectorOrder(losses: Float64Array, n: number, k: number): Int32Array {
  const rows = Array.from({ length: n }, (_, row) => row);
  const isWhole = (row: number): boolean => !losses.subarray(row * k, (row + 1) * k).some(Number.isNaN);
  const whole = rows.filter(isWhole);
  const points = new Float64Array(whole.length * k);
  whole.forEach((row, i) => points.set(losses.subarray(row * k, (row + 1) * k), i * k));
  const fronts: number[][] = [];
  paretoRanks(points, k).forEach((rank, i) => (fronts[rank] ??= []).push(i));
  const order: number[] = [];
  for (const front of fronts) for (const i of byVolume(points, front, k)) order.push(whole[i]!);
  for (const row of rows) if (!isWhole(row)) order.push(row);
  return Int32Array.from(order);
}

/** The reference point of the scaled front: a tenth of its extent beyond the worst. */
const REFERENCE = 1.1;

/** The points of one front, given by their indices: the largest exclusive volume first, of equal ones the earlier. */
export function byVolume(points: Float64Array, front: readonly number[], k: number): readonly number[] {
  if (front.length < 2) return front;
  const scaled = new Float64Array(front.length * k);
  for (let j = 0; j < k; j++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const i of front) {
      const loss = points[i * k + j]!;
      if (!Number.isFinite(loss)) continue;
      if (loss < low) low = loss;
      if (loss > high) high = loss;
    }
    front.forEach((i, at) => {
      scaled[at * k + j] = scaledLoss(points[i * k + j]!, low, high);
    });
  }
  const volumes = exclusiveVolumes(scaled, new Float64Array(k).fill(REFERENCE));
  return Array.from(front.keys())
    .sort((a, b) => volumes[b]! - volumes[a]! || a - b)
    .map((at) => front[at]!);
}

/** Where a loss lies between the lowest and the highest finite one; infinite ones lie at the ends. */
function scaledLoss(loss: number, low: number, high: number): number {
  if (loss === Number.NEGATIVE_INFINITY) return 0;
  if (loss === Number.POSITIVE_INFINITY) return 1;
  return high > low ? (loss / 2 - low / 2) / (high / 2 - low / 2) : 0; // halves, so that no difference overflows
}
