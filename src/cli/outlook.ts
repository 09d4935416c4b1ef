import type { Forecast, ForecastOptions, Outlook } from '../analysis/forecast.ts';
import { membersOf } from '../history/population.ts';
import type { HistoryView } from '../history/view.ts';
import { ComputeTime } from '../study/limits/compute.ts';
import { billOf } from '../study/limits/cost.ts';
import type { Setup } from '../study/setup.ts';
import type { Cost, Study } from '../study/study.ts';
import { CLOCK } from './clock.ts';
import { duration, safe, short } from './text.ts';

/** The trials ahead that are shown where there is room for one line. */
export const SHOWN = 25;

/** What is looked at of a study. */
type Seen = Pick<Study, 'history' | 'space'>;

/** Who searches, as far as a forecast asks. */
export interface Searcher {
  readonly seed: number;
  /** Name of the sampler. */
  readonly sampler: string;
  /** How many members its population has; null = it makes none. */
  readonly population: number | null;
}

/** Who searches, as a study has stored it; null = not known. */
export const searcherOf = (setup: Setup | null): Searcher => ({
  seed: setup?.seed ?? 0,
  sampler: setup?.sampler.name ?? 'auto',
  population: membersOf(setup?.sampler),
});

/** What a forecast of a study needs beside its history. */
export function forecastOptions({ space }: Pick<Study, 'space'>, { seed, sampler, population }: Searcher) {
  return { seed, space, isGuided: !UNGUIDED.includes(sampler), population } satisfies ForecastOptions;
}

/** Samplers that learn nothing from results. */
const UNGUIDED = ['random', 'quasiRandom', 'grid'];

/** The forecast of a study; loads what that takes. */
export async function forecastOf(
  study: Seen,
  searcher: Searcher,
  options: { readonly trials?: readonly number[]; readonly cost?: Cost | null } = {},
): Promise<Forecast> {
  const { forecast } = await import('../analysis/forecast.ts');
  const { trials, cost = null } = options;
  return forecast(study.history, {
    ...forecastOptions(study, searcher),
    ...(trials === undefined ? {} : { trials }),
    costPerTrial: cost === null ? null : costPerTrial(study.history, cost),
  });
}

/** What a trial has cost so far; null where none has said. */
function costPerTrial(history: HistoryView, cost: Cost): number | null {
  const ended = history.size - history.open.length;
  const bill = billOf(history, new ComputeTime(history, CLOCK), cost);
  return ended === 0 || !bill.isKnown ? null : bill.total() / ended;
}

/**
 * `25 more trials: expected gain 0.0021 (80 %: 0 to 0.009), about 12 min and 1.6 EUR`.
 *
 * @param atOnce trials that run at the same time
 * @param currency of the cost, where it is known
 */
export function outlookWords(
  { trials, gain, low, high, seconds, cost }: Outlook,
  atOnce: number,
  currency?: string,
): string {
  const takes = [
    ...(seconds === null || seconds === 0 ? [] : [duration(seconds / atOnce)]),
    ...(cost === null
      ? []
      : [currency === undefined ? `a cost of ${amount(cost)}` : `${amount(cost)} ${safe(currency)}`]),
  ];
  const price = takes.length === 0 ? '' : `, about ${takes.join(' and ')}`;
  return `${trials} more trials: expected gain ${amount(gain)} (${bandWords(low, high)})${price}`;
}

/** `80 %: 0 to 0.009`; where no gain at all is that likely: `80 %: none`. */
export const bandWords = (low: number, high: number): string =>
  high === 0 ? '80 %: none' : `80 %: ${amount(low)} to ${amount(high)}`;

/** A gain to two digits: it is no more exact. */
export const amount = (gain: number): string => short(Number(gain.toPrecision(2)));

/** Milliseconds between two forecasts, and how many times the length of the last one passes at least. */
const REST_MS = 5000;
const REST_TIMES = 50;

/** Keeps a forecast in words for a view that is drawn all the time: made between the trials, seldom, and in the background. */
export class LiveOutlook {
  readonly #study: Seen;
  readonly #searcher: Searcher;
  #words: string | null = null;
  #ended = -1;
  #isDue = true;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isClosed = false;

  constructor(study: Seen, searcher: Searcher) {
    this.#study = study;
    this.#searcher = searcher;
  }

  /** The newest words; null where there is no forecast (yet). @param running trials that run now */
  words(running: number): string | null {
    const ended = this.#study.history.size - this.#study.history.open.length;
    if (this.#isDue && !this.#isClosed && ended !== this.#ended) {
      this.#isDue = false;
      this.#ended = ended;
      void this.#make(Math.max(1, running));
    }
    return this.#words;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #make(atOnce: number): Promise<void> {
    let took = 0;
    try {
      await import('../analysis/forecast.ts'); // not a part of what a forecast takes
      const began = performance.now();
      const { outlooks } = await forecastOf(this.#study, this.#searcher, { trials: [SHOWN] });
      took = performance.now() - began;
      this.#words = outlooks[0] === undefined ? null : safe(outlookWords(outlooks[0], atOnce));
    } catch {
      this.#words = null; // a view goes on without
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => (this.#isDue = true), Math.max(REST_MS, REST_TIMES * took));
    this.#timer.unref();
  }
}
