import { lehmer, order } from '../../space/composite.ts';

/** Writes the items of an ordering into a point, from the digits that it is stored in; NaN where these are missing. */
export function encodeOrder(out: Float64Array, at: number, count: number, digits: readonly number[]): void {
  if (digits.every((digit, i) => digit >= 0 && digit < count - i)) out.set(order(digits, items(count)), at);
  else out.fill(Number.NaN, at, at + count);
}

/** The digits of the ordering in a point. */
export function decodeOrder(point: Float64Array, at: number, count: number): readonly number[] {
  return lehmer(Array.from(point.subarray(at, at + count)), items(count))!;
}

const items = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
