import type { KnobCount } from './knobs.ts';
import type { Noise, SignalKind } from './signal.ts';

/** What is played: all of it stands in the page's address. */
export interface Settings {
  readonly seed: number;
  readonly knobs: KnobCount;
  readonly kind: SignalKind;
  readonly noise: Noise;
  /** Snippets that each may listen to. */
  readonly probes: number;
}

/** The page's address after the question mark. */
export interface DialView {
  readonly seed?: string;
  readonly knobs?: string;
  readonly signal?: string;
  readonly noise?: string;
  readonly probes?: string;
}

/** Signals that can be chosen. */
export const KINDS: readonly SignalKind[] = ['strong', 'narrow', 'twins'];
/** Strengths of static that can be chosen. */
export const NOISES: readonly Noise[] = ['calm', 'some', 'heavy'];

/** Numbers of probes that can be chosen; with two knobs squares, so that a grid can use all of them. */
export const PROBES: Readonly<Record<KnobCount, readonly number[]>> = { 1: [10, 15, 20, 30], 2: [16, 25, 36, 49] };

/** On this signal each of the three searches does what it is known for. */
const DEFAULT: Settings = { seed: 6, knobs: 1, kind: 'strong', noise: 'some', probes: 15 };
const DEFAULT_PROBES: Readonly<Record<KnobCount, number>> = { 1: DEFAULT.probes, 2: 36 };
const LARGEST_SEED = 999_999;

/** Settings of an address; what is missing, or makes no sense, is what it is at first. */
export function settingsOf({ seed, knobs, signal, noise, probes }: DialView): Settings {
  const count: KnobCount = knobs === '2' ? 2 : 1;
  const number = Number(seed ?? DEFAULT.seed);
  return {
    seed: Number.isInteger(number) && number >= 0 && number <= LARGEST_SEED ? number : DEFAULT.seed,
    knobs: count,
    kind: KINDS.find((kind) => kind === signal) ?? DEFAULT.kind,
    noise: NOISES.find((own) => own === noise) ?? DEFAULT.noise,
    probes: PROBES[count].find((own) => own === Number(probes)) ?? DEFAULT_PROBES[count],
  };
}

/** The address of settings: nothing of what is as at first. */
export function viewOf({ seed, knobs, kind, noise, probes }: Settings): DialView {
  return {
    ...(seed === DEFAULT.seed ? {} : { seed: String(seed) }),
    ...(knobs === DEFAULT.knobs ? {} : { knobs: String(knobs) }),
    ...(kind === DEFAULT.kind ? {} : { signal: kind }),
    ...(noise === DEFAULT.noise ? {} : { noise }),
    ...(probes === DEFAULT_PROBES[knobs] ? {} : { probes: String(probes) }),
  };
}

/** The next signal of the same kind. */
export const nextSignal = (settings: Settings): Settings => ({
  ...settings,
  seed: (settings.seed + 1) % (LARGEST_SEED + 1),
});

/** With another number of knobs there are other numbers of probes. */
export const withKnobs = (settings: Settings, knobs: KnobCount): Settings => ({
  ...settings,
  knobs,
  probes: DEFAULT_PROBES[knobs],
});
