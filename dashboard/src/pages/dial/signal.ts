import { permutation } from '../../../../src/math/shuffle.ts';
import { type Random, random } from '../../../../src/math/random.ts';
import { type KnobCount, knobsOf, shareOf, valueAt } from './knobs.ts';

/** Which stations are on the air: a strong one among weak ones, a strong one that is narrow, or two that are nearly as strong. */
export type SignalKind = 'strong' | 'narrow' | 'twins';

/** How much static there is in what is heard. */
export type Noise = 'calm' | 'some' | 'heavy';

/** A sender: a peak of clearness at its place. */
export interface Station {
  /** Which of the names and tunes is its own. */
  readonly call: number;
  /** Values of the knobs, in their units. */
  readonly place: readonly number[];
  /** Clearness at its place, 0 to 1. */
  readonly strength: number;
  /** Distance from its place, as a share of each scale, at which half of that is left. */
  readonly width: number;
}

/** What is on the air. The same seed gives the same signal. */
export interface Signal {
  readonly seed: number;
  readonly knobs: KnobCount;
  /** The strongest first. */
  readonly stations: readonly Station[];
  /** Standard deviation of clearness as it is heard. */
  readonly noise: number;
}

/** Standard deviations of what is heard. */
const NOISE: Readonly<Record<Noise, number>> = { calm: 0.01, some: 0.03, heavy: 0.1 };

/** Strength and width (for one knob) of each station, the strongest first. */
const STATIONS: Readonly<Record<SignalKind, readonly (readonly [strength: number, width: number])[]>> = {
  strong: [
    [0.96, 0.05],
    [0.5, 0.035],
    [0.42, 0.03],
    [0.36, 0.04],
    [0.28, 0.03],
  ],
  narrow: [
    [0.96, 0.026],
    [0.5, 0.06],
    [0.4, 0.07],
    [0.3, 0.05],
  ],
  twins: [
    [0.96, 0.045],
    [0.78, 0.045],
    [0.35, 0.03],
    [0.28, 0.03],
  ],
};

/** Two knobs have more room to get lost in, and stations that are heard from farther away. */
const WIDER = 2.6;

/** How many different names and tunes there are. */
export const CALLS = 8;

/** A signal, made by its seed. */
export function signalOf(seed: number, knobs: KnobCount, kind: SignalKind, noise: Noise): Signal {
  const stream = random(seed).fork('signal');
  const kinds = STATIONS[kind];
  const axes = knobsOf(knobs).map((knob) => {
    const own = stream.fork(knob.name);
    return { knob, share: apart(kinds.length, own) };
  });
  const calls = permutation(CALLS, stream.fork('calls'));
  const stations = kinds.map(([strength, width], i) => ({
    call: calls(i),
    place: axes.map(({ knob, share }) => valueAt(knob, share[i]!)),
    strength,
    width: knobs === 1 ? width : WIDER * width,
  }));
  return { seed, knobs, stations, noise: NOISE[noise] };
}

/** Nearest that a station may be to an end of a scale, as a share of it. */
const MARGIN = 0.02;

/**
 * So many shares of a scale, none too near to another, in random order. Each is as likely anywhere: slots of equal width, turned round by
 * chance, so that no search that looks at fixed places is favoured or cheated.
 */
function apart(count: number, stream: Random): readonly number[] {
  const slot = permutation(count, stream.fork('order'));
  const turn = stream.uniform();
  return Array.from({ length: count }, (_, i) => {
    const round = (turn + (slot(i) + 0.6 * stream.uniform()) / count) % 1;
    return MARGIN + (1 - 2 * MARGIN) * round;
  });
}

/** How clear one station is at a place, 0 to 1. Source: the resonance curve of a tuned circuit. */
export function reception(station: Station, place: readonly number[]): number {
  const away = knobsOf(place.length as KnobCount).reduce((sum, knob, axis) => {
    const own = (shareOf(knob, place[axis]!) - shareOf(knob, station.place[axis]!)) / station.width;
    return sum + own * own;
  }, 0);
  return station.strength / (1 + away);
}

/** The true clearness at a place, 0 = static alone, below 1: stations add up as chances do. */
export const clearness = ({ stations }: Signal, place: readonly number[]): number =>
  1 - stations.reduce((static_, station) => static_ * (1 - reception(station, place)), 1);

/**
 * The clearness that is heard there, 0 to 1: the truth and some static.
 *
 * @param who   each listener has static of its own
 * @param probe its number, from 0: who listens twice hears two snippets
 */
export function heard(signal: Signal, place: readonly number[], who: string, probe: number): number {
  const luck = random(signal.seed).fork('static').fork(who).fork(probe).normal();
  return Math.min(1, Math.max(0, clearness(signal, place) + signal.noise * luck));
}

/** The station that is heard best at a place. */
export const nearest = ({ stations }: Signal, place: readonly number[]): Station =>
  stations.reduce((best, own) => (reception(own, place) > reception(best, place) ? own : best));

/** Share of a station's own clearness that counts as having found it. */
export const FOUND = 0.9;

/** Which station is tuned in at a place, so well that nine tenths of it are heard; null = none. */
export function tunedIn(signal: Signal, place: readonly number[]): Station | null {
  const station = nearest(signal, place);
  return reception(station, place) >= FOUND * station.strength ? station : null;
}
