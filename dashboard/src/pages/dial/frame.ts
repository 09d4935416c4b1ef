import type { Belief } from './belief.ts';
import { KNOBS } from './knobs.ts';
import type { Axis } from './scale.ts';
import type { Plan, Probe } from './search.ts';
import type { Signal } from './signal.ts';

/** What is drawn of somebody's listening. */
export interface Sight {
  readonly signal: Signal;
  /** Is the signal itself shown? */
  readonly isRevealed: boolean;
  readonly probes: readonly Probe[];
  readonly plan: Plan | null;
  readonly belief: Belief | null;
  /** Where the needle stands; null = there is none. */
  readonly needle: readonly number[] | null;
}

/** A picture of some size, which a click may aim at. */
export interface PictureProps extends Sight {
  readonly width: number;
  readonly height: number;
}

/** Pixels around the picture, for its scales. */
export const MARGIN = { left: 46, right: 18, top: 24, bottom: 34 } as const;

/** The axis of the first knob. */
export const acrossOf = (width: number): Axis => ({
  knob: KNOBS[0],
  from: MARGIN.left,
  to: Math.max(MARGIN.left + 1, width - MARGIN.right),
});

/** The axis of the second knob, upwards. */
export const upwardsOf = (height: number): Axis => ({
  knob: KNOBS[1],
  from: height - MARGIN.bottom,
  to: MARGIN.top,
});
