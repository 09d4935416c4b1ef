import { steerWords as words } from '../../../words/steer.ts';

/** Limits as they are typed; empty = as each run was started. */
export interface LimitTexts {
  readonly trials: string;
  readonly concurrency: string;
  /** A local date and time, `2026-11-26T21:40`. */
  readonly deadline: string;
}

/** Limits as the server has them. */
export interface LimitValues {
  readonly trials: number | null;
  readonly concurrency: number | null;
  /** Milliseconds since 1970 UTC. */
  readonly deadline: number | null;
}

/** Limits as texts; null = none is set. */
export function textsOf(limits: LimitValues | null): LimitTexts {
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);
  return {
    trials: text(limits?.trials),
    concurrency: text(limits?.concurrency),
    deadline: limits?.deadline === null || limits === null ? '' : localText(limits.deadline),
  };
}

/** What is wrong with what was typed, by field; null = nothing. */
export function wrongLimits(texts: LimitTexts, before: LimitTexts, now: number) {
  const whole = (text: string, least: number): string | null =>
    text.trim() === '' || (/^\d+$/.test(text.trim()) && Number(text) >= least) ? null : words.wholeFrom(least);
  const at = instantOf(texts.deadline);
  const isPast = texts.deadline !== before.deadline && at !== null && !(at > now); // one that has gone by may stay
  return {
    trials: whole(texts.trials, 0),
    concurrency: whole(texts.concurrency, 1),
    deadline: isPast ? words.future : null,
  };
}

/** What is to be set: only what was changed. */
export function settingsOf(texts: LimitTexts, before: LimitTexts): Partial<LimitValues> {
  const number = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  return {
    ...(texts.trials === before.trials ? {} : { trials: number(texts.trials) }),
    ...(texts.concurrency === before.concurrency ? {} : { concurrency: number(texts.concurrency) }),
    ...(texts.deadline === before.deadline ? {} : { deadline: instantOf(texts.deadline) }),
  };
}

const instantOf = (text: string): number | null => (text === '' ? null : new Date(text).getTime());

/** As `<input type="datetime-local">` has it. */
function localText(instant: number): string {
  const date = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
