/** One thing that can be turned. */
export interface Knob {
  readonly name: 'frequency' | 'aerial';
  /** Ends of the scale, in `unit`. */
  readonly low: number;
  readonly high: number;
  readonly unit: string;
  /** Decimals that are shown. */
  readonly digits: number;
  /** Turned by one press of an arrow key, and by a coarse one (Page Up). */
  readonly step: number;
  readonly stride: number;
}

/** The knobs of the radio: a search of one knob has the first one. */
export const KNOBS: readonly [Knob, Knob] = [
  { name: 'frequency', low: 88, high: 108, unit: 'MHz', digits: 2, step: 0.05, stride: 1 },
  { name: 'aerial', low: -90, high: 90, unit: '°', digits: 0, step: 1, stride: 10 },
];

/** How many knobs are turned. */
export type KnobCount = 1 | 2;

/** The knobs in use. */
export const knobsOf = (count: KnobCount): readonly Knob[] => KNOBS.slice(0, count);

/** Share of the scale, 0 to 1 for places on it. */
export const shareOf = ({ low, high }: Knob, value: number): number => (value - low) / (high - low);

/** The place at a share of the scale: the inverse of `shareOf`. */
export const valueAt = ({ low, high }: Knob, share: number): number => low + share * (high - low);

/** The nearest place on the scale. */
export const onScale = ({ low, high }: Knob, value: number): number => Math.min(high, Math.max(low, value));
