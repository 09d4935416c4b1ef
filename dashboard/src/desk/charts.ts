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
import type { Costly, CostlyQuestion, Outcome } from './costly.ts';
import { DeskError } from './link.ts';
import type { ChartName, ChartOptions, ChartView } from './messages.ts';

/** What a chart is made of. */
export interface Subject {
  readonly history: History;
  readonly about: About;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** null = none was made yet. */
  readonly forecast: Forecast | null;
  /** What a costly question was answered last; null = nothing yet. Whoever asks has it kept up to date from then on. */
  readonly known: <Q extends CostlyQuestion>(question: Q, asks: Costly[Q]['asks']) => Outcome<Q> | null;
}

interface ChartKind {
  /** Does it show nothing but results? Then trials that only began leave it as it was. */
  readonly isOfResults: boolean;
  readonly draw: (subject: Subject, options: ChartOptions, look: Look) => Scene;
}

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
  contour: kind(true, (subject, options, look) =>
    contourScene(answered(subject, 'contour', contourAsks(subject, options)), look),
  ),
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
  importance: kind(true, (subject, options, look) =>
    importanceScene([answered(subject, 'importance', importanceAsks(options))], look),
  ),
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
  if (name === 'contour' || name === 'importance') return false; // the answer that they show does, when it comes
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

/** Of more parameters than this, those that matter come first: a picture has room for the first ones. */
export const MANY = 12;

/** The order in which many parameters are worth their room; undefined = the order of the study will do, or more is not known yet. */
const mattering = ({ history, known }: Subject): readonly string[] | undefined =>
  history.columns.size > MANY ? (known('order', {})?.answer ?? undefined) : undefined;

/** A costly question that a chart waits for. */
export interface Need {
  readonly question: CostlyQuestion;
  readonly asks: Costly[CostlyQuestion]['asks'];
}

/** The next costly question that has to be answered before a chart can be drawn; null = there is none. */
export function missing(name: ChartName, options: ChartOptions, subject: Subject): Need | null {
  const unless = (question: CostlyQuestion, asks: Need['asks']): Need | null =>
    subject.known(question, asks) === null ? { question, asks } : null;
  if (name === 'importance') return unless('importance', importanceAsks(options));
  if (name !== 'contour') return null;
  const order = hasPair(options) ? null : unless('order', {});
  if (order !== null || subject.history.columns.size < 2) return order;
  return unless('contour', contourAsks(subject, options));
}

const importanceAsks = ({ objective, method }: ChartOptions): Costly['importance']['asks'] =>
  given({ objective, method });

/** @throws VernierError for a study with fewer than two parameters */
function contourAsks(subject: Subject, { objective, params }: ChartOptions): Costly['contour']['asks'] {
  const [x, y] = hasPair({ params }) ? params! : answered(subject, 'order', {});
  if (x === undefined || y === undefined)
    throw new VernierError('config-invalid', 'A contour needs two parameters, and this study has fewer.');
  return { ...given({ objective }), params: [x, y] };
}

const hasPair = ({ params }: { readonly params?: readonly string[] | undefined }): boolean => params?.length === 2;

/** What was answered. @throws DeskError where it was refused */
function answered<Q extends CostlyQuestion>({ known }: Subject, question: Q, asks: Costly[Q]['asks']) {
  const { answer, refusal } = known(question, asks)!;
  if (refusal !== null) throw new DeskError(refusal);
  return answer as Costly[Q]['answer'];
}

/** What is not undefined. */
function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
