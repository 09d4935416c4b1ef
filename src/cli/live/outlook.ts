import type { Forecast, ForecastOptions, Outlook } from '../../analysis/forecast.ts';
import { membersOf } from '../../history/population.ts';
import type { Setup } from '../../study/opening/setup.ts';
import type { Cost, Study } from '../../study/study.ts';
import { duration, safe, short, width } from '../text.ts';

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
  const { forecast } = await import('../../analysis/forecast.ts');
  const { costPerTrial } = await import('../../analysis/cost-per-trial.ts');
  const { trials, cost = null } = options;
  return forecast(study.history, {
    ...forecastOptions(study, searcher),
    ...(trials === undefined ? {} : { trials }),
    costPerTrial: cost === null ? null : costPerTrial(study.history, cost),
  });
}

/** What the words about an outlook need beside it. */
export interface Told {
  /** Trials that run at the same time. */
  readonly atOnce: number;
  /** Of the cost, where it is known. */
  readonly currency?: string | undefined;
}

/** `25 more trials: expected gain 0.0021 (80 %: 0 to 0.009)`, then a line each for the time and the money that they take, with the gain by unit of it. */
export function outlookLines(outlook: Outlook, told: Told): readonly string[] {
  const { trials, gain, low, high } = outlook;
  return [
    `${trials} more trials: expected gain ${amount(gain)} (${bandWords(low, high)})`,
    ...takenBy(outlook, told).map(({ how, words, unit, by }) =>
      by === null
        ? `${how} about ${words}`
        : `${how} about ${words}: ${amount(by.gain)} per ${unit} (${bandWords(by.low, by.high)})`,
    ),
  ];
}

/** The same in one line; where it is wider than `columns` without what the trials take, and then without the bands by unit of it. */
export function outlookLine(outlook: Outlook, told: Told, columns: number): string {
  const { trials, gain, low, high } = outlook;
  const head = `${trials} more trials: gain ${amount(gain)} (${bandWords(low, high)})`;
  const taken = takenBy(outlook, told);
  const plain = taken.flatMap(({ sign, by }) => (by === null ? [] : [`${amount(by.gain)}/${sign}`]));
  const banded = taken.flatMap(({ sign, by }) =>
    by === null ? [] : [`${amount(by.gain)}/${sign} (${rangeWords(by.low, by.high)})`],
  );
  const takes = taken.length === 0 ? [] : [`about ${taken.map(({ words }) => words).join(' and ')}`];
  const forms = [
    [head, ...banded, ...takes],
    [head, ...banded],
    [head, ...plain],
  ].map((parts) => parts.join(', '));
  return forms.find((form) => width(form) <= columns) ?? forms.at(-1)!;
}

/** Something that trials take: time, or money. */
interface Taken {
  readonly how: 'in' | 'for';
  /** How much, in words. */
  readonly words: string;
  readonly unit: string;
  /** The unit where there is little room. */
  readonly sign: string;
  /** Gain by unit; null where nothing is taken. */
  readonly by: Gain | null;
}

function takenBy(outlook: Outlook, { atOnce, currency }: Told): readonly Taken[] {
  const { seconds, cost } = outlook;
  const taken: Taken[] = [];
  if (seconds !== null && seconds > 0)
    taken.push({
      how: 'in',
      words: duration(seconds / atOnce),
      unit: 'hour of computing',
      sign: 'h',
      by: gainBy(outlook, seconds / 3600),
    });
  if (cost !== null) {
    const unit = currency === undefined ? 'unit' : safe(currency);
    const words = currency === undefined ? `a cost of ${amount(cost)}` : `${amount(cost)} ${unit}`;
    taken.push({ how: 'for', words, unit, sign: unit, by: gainBy(outlook, cost) });
  }
  return taken;
}

/** An expected gain with its band. */
type Gain = Pick<Outlook, 'gain' | 'low' | 'high'>;

/** A gain by unit of what it takes; null where that is nothing, or not known. */
export function gainBy({ gain, low, high }: Gain, spent: number | null): Gain | null {
  if (spent === null || spent === 0) return null;
  const by = (whole: number): number => Math.min(Number.MAX_VALUE, whole / spent);
  return { gain: by(gain), low: by(low), high: by(high) };
}

const bandWords = (low: number, high: number): string => `80 %: ${rangeWords(low, high)}`;

/** A band: `0 to 0.009`; where no gain at all is that likely: `none`. */
export const rangeWords = (low: number, high: number): string =>
  high === 0 ? 'none' : `${amount(low)} to ${amount(high)}`;

/** A gain to two digits: it is no more exact. */
export const amount = (gain: number): string => short(Number(gain.toPrecision(2)));

/** Milliseconds between two forecasts, and how many times the length of the last one passes at least. */
const REST_MS = 5000;
const REST_TIMES = 50;

/** Keeps a forecast in words for a view that is drawn all the time: made between the trials, seldom, and in the background. */
export class LiveOutlook {
  readonly #study: Seen;
  readonly #searcher: Searcher;
  readonly #cost: Cost | null;
  readonly #columns: () => number;
  #words: string | null = null;
  #ended = -1;
  #isDue = true;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isClosed = false;

  /** @param columns of a line, now */
  constructor(study: Seen, searcher: Searcher, cost: Cost | null, columns: () => number) {
    this.#study = study;
    this.#searcher = searcher;
    this.#cost = cost;
    this.#columns = columns;
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
      await import('../../analysis/forecast.ts'); // not a part of what a forecast takes
      const began = performance.now();
      const { outlooks } = await forecastOf(this.#study, this.#searcher, { trials: [SHOWN], cost: this.#cost });
      took = performance.now() - began;
      const told = { atOnce, currency: this.#cost?.currency };
      this.#words = outlooks[0] === undefined ? null : safe(outlookLine(outlooks[0], told, this.#columns()));
    } catch {
      this.#words = null; // a view goes on without
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => (this.#isDue = true), Math.max(REST_MS, REST_TIMES * took));
    this.#timer.unref();
  }
}
