import { trialWords as words } from '../../words/trial.ts';
import { choiceOf, type WireDistribution } from './place.ts';

/** A value that somebody typed: the value, undefined for none, or what is wrong with it. */
export type Typed = { readonly value: unknown } | { readonly wrong: string };

/** Reads what was typed for a parameter. An empty text is no value: the sampler chooses. @param distribution null = any JSON */
export function typedValue(distribution: WireDistribution | null, text: string): Typed {
  const typed = text.trim();
  if (typed === '') return { value: undefined };
  if (distribution === null) return jsonOf(typed);
  if (distribution.kind === 'categorical') {
    const at = distribution.choices.findIndex((choice) => choiceText(choiceOf(choice)) === typed);
    return at < 0 ? { wrong: words.form.noChoice } : { value: choiceOf(distribution.choices[at]!) };
  }
  const value = Number(typed);
  const { low, high, step, kind } = distribution;
  if (!Number.isFinite(value)) return { wrong: words.form.noNumber(typed) };
  if (value < low || value > high) return { wrong: words.form.beyond(low, high) };
  if (kind === 'int' && !Number.isInteger(value)) return { wrong: words.form.notWhole };
  if (step !== null) {
    const steps = (value - low) / step;
    if (Math.abs(steps - Math.round(steps)) > 1e-8) return { wrong: words.form.offGrid(low, step) };
  }
  return { value };
}

/** A choice as it is shown and chosen: what differs looks different, the text `"1"` and the number `1`, too. */
export const choiceText = (choice: unknown): string => {
  if (typeof choice === 'number') return String(choice);
  if (typeof choice !== 'string') return JSON.stringify(choice);
  const looksOther = choice.trim() !== choice || choice === '' || /^(?:null|true|false|NaN|-?Infinity)$/.test(choice);
  return looksOther || (choice !== '' && !Number.isNaN(Number(choice))) ? JSON.stringify(choice) : choice;
};

function jsonOf(text: string): Typed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { wrong: words.form.noJson };
  }
}
