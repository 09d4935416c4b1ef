import type { Warped } from '../../../../src/models/gp/warp.ts';

/** Share of the losses, from the worst, whose slope holds beyond the worst: two alone say little. */
const TAIL = 0.25;

/**
 * From a model's scale back to losses: straight between the losses that are known, straight on beyond them. Rises.
 *
 * @param losses at least one
 */
export function unbent(losses: Float64Array, { targets, logSlopes }: Warped): (target: number) => number {
  const order = [...losses.keys()]
    .sort((a, b) => losses[a]! - losses[b]! || a - b)
    .filter((i, at, all) => at === 0 || losses[i] !== losses[all[at - 1]!]);
  const known = order.map((i) => ({ loss: losses[i]!, target: targets[i]! }));
  const [first, last] = [known[0]!, known.at(-1)!];
  if (first === last) return () => first.loss;
  const tail = known[Math.min(known.length - 2, Math.floor((1 - TAIL) * known.length))]!;
  const below = Math.exp(-logSlopes[order[0]!]!);
  const beyond = slope(tail, last);
  return (target) => {
    if (target <= first.target) return first.loss - (first.target - target) * below;
    if (target >= last.target) return last.loss + (target - last.target) * beyond;
    const next = known.findIndex((own) => own.target > target);
    const from = known[next - 1]!;
    return from.loss + (target - from.target) * slope(from, known[next]!);
  };
}

interface Known {
  readonly loss: number;
  readonly target: number;
}

const slope = (from: Known, to: Known): number => (to.loss - from.loss) / (to.target - from.target);
