import type { LaneName } from '../pages/dial/lane.ts';
import type { SearchName } from '../pages/dial/search.ts';
import type { Noise, SignalKind } from '../pages/dial/signal.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const times = (count: number): string => (count === 1 ? '1 probe' : `${count} probes`);

/** Names of those who listen, as titles and in the middle of a sentence. */
const lanes: Readonly<Record<LaneName, string>> = {
  hand: 'By hand',
  grid: 'Grid search',
  random: 'Random search',
  bayes: 'Bayesian search',
};
const who: Readonly<Record<LaneName, string>> = { ...lanes, hand: 'You' };

/** Words of the dial's page. */
export const dialWords = {
  title: 'The dial',
  story:
    'Somewhere in the static a station plays. Turn the dial, stop where you like, and listen to a snippet: the meter says how clear it was. ' +
    'Finding good settings for a program is just that: you turn, you try, and every try costs something. ' +
    'Four ways to look for the clearest station, with equally many snippets each.',
  percent,

  settings: 'What is on the air',
  knobs: 'Knobs',
  knobCounts: { 1: 'One knob', 2: 'Two knobs' } as const,
  kind: 'Stations',
  kinds: {
    strong: 'One strong, four weak',
    narrow: 'The strong one is narrow',
    twins: 'Two nearly as strong',
  } satisfies Record<SignalKind, string>,
  noise: 'Static',
  noises: { calm: 'Little', some: 'Some', heavy: 'Much' } satisfies Record<Noise, string>,
  probes: 'Probes each',
  newSignal: 'Another signal',
  signal: (seed: number) => `Signal ${seed}`,
  reveal: 'Show what is on the air',

  panel: 'The radio',
  dials: { frequency: 'Frequency', aerial: 'Aerial' } as const,
  spoken: { frequency: 'megahertz', aerial: 'degrees' } as const,
  dialHint: 'Drag, scroll, or use the arrow keys (Shift for large steps). Space or Enter listens.',
  glass: 'Scale of the radio. A click moves the needle.',
  listen: 'Listen here',
  left: (count: number) => (count === 0 ? 'No probes left' : `${times(count)} left`),
  meter: 'Clearness',
  meterText: (heard: number | null) =>
    heard === null ? 'Clearness meter: nothing heard yet' : `Clearness meter: ${percent(heard)}`,
  best: 'Best so far',
  noBest: 'Nothing heard yet',
  soundOn: 'Switch the sound on',
  soundOff: 'Switch the sound off',
  soundHint: 'With the sound on you hear more than the searches do: they know their snippets alone.',
  soundTrouble: 'This browser makes no sound here.',
  volume: 'Volume',

  searches: 'The searches',
  step: 'One probe each',
  run: 'Run',
  pause: 'Pause',
  reset: 'Start again',
  speed: 'Speed',
  speeds: { slow: 'Slow', steady: 'Steady', fast: 'Fast' } as const,
  trouble: 'The searches cannot go on:',

  lanes,
  ways: {
    hand: 'Your ear and your patience.',
    grid: 'Every place in turn, evenly spaced, whatever it has heard.',
    random: 'Jumps about, and learns nothing from it.',
    bayes: 'Guesses from what it has heard where the music is, and listens there.',
  } satisfies Record<LaneName, string>,
  count: (used: number, all: number) => `${used} / ${all}`,
  next: 'next',
  nextReason: 'Next, and why:',
  noReason: 'By chance.',
  noPlan: 'All probes are used up.',
  handPlan: 'Turn the dial of the radio and listen.',
  gains: (name: LaneName) => `${lanes[name]}: best clearness after each probe`,
  gainsCaption: 'Best so far, by probes; thin lines: the others',
  belief: 'what it believes',
  band: 'how sure it is',
  fog: 'Bright: where it expects music. Hazy: where it does not know.',
  counting: 'Its trial 0 is the first probe.',
  tooFew: 'It first looks around; after five probes it has a belief.',
  picture: (name: LaneName, used: number, best: string | null) =>
    `${lanes[name]}: ${times(used)}${best === null ? '' : `, the best ${best}`}`,
  bestText: (heard: number, place: string) => `${percent(heard)} at ${place}`,

  talk: 'What happens',
  quiet: 'Nothing yet. Listen somewhere, or let the searches take a step.',
  said: (name: LaneName, probe: number, place: string, heard: number) =>
    `${who[name]}, probe ${probe}: ${place}, ${percent(heard)} clear`,
  isFirst: ', the first snippet.',
  looked: ' It was looking around.',
  explored: ' It tried what it knew little of.',
  exploited: ' It followed what it had heard.',
  isBest: (before: number) => `, the best so far (before: ${percent(before)}).`,
  isWorse: (best: number) => `; the best stays at ${percent(best)}.`,

  outcome: 'Who found it',
  stations: [
    'Radio Aurora',
    'Radio Harbour',
    'Radio Meadow',
    'Radio Lantern',
    'Radio Tide',
    'Radio Orchard',
    'Radio Summit',
    'Radio Heron',
  ],
  theStrongest: (station: string, place: string, clear: number) =>
    `The strongest station is ${station} at ${place}, ${percent(clear)} clear.`,
  foundIt: (name: LaneName, after: number, away: string, clear: number) =>
    `${who[name]} found it after ${times(after)}: ${away} off, and ${percent(clear)} clear there.`,
  foundOther: (name: LaneName, station: string, after: number, clear: number) =>
    `${who[name]} settled after ${times(after)} on ${station}, a weaker one, ${percent(clear)} clear.`,
  foundNone: (name: LaneName, used: number, place: string, away: string, clear: number) =>
    `${who[name]} tuned in none with ${times(used)}: the best place, ${place}, is ${away} off the strongest, and ${percent(clear)} clear.`,
  held: (left: number) =>
    `The searches are done. You have ${times(left)} left: find it yourself, or look at what came of it.`,
  showOutcome: 'Show what came of it',
  winner: (name: LaneName) => (name === 'hand' ? 'You were first.' : `${lanes[name]} was first.`),
  tie: (names: readonly LaneName[]) => `${names.map((name) => who[name]).join(' and ')} were equally soon.`,
  nobody: 'Nobody found the strongest station. Try another signal, or more probes.',

  many: 'Luck, or better?',
  manyWhy: (count: number) =>
    `One signal proves little. Here the three searches run on ${count} other signals of this kind, in your browser, now.`,
  manyRun: (count: number) => `Over ${count} other signals`,
  manyProgress: (done: number, all: number) => `${done} of ${all} signals`,
  manyFound: 'found the strongest station',
  manyMiddle: 'probes until half have it',
  manySearch: 'Search',
  manyOf: (found: number, signals: number) =>
    `${found} of ${signals} (${percent(signals === 0 ? 0 : found / signals)})`,
  manyMore: (probes: number) => `more than ${probes}`,
  manyText: (name: SearchName, found: number, signals: number) => `${lanes[name]}: ${found} of ${signals}`,
  manyNote: (first: number, last: number, probes: number) =>
    `Signals ${first} to ${last}, ${times(probes)} each. Found: the place that was heard best is tuned to the strongest station, with at least nine tenths of its clearness.`,
  manyTrouble: 'The searches stopped:',

  why: 'Why the fourth is quicker',
  reasons: [
    'A grid knows beforehand where it will listen. If the station lies between two places, it is missed; and with two knobs the same probes make a far coarser net.',
    'Random search spends no probe twice, and with many knobs it does better than a grid. But what it hears does not change where it goes next.',
    'Bayesian search keeps a belief: how clear each place may be, and how sure it is of that. It listens where most is to be gained, sometimes where it expects music, sometimes where it knows nothing.',
    'It does not always win. Where a station is so narrow that no snippet gives it away, or the static so strong that a snippet says little, all three need luck: choose those and see.',
  ],
} as const;
