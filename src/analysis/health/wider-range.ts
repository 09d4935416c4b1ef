import type { FloatDistribution, IntDistribution } from '../../space/distribution.ts';

/** A number's range. */
export type Range = FloatDistribution | IntDistribution;

/**
 * A range that reaches further at one end: ten times where it is logarithmic, else by half of its width; never across zero, nor beyond
 * what numbers can hold.
 *
 * @returns null where it cannot reach further
 */
export function widerRange(range: Range, end: 'low' | 'high'): { readonly low: number; readonly high: number } | null {
  const { low, high } = range;
  const [least, most] = limitsOf(range);
  const wider =
    end === 'low' ? { low: Math.max(least, lower(range)), high } : { low, high: Math.min(most, higher(range)) };
  const isWider = wider.low < low || wider.high > high;
  return isWider && Number.isFinite(wider.high - wider.low) ? wider : null;
}

/** Between which both ends must lie. */
function limitsOf({ kind, log }: Range): readonly [number, number] {
  if (kind === 'int') return [log ? 1 : Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  return [log ? Number.MIN_VALUE : -Number.MAX_VALUE, Number.MAX_VALUE];
}

function higher(range: Range): number {
  const { kind, high, log } = range;
  if (log) return kind === 'int' ? 10 * high : tidy(10 * high);
  const further = tidy(high + reachOf(range));
  return high > 0 || further < 0 ? further : lastBeforeZero(range, high);
}

function lower(range: Range): number {
  const { kind, low, log } = range;
  if (log) return kind === 'int' ? Math.floor(low / 10) : tidy(low / 10);
  const further = tidy(low - reachOf(range));
  return low < 0 || further > 0 ? further : lastBeforeZero(range, low);
}

/** Half the width, in whole steps. */
function reachOf(range: Range): number {
  const half = range.high / 2 - range.low / 2;
  return range.step === null ? half : Math.max(1, Math.ceil(half / range.step)) * range.step;
}

/** Zero, or on a grid its last point on this side of it. */
const lastBeforeZero = ({ step }: Range, end: number): number =>
  step === null ? 0 : tidy(end - Math.trunc(end / step) * step) + 0;

/** Without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12));
