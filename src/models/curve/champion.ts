import { CurveFit } from './curve-fit.ts';
import { lastTime, timeOf } from './time.ts';

/** A run as far as it went; losses, lower is better. */
export interface Contender {
  /** Ascending. */
  readonly steps: ArrayLike<number>;
  /** Shape (steps). */
  readonly losses: ArrayLike<number>;
  /** What it came to at its end; null = it is not at its end. */
  readonly final: number | null;
}

/** Before this share of the way of the one that has come furthest, being ahead is luck. */
const LEAST_WAY = 1 / 3;

/**
 * Which of some runs to bet on.
 *
 * It begins with the best of those that came to their end; while there is none, with the best of those that have come furthest. Another one takes its
 * place where two opinions agree: it was ahead at the last step that both have reported, and its curve, extrapolated, ends lower. Those
 * that stand at no finite number are left out, and so is who was worse at every step than another one on its way that came as far.
 * Cost O(runs · log runs), and a fit for each that was ahead.
 *
 * @param last  the last time of a whole run; 0 = not known: then being ahead decides
 * @returns its index; −1 = none
 */
export function championOf(runs: readonly Contender[], last: number): number {
  const order = [...runs.keys()].filter((i) => Number.isFinite(standing(runs[i]!)));
  order.sort((a, b) => byWay(runs[a]!, runs[b]!) || a - b);
  let champion = order[0] ?? -1;
  if (champion < 0) return champion;
  const furthest = lastTime(runs[champion]!);
  for (const rival of order) {
    const [one, other] = [runs[rival]!, runs[champion]!];
    if (one.final !== null) continue;
    if (lastTime(one) < LEAST_WAY * furthest) break;
    if (!isAhead(one, other) || (last > 0 && !(expectedEnd(one, last) < expectedEnd(other, last)))) continue;
    if (!order.some((i) => isWorseAll(one, runs[i]!))) champion = rival;
  }
  return champion;
}

/** The loss that a run came to, or by its curve will; NaN = nobody knows. @param last as of `championOf` */
export function expectedEnd({ steps, losses, final }: Contender, last: number): number {
  if (final !== null) return final;
  if (last === 0) return Number.NaN;
  if (lastTime({ steps }) >= last) return losses[losses.length - 1]!;
  const fit = new CurveFit(last);
  for (let i = 0; i < steps.length; i++)
    if (Number.isFinite(losses[i]!)) fit.add(timeOf(steps[i]!, steps[0]!), losses[i]!);
  return fit.outlook().mean;
}

const standing = ({ final, losses }: Contender): number => final ?? losses[losses.length - 1] ?? Number.NaN;

/** Those at their end first, then by how far they came; of these the best. */
function byWay(a: Contender, b: Contender): number {
  if (a.final !== null || b.final !== null)
    return a.final !== null && b.final !== null ? a.final - b.final : a.final === null ? 1 : -1;
  return lastTime(b) - lastTime(a) || standing(a) - standing(b);
}

/** Is one better at its last step than the other was there? Not so where the other one has no number by then. */
function isAhead({ steps, losses }: Contender, other: Contender): boolean {
  const step = steps[steps.length - 1]!;
  let then = Number.NaN;
  for (let i = 0; i < other.steps.length && other.steps[i]! <= step; i++) then = other.losses[i]!;
  return losses[losses.length - 1]! < then;
}

/** Was one worse at each of its steps than another one that is on its way, too, and has come as far? */
function isWorseAll(one: Contender, other: Contender): boolean {
  if (other.final !== null || lastTime(other) < lastTime(one)) return false;
  let at = 0;
  for (let i = 0; i < one.steps.length; i++) {
    while (at < other.steps.length && other.steps[at]! < one.steps[i]!) at++;
    if (other.steps[at] !== one.steps[i] || !(other.losses[at]! < one.losses[i]!)) return false;
  }
  return true;
}
