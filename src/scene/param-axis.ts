import type { Axis } from '../analysis/charts/axis.ts';
import { type AxisPlan } from './panel.ts';
import { numberText } from './number-text.ts';
import { jitter } from './outcome-points.ts';
import type { Domain, Scale } from './scale.ts';

/** A choice as people read it: a text as it is, an empty one in quotes. */
const choiceText = (choice: unknown): string => (choice === '' ? '""' : String(choice));

/** How a parameter is laid along an axis of a panel: from bound to bound, with a little room. */
export function paramAxis(axis: Axis): AxisPlan {
  return { domain: paramDomain(axis), label: axis.name === '' ? '""' : axis.name };
}

function paramDomain({ scale, low, high, isWhole, choices }: Axis): Domain {
  if (scale === 'category') return { kind: 'category', names: (choices ?? []).map(choiceText) };
  if (scale === 'log') {
    const room = Math.min((high / low) ** 0.03, 1e9);
    return { kind: 'log', low: low / room || low, high: Math.min(high * room, Number.MAX_VALUE) };
  }
  const room = (high - low) * 0.03;
  return Number.isFinite(room)
    ? { kind: 'linear', low: low - room, high: high + room, isWhole }
    : { kind: 'linear', low, high, isWhole };
}

/** The pixels of settings; of the same choice they are spread within its slot. */
export function placesOn(scale: Scale, settings: ArrayLike<number>, trials: ArrayLike<number>): Float32Array {
  return Float32Array.from(
    { length: settings.length },
    (_, i) => scale.place(settings[i]!) + jitter(trials[i]!, scale.slot),
  );
}

/** A setting as a text: a choice, or a number. */
export const settingText = ({ choices }: Axis, value: number): string =>
  choices === null ? numberText(value) : choiceText(choices[value] ?? '');
