import type { Evidence } from '../evidence.ts';
import type { Features } from '../../space/features.ts';

/** More results than this are too many for one exact process. */
export const MOST = 350;

/** Of the chosen ones: the best, and every so many of the others; the rest are the nearest to the best. */
const BEST = 100;
const AFAR = 50;

/**
 * The results that a process is made from where there are too many: the best ones, those nearest to the very best, and some
 * of all others, so that the rest of the space is not forgotten.
 *
 * Source: in the spirit of TuRBO's local models, Eriksson et al. 2019.
 *
 * @param rows trials, ascending
 * @param loss the loss of the trial at an index of `rows`
 * @returns ascending, at most `MOST`; `rows` itself where they are few
 */
export function localRows(
  rows: readonly number[],
  loss: (i: number) => number,
  evidence: Evidence,
  features: Features,
): readonly number[] {
  if (rows.length <= MOST) return rows;
  const order = rows.map((_, i) => i).sort((a, b) => loss(a) - loss(b) || a - b);
  const chosen = new Set(order.slice(0, BEST));
  const left = order.slice(BEST).sort((a, b) => a - b);
  for (let k = 0; k < AFAR; k++) chosen.add(left[Math.floor((k * left.length) / AFAR)]!);
  const near = distancesTo(order[0]!, rows, evidence, features);
  const byDistance = left.filter((i) => !chosen.has(i)).sort((a, b) => near[a]! - near[b]! || a - b);
  for (const i of byDistance.slice(0, MOST - chosen.size)) chosen.add(i);
  return [...chosen].sort((a, b) => a - b).map((i) => rows[i]!);
}

function distancesTo(best: number, rows: readonly number[], evidence: Evidence, features: Features): Float64Array {
  const { columns, codes } = features.layout;
  const centre = new Float64Array(columns);
  const point = new Float64Array(columns);
  features.write(centre, 0, evidence.at(rows[best]!));
  return Float64Array.from(rows, (row) => {
    features.write(point, 0, evidence.at(row));
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const difference = point[c]! - centre[c]!;
      sum += codes[c] === 1 ? (difference === 0 ? 0 : 1) : difference * difference;
    }
    return sum;
  });
}
