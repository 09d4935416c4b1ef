import {
  costChart,
  edfChart,
  type Forecast,
  historyChart,
  hypervolumeChart,
  intermediateChart,
  lineageChart,
  parallelChart,
  paretoChart,
  rankChart,
  resourcesChart,
  sliceChart,
  timelineChart,
} from 'vernier/analysis';
import {
  contourScene,
  costScene,
  DARK,
  edfScene,
  historyScene,
  hypervolumeScene,
  importanceScene,
  intermediateScene,
  LIGHT,
  lineageScene,
  type Look,
  parallelScene,
  paretoScene,
  rankScene,
  resourcesScene,
  type Scene,
  sliceScene,
  timelineScene,
} from 'vernier/scene';
import { VernierError } from '../../../src/errors.ts';
import type { History } from '../../../src/history/history.ts';
import { FROM } from '../../../src/history/lineage.ts';
import { attributeKey } from '../../../src/history/table.ts';
import { STATE_CODE } from '../../../src/history/view.ts';
import type { About } from './about.ts';
import type { ChartName, ChartOptions, ChartView } from './messages.ts';
import type { Models } from './models.ts';

/** What a chart is made of. */
export interface Subject {
  readonly history: History;
  readonly about: About;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** null = none was made yet. */
  readonly forecast: Forecast | null;
  /** null = not loaded yet. */
  readonly models: Models | null;
}

interface ChartKind {
  /** Does it show nothing but results? Then trials that only began leave it as it was. */
  readonly isOfResults: boolean;
  readonly draw: (subject: Subject, options: ChartOptions, look: Look) => Scene;
}

/** Charts that cannot be drawn before models are loaded. */
const MODELLED: ReadonlySet<ChartName> = new Set(['contour', 'importance']);

/** Is all there that a chart is drawn with? */
export const canDraw = (name: ChartName, { models }: Subject): boolean => models !== null || !MODELLED.has(name);

const KINDS: Readonly<Record<ChartName, ChartKind>> = {
  history: kind(false, ({ history }, { objective }, look) => historyScene([historyChart(history, objective)], look)),
  slice: kind(true, (subject, options, look) =>
    sliceScene(sliceChart(subject.history, picked(subject, options)), look),
  ),
  parallel: kind(true, (subject, options, look) =>
    parallelScene(parallelChart(subject.history, picked(subject, options)), look),
  ),
  rank: kind(true, (subject, options, look) => rankScene(rankChart(subject.history, picked(subject, options)), look)),
  intermediate: kind(false, ({ history }, options, look) => {
    const { objective, metric, trials } = options;
    return intermediateScene(intermediateChart(history, given({ objective, metric, trials })), look);
  }),
  contour: kind(true, (subject, options, look) => contourScene(contourOf(subject, options), look)),
  edf: kind(true, ({ history }, { objective }, look) =>
    edfScene(edfChart([{ name: '', history }], given({ objective })), look),
  ),
  timeline: kind(false, ({ history, now }, _, look) => timelineScene(timelineChart(history, { now }), look)),
  pareto: kind(true, ({ history }, _, look) => paretoScene(paretoChart(history), look)),
  hypervolume: kind(true, ({ history }, _, look) => hypervolumeScene(hypervolumeChart(history), look)),
  lineage: kind(false, ({ history }, { objective }, look) => lineageScene(lineageChart(history, objective), look)),
  cost: kind(true, ({ history, now, forecast }, { objective, perHour }, look) => {
    const options = { ...given({ objective }), ...(forecast === null ? {} : { forecast }), now };
    return costScene(costChart(history, { ...options, price: perHour === undefined ? null : { perHour } }), look);
  }),
  importance: kind(true, ({ history, about, models }, { objective, method }, look) => {
    const options = given({ objective, method });
    return importanceScene([models!.importance(history, about.space, options)], look);
  }),
  resources: kind(false, ({ history }, { trials }, look) => {
    const [trial] = trials ?? [];
    if (trial === undefined) throw new VernierError('config-invalid', 'Which trial? Choose one.');
    return resourcesScene(resourcesChart(history, trial), look);
  }),
};

function kind(isOfResults: boolean, draw: ChartKind['draw']): ChartKind {
  return { isOfResults, draw };
}

/** The picture of a chart. @throws VernierError for options that the study cannot serve */
export function sceneOf({ name, options, width, height, theme }: ChartView, subject: Subject): Scene {
  const look = { width, theme: theme === 'dark' ? DARK : LIGHT };
  return KINDS[name].draw(subject, options, height === null ? look : { ...look, height });
}

/** Does news of some rows change what a chart shows? */
export function isTouched(name: ChartName, options: ChartOptions, { states }: History, rows: Int32Array): boolean {
  if (name === 'resources') return rows.includes(options.trials?.[0] ?? -1);
  return !KINDS[name].isOfResults || rows.some((row) => states[row]! >= STATE_CODE.complete);
}

/** Charts that have something to show, in the order in which they are worth a look. */
export function suitable(history: History): readonly ChartName[] {
  const { objectives, columns, table } = history;
  const isMany = objectives.length > 1;
  const wanted: readonly (readonly [ChartName, boolean])[] = [
    ['pareto', isMany],
    ['history', true],
    ['slice', columns.size > 0],
    ['parallel', columns.size > 0],
    ['intermediate', table.reports.some((series) => series !== undefined) || history.metricNames.length > 0],
    ['contour', columns.size > 1],
    ['rank', columns.size > 1],
    ['hypervolume', isMany],
    ['edf', true],
    ['timeline', history.size > 0],
    ['cost', !isMany && history.size > 0],
    ['lineage', table.texts.keys.includes(attributeKey('system', FROM))],
  ];
  return wanted.flatMap(([name, suits]) => (suits ? [name] : []));
}

const picked = (subject: Subject, { objective, params = mattering(subject) }: ChartOptions) =>
  given({ objective, params });

function contourOf({ history, about, models }: Subject, { objective, params }: ChartOptions) {
  const [x, y] = params?.length === 2 ? params : byImportance(history, about, models!).slice(0, 2);
  if (x === undefined || y === undefined)
    throw new VernierError('config-invalid', 'A contour needs two parameters, and this study has fewer.');
  return models!.contourChart(history, x, y, { ...given({ objective }), space: about.space });
}

/** Of more parameters than this, those that matter come first: a picture has room for the first ones. */
export const MANY = 12;
/** Trials beyond which working that out would hold charts up. */
const TOO_MANY_TRIALS = 20_000;

/** The order in which many parameters are worth their room; undefined = the order of the study will do, or more is not known yet. */
function mattering({ history, about, models }: Subject): readonly string[] | undefined {
  if (models === null || history.columns.size <= MANY || history.size > TOO_MANY_TRIALS) return undefined;
  return byImportance(history, about, models);
}

/** What was worked out last for a history, and from how many trials. */
const orders = new WeakMap<History, { readonly size: number; readonly names: readonly string[] }>();

/** All parameters, those that matter most first, as of a moment when there were nearly as many trials. */
function byImportance(history: History, { space }: About, { importance }: Models): readonly string[] {
  const known = orders.get(history);
  if (known !== undefined && history.size <= 1.1 * known.size) return known.names;
  const { columns, size } = history;
  const told = importance(history, space).params.map(({ name }) => name);
  const names = [...new Set([...told.filter((name) => columns.has(name)), ...columns.keys()])];
  orders.set(history, { size, names });
  return names;
}

/** What is not undefined. */
function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
