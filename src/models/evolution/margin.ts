import { normalCdf, normalQuantile } from '../../math/special.ts';
import type { CmaEs } from './cma-es.ts';

/** The nearest two bounds of cells around a position; both the same one in the first and in the last cell. */
export type EdgesAt = (position: number) => readonly [below: number, above: number];

/**
 * Keeps the chance of leaving the present cell of a whole-numbered coordinate from dying out.
 *
 * The distribution is stretched along that coordinate by `scales[i]` where points are decoded, and its mean shifted, so that
 * each side beyond the cell has at least `margin` / 2 (`margin` where there is one side only).
 * Source: Hamano et al. 2022, "CMA-ES with margin", section 4.
 *
 * @param scales shape (d); changed
 * @param coordinates coordinates that have cells, and where their bounds are
 */
export function keepMargin(
  cma: CmaEs,
  scales: Float64Array,
  coordinates: readonly { readonly at: number; readonly edges: EdgesAt }[],
  margin: number,
): void {
  for (const { at, edges } of coordinates) {
    const mean = cma.mean[at]!;
    const [low, high] = edges(mean);
    const deviation = cma.deviation(at);
    const stretched = scales[at]! * deviation;
    const below = normalCdf((low - mean) / stretched);
    const above = normalCdf((mean - high) / stretched);
    if (Math.max(below, above) > 0.5) {
      if (Math.min(below, above) < margin)
        cma.mean[at] = high + Math.sign(mean - high) * stretched * -normalQuantile(margin);
      continue;
    }
    const inside = 1 - below - above;
    const [left, right] = atLeast(below, above, inside, margin / 2);
    const reachLow = -normalQuantile(left);
    const reachHigh = -normalQuantile(right);
    scales[at] = (high - low) / ((reachLow + reachHigh) * deviation);
    cma.mean[at] = (low * reachHigh + high * reachLow) / (reachLow + reachHigh);
  }
}

/** Both sides at least `least`; what they gain is taken from all in proportion to what each has above it. */
function atLeast(below: number, above: number, inside: number, least: number): readonly [number, number] {
  const left = Math.max(below, least);
  const right = Math.max(above, least);
  const share = (1 - left - right - inside) / (left + inside + right - 3 * least);
  const clipped = (chance: number): number => Math.min(0.5 - 1e-10, Math.max(1e-10, chance));
  return [clipped(left + share * (left - least)), clipped(right + share * (right - least))];
}
