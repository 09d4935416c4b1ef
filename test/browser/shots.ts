// Pictures of pages and charts that are kept, and compared with what they look like now.

/** A way to look at a page. */
export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: 1280 | 390;
}

/** A picture that is kept. */
export interface Shot extends Look {
  /** Of its file, without `.png`. */
  readonly name: string;
  /** An address of the server; studies by number, in the order in which they were made. */
  readonly address: string;
  /** Words that come last; null = it is all there at once. */
  readonly last: string | null;
  /** What is pictured; null = the window. */
  readonly part: string | null;
  /** Is it compared by every `npm test`, and not only by `npm run test:full`? */
  readonly isQuick: boolean;
}

/** Pixels from the top that are pictured, by width: enough for what a page begins with. */
export const HEIGHTS = { 1280: 1100, 390: 1300 } as const;

/** The least that shows both themes and both widths. */
const TWO: readonly Look[] = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
];
const FOUR: readonly Look[] = [...TWO, { colorScheme: 'dark', width: 1280 }, { colorScheme: 'light', width: 390 }];

/** Numbers of studies, in the order of `STUDIES`. */
const [DIGITS, GOALS, POPULATION, HOSTILE, WIDE, EMPTY, ONE] = [1, 2, 3, 4, 5, 6, 7];

/** An address, and words that come last on its page where it works something out. */
type Place = readonly [address: string, last?: string];

/** How the sentence on what more trials would gain begins. */
const PROSPECT = '25 more trials';

const PAGES: Readonly<Record<string, Place>> = {
  list: ['/', '8 studies'],
  overview: [`/studies/${DIGITS}`, PROSPECT],
  trials: [`/studies/${DIGITS}?tab=trials&selected=3-5`, PROSPECT],
  steer: [`/studies/${DIGITS}?tab=steer`, PROSPECT],
  trial: [`/studies/${DIGITS}/trials/38`, 'Nearest neighbours'],
  compare: [`/compare?ids=${DIGITS},${POPULATION}`, 'What differs'],
  new: ['/new', 'Nothing is wrong with it'],
  dial: ['/dial', 'It first looks around'],
  login: ['/login'],
  report: ['report.html', 'Draw a rectangle'],
};

/** Pages of studies that are unlike others, and of none. */
const ODD_PAGES: Readonly<Record<string, Place>> = {
  'two-objectives': [`/studies/${GOALS}`, 'Nothing holds this study back'],
  hostile: [`/studies/${HOSTILE}`, PROSPECT],
  wide: [`/studies/${WIDE}`, PROSPECT],
  empty: [`/studies/${EMPTY}`, 'This study has no trial yet'],
  'one-trial': [`/studies/${ONE}`, 'Nothing holds this study back'],
  'no-page': ['/nowhere'],
};

/** Charts, in the study that shows them best. */
const CHARTS: Readonly<Record<string, Place>> = {
  history: [`/studies/${DIGITS}?charts=history&selected=20-40`],
  slice: [`/studies/${DIGITS}?charts=slice`],
  parallel: [`/studies/${DIGITS}?charts=parallel&selected=0-9`],
  intermediate: [`/studies/${DIGITS}?charts=intermediate`],
  contour: [`/studies/${DIGITS}?charts=contour`],
  rank: [`/studies/${DIGITS}?charts=rank`],
  edf: [`/studies/${DIGITS}?charts=edf`],
  timeline: [`/studies/${DIGITS}?charts=timeline`],
  cost: [`/studies/${DIGITS}?charts=cost`, PROSPECT],
  importance: [`/studies/${DIGITS}?charts=importance`],
  pareto: [`/studies/${GOALS}?charts=pareto`],
  hypervolume: [`/studies/${GOALS}?charts=hypervolume`],
  lineage: [`/studies/${POPULATION}?charts=lineage`],
  resources: [`/studies/${POPULATION}/trials/19`],
};

/** Those of every `npm test`: they need neither the largest study nor the list of all. */
const QUICK: ReadonlySet<string> = new Set([
  'new-light-1280',
  'login-dark-390',
  'dial-dark-1280',
  'two-objectives-light-1280',
  'one-trial-dark-390',
  'chart-pareto-light-1280',
  'chart-lineage-dark-390',
]);

/** All of them. */
export const SHOTS: readonly Shot[] = [
  ...shotsOf(PAGES, FOUR),
  ...shotsOf(ODD_PAGES, TWO),
  ...shotsOf(CHARTS, TWO).map((shot) => ({
    ...shot,
    name: `chart-${shot.name}`,
    part: `figure[data-chart=${shot.name.split('-')[0]}]`,
    isQuick: QUICK.has(`chart-${shot.name}`),
  })),
];

function shotsOf(places: Readonly<Record<string, Place>>, looks: readonly Look[]): readonly Shot[] {
  return Object.entries(places).flatMap(([what, [address, last = null]]) =>
    looks.map((look) => {
      const name = `${what}-${look.colorScheme}-${look.width}`;
      return { name, address, last, ...look, part: null, isQuick: QUICK.has(name) };
    }),
  );
}
