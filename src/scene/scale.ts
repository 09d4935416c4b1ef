import { reaches } from './outside.ts';
import { durationTicks, linearTicks, logTicks, type Named, timeTicks } from './ticks.ts';

/** What lies along an axis. Ends that are no finite numbers, or the wrong way round, count as missing. */
export type Domain =
  | { readonly kind: 'linear'; readonly low: number; readonly high: number; readonly isWhole?: boolean }
  | { readonly kind: 'log'; readonly low: number; readonly high: number }
  /** Seconds. */
  | { readonly kind: 'duration'; readonly low: number; readonly high: number }
  /** Milliseconds since 1970 UTC. */
  | { readonly kind: 'time'; readonly low: number; readonly high: number }
  /** Choices by place: 0, 1, … Empty names have no tick. */
  | { readonly kind: 'category'; readonly names: readonly string[] };

/** From values to pixels. */
export interface Scale {
  readonly domain: Domain;
  /** The pixel of a value: infinite ones lie at the ends, NaN nowhere (NaN). */
  readonly place: (value: number) => number;
  /** Pixels between choices; 0 where there are none. */
  readonly slot: number;
  /** About so many values with their texts, ascending; more on request. */
  readonly ticks: (count: number) => Named;
}

/**
 * A scale from a domain to pixels.
 *
 * @param from pixel of the lower end; `to` of the upper one
 */
export function scaleOf(given: Domain, from: number, to: number): Scale {
  if (given.kind === 'category') return categories(given, from, to);
  const domain = settled(given);
  const { low, high } = domain;
  const bent = domain.kind === 'log' ? Math.log : (value: number): number => value;
  // By halves: the difference of two numbers may be larger than numbers are.
  const start = bent(low) / 2;
  const length = bent(high) / 2 - start;
  const place = (value: number): number => {
    if (Number.isNaN(value)) return Number.NaN;
    const share = value <= low ? 0 : value >= high ? 1 : (bent(value) / 2 - start) / length;
    return from + share * (to - from);
  };
  return { domain, place, slot: 0, ticks: (count) => named(domain, Math.max(1, count)) };
}

/** The pixels of values. */
export function placesAlong({ place }: Scale, values: ArrayLike<number>): Float32Array {
  const places = new Float32Array(values.length);
  for (let i = 0; i < places.length; i++) places[i] = place(values[i]!);
  return places;
}

type Continuous = Exclude<Domain, { readonly kind: 'category' }>;

function named(domain: Continuous, count: number): Named {
  const { low, high } = domain;
  switch (domain.kind) {
    case 'linear':
      return linearTicks(low, high, count, domain.isWhole);
    case 'log':
      return logTicks(low, high, count);
    case 'duration':
      return durationTicks(low, high, count);
    case 'time':
      return timeTicks(low, high, count);
  }
}

/** The domain with ends that are numbers and apart. */
function settled(domain: Continuous): Continuous {
  let { low, high } = domain;
  const isLog = domain.kind === 'log';
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high || (isLog && low <= 0))
    [low, high] = isLog ? [0.1, 1] : [0, 1];
  if (low === high) {
    const isWhole = domain.kind === 'linear' && domain.isWhole === true;
    const room = domain.kind === 'linear' && !isWhole ? Math.abs(low) / 10 || 1 : 0.5;
    [low, high] = isLog
      ? [low / 2, high * 2]
      : domain.kind === 'time'
        ? [low - 500, high + 500]
        : [low - room, high + room];
    if (domain.kind === 'duration') low = Math.max(0, low);
    if (!Number.isFinite(high)) high = Number.MAX_VALUE;
    if (!Number.isFinite(low)) low = -Number.MAX_VALUE;
    if (isLog && low === 0) low = Number.MIN_VALUE;
  }
  return { ...domain, low, high };
}

function categories(domain: Domain & { readonly kind: 'category' }, from: number, to: number): Scale {
  const count = Math.max(1, domain.names.length);
  const slot = (to - from) / count;
  const shown = domain.names.flatMap((name, i) => (name === '' ? [] : [i]));
  return {
    domain,
    place: (value) => {
      if (Number.isNaN(value)) return Number.NaN;
      return from + (Math.min(count - 1, Math.max(0, value)) + 0.5) * slot;
    },
    slot: Math.abs(slot),
    ticks: () => ({ values: shown, texts: shown.map((i) => domain.names[i]!) }),
  };
}

/** Two ends; NaN where there is nothing between them. */
interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The least and the largest of the finite numbers; NaN where there is none. */
export const reach = (...lists: readonly ArrayLike<number>[]): Ends => endsOf(lists, Number.isFinite);

/** Likewise of those that an axis of values reaches: what lies far beyond all others would make one line of them. */
export const shownReach = (...lists: readonly ArrayLike<number>[]): Ends => endsOf(lists, reaches(lists));

function endsOf(lists: readonly ArrayLike<number>[], isIn: (value: number) => boolean): Ends {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!isIn(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low > high ? { low: Number.NaN, high: Number.NaN } : { low, high };
}

/** From so many times its lower end on, a positive domain is logarithmic: else its lower values are one line. */
const WIDE = 1000;

/**
 * The domain of values: with room at both ends, logarithmic where they are positive and of very different size. It leaves out infinite ones,
 * and those near the end of what numbers hold (`outsideWords` tells of them).
 */
export function domainOfValues(...lists: readonly ArrayLike<number>[]): Domain {
  const { low, high } = shownReach(...lists);
  if (low > 0 && high / low >= WIDE) {
    const room = (high / low) ** 0.04;
    return { kind: 'log', low: low / room || low, high: Math.min(Number.MAX_VALUE, high * room) };
  }
  const room = 0.05 * (high - low);
  if (!Number.isFinite(room)) return { kind: 'linear', low, high };
  return { kind: 'linear', low: low - room, high: high + room };
}
