import type { Delta } from '../../history/view.ts';
import type { StoppedBy } from '../study.ts';

/** Something that ends a search once it holds: a target, patience. Trials that run then are waited for. */
export interface Condition {
  readonly reason: StoppedBy;
  /** Asked before each trial. */
  readonly reached: boolean;
  /** What was found when it was reached, in a sentence; only where its name does not tell. */
  readonly why?: string;
  /** Takes in what has changed. */
  hear(delta: Delta): void;
}

/** Something that is used up: time, computation, money. How long it lasts can be foreseen, so trials that run can be ended in time. */
export interface Supply {
  readonly reason: StoppedBy;
  /** How much there is in all. */
  readonly most: number;
  /** How much is used up by now. */
  spent(): number;
  /** How much goes in a second while so many more trials run than do now. */
  perSecond(more: number): number;
  /** What is over once it is used up, in words: "The limit of 10 min". */
  readonly words: string;
}

/** Milliseconds until a supply is used up, if so many more trials run than do now; infinite where nothing uses it. */
export function lasts(supply: Supply, more: number): number {
  const left = supply.most - supply.spent();
  return left <= 0 ? 0 : (1000 * left) / supply.perSecond(more);
}

/** The time that trials are granted to end by themselves: what they need, but never more than a tenth of the supply. In ms. */
export function graceIn(supply: Supply, more: number, needed: number): number {
  return supply.most > 0 ? Math.min(needed, (100 * supply.most) / supply.perSecond(more)) : 0;
}
