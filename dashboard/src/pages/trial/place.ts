import type { StudyDetail } from 'vernier/client';

/** What a stored number may be, as the server says it. */
export type WireDistribution = StudyDetail['parameters'][number]['distribution'];

/** A choice, as the server says it. */
export type WireChoice = Extract<WireDistribution, { kind: 'categorical' }>['choices'][number];

/** The choice itself: numbers that JSON has no word for come as texts in an object. */
export const choiceOf = (wire: WireChoice): string | number | boolean | null =>
  typeof wire === 'object' && wire !== null ? Number(wire.number) : wire;

/** Where in its range a value lies, from 0 to 1, on the parameter's own scale; null = it lies nowhere in it. */
export function placeOf(distribution: WireDistribution, value: unknown): number | null {
  if (distribution.kind === 'categorical') {
    const at = distribution.choices.findIndex((choice) => Object.is(choiceOf(choice), value));
    return at < 0 ? null : distribution.choices.length === 1 ? 0.5 : at / (distribution.choices.length - 1);
  }
  const { low, high, log } = distribution;
  if (typeof value !== 'number' || !(value >= low && value <= high)) return null;
  if (low === high) return 0.5;
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** The value at a place in a range, as close as the range's steps allow. */
export function valueAt(distribution: Exclude<WireDistribution, { kind: 'categorical' }>, place: number): number {
  const { low, high, log, step, kind } = distribution;
  if (place <= 0) return low;
  if (place >= 1) return high;
  const value = log ? low * Math.exp(place * Math.log(high / low)) : low + place * (high - low);
  if (step !== null && !log)
    return Math.min(high, Number((low + Math.round((value - low) / step) * step).toPrecision(12)));
  return Math.min(high, Math.max(low, kind === 'int' ? Math.round(value) : Number(value.toPrecision(4))));
}
