import type { HourlyGain } from '../../analysis/gain-per-hour.ts';
import { wrong } from '../check-value.ts';
import { STATE_CODE, type Delta, type HistoryView } from '../../history/view.ts';
import type { Condition } from './limit.ts';

/** What an hour more is expected to gain; null where that cannot be told yet. Asked once after each trial that has ended. */
export type GainPerHour = (history: HistoryView) => HourlyGain | number | null;

/**
 * Going on is not worth it: an hour more is expected to gain less than a user wants for it.
 *
 * That stays so once it is found, whatever trials bring that still run: else one lane would end and the others go on.
 */
export class NotWorthIt implements Condition {
  readonly reason = 'notWorthIt';
  readonly #history: HistoryView;
  readonly #least: number;
  readonly #gain: GainPerHour;
  /** The gain that is too little; null = none was yet. */
  #found: HourlyGain | number | null = null;
  /** Has a trial ended since it was asked? */
  #isDue = true;

  constructor(history: HistoryView, least: number, gain: GainPerHour) {
    this.#history = history;
    this.#least = least;
    this.#gain = gain;
  }

  hear({ rows, reset }: Delta): void {
    if (reset || rows.some((row) => this.#history.states[row]! >= STATE_CODE.complete)) this.#isDue = true;
  }

  get reached(): boolean {
    if (this.#found === null && this.#isDue) {
      this.#isDue = false;
      const answer = this.#gain(this.#history);
      if (answer !== null && checkedGain(answer) < this.#least) this.#found = answer;
    }
    return this.#found !== null;
  }

  /** What was found, in a sentence. */
  get why(): string {
    const found = this.#found ?? 0;
    const band = typeof found === 'number' ? '' : ` (80 %: ${bandWords(found)})`;
    return `An hour of computing is expected to gain ${amount(gainOf(found))}${band}, less than the ${Number(this.#least.toPrecision(6))} that was asked for.`;
  }
}

/** @throws `config-invalid` for an answer that is no gain */
function checkedGain(answer: HourlyGain | number): number {
  const gain: unknown = typeof answer === 'object' ? answer.gain : answer;
  if (typeof gain === 'number' && !Number.isNaN(gain)) return gain;
  throw wrong('What gainPerHour answered', gain, 'a number, { gain, low, high }, or null');
}

const gainOf = (answer: HourlyGain | number): number => (typeof answer === 'number' ? answer : answer.gain);

const bandWords = ({ low, high }: HourlyGain): string => (high === 0 ? 'none' : `${amount(low)} to ${amount(high)}`);

/** A forecast is not known to more than two digits. */
const amount = (gain: number): string => String(Number(gain.toPrecision(2)));
