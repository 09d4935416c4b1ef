import { paretoRanks } from '../../math/pareto.ts';

/** How points compare: by front, and within one by how much room they have. */
export interface Crowded {
  /** 0 = dominated by none. */
  readonly ranks: Int32Array;
  /** Larger is better; Infinity at the ends of a front. */
  readonly room: Float64Array;
  /** Indices, best first: lower front, more room, lower index. */
  readonly order: readonly number[];
}

/**
 * Fronts and crowding distances. Source: Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II".
 *
 * @param losses shape (n × k), no NaN
 */
export function crowded(losses: Float64Array, k: number): Crowded {
  const n = losses.length / k;
  const ranks = paretoRanks(losses, k);
  const room = new Float64Array(n);
  const all = Array.from({ length: n }, (_, i) => i);
  for (const front of frontsOf(ranks)) addRoom(losses, k, front, room);
  const order = all.sort(
    (a, b) => ranks[a]! - ranks[b]! || (room[b]! > room[a]! ? 1 : room[b]! < room[a]! ? -1 : a - b),
  );
  return { ranks, room, order };
}

/** Indices by front, best first. */
export function frontsOf(ranks: Int32Array): number[][] {
  const fronts: number[][] = [];
  ranks.forEach((rank, i) => (fronts[rank] ??= []).push(i));
  return fronts;
}

function addRoom(losses: Float64Array, k: number, front: readonly number[], room: Float64Array): void {
  for (let o = 0; o < k; o++) {
    const loss = (i: number): number => losses[i * k + o]!;
    const sorted = [...front].sort((a, b) => (loss(a) < loss(b) ? -1 : loss(a) > loss(b) ? 1 : a - b));
    const first = sorted[0]!;
    const last = sorted.at(-1)!;
    room[first] = Number.POSITIVE_INFINITY;
    room[last] = Number.POSITIVE_INFINITY;
    const width = loss(last) - loss(first);
    if (!(width > 0 && width < Number.POSITIVE_INFINITY)) continue; // all the same, or ends that are not finite
    for (let i = 1; i + 1 < sorted.length; i++)
      room[sorted[i]!]! += (loss(sorted[i + 1]!) - loss(sorted[i - 1]!)) / width;
  }
}
