import { contourChart } from '../../analysis/charts/contour.ts';
import { costChart } from '../../analysis/charts/cost.ts';
import { edfChart } from '../../analysis/charts/edf.ts';
import { compareHistories } from '../../analysis/charts/history.ts';
import { hypervolumeChart } from '../../analysis/charts/hypervolume.ts';
import { intermediateChart } from '../../analysis/charts/intermediate.ts';
import { lineageChart } from '../../analysis/charts/lineage.ts';
import { parallelChart } from '../../analysis/charts/parallel.ts';
import { paretoChart } from '../../analysis/charts/pareto.ts';
import { rankChart } from '../../analysis/charts/rank.ts';
import { resourcesChart } from '../../analysis/charts/resources.ts';
import { sliceChart } from '../../analysis/charts/slice.ts';
import { IMPORTANCE_METHODS } from '../../analysis/importance/answer.ts';
import { importance } from '../../analysis/importance/importance.ts';
import type { Price } from '../../analysis/charts/spent.ts';
import { timelineChart } from '../../analysis/charts/timeline.ts';
import type { Forecast } from '../../analysis/forecast.ts';
import { VernierError } from '../../errors.ts';
import type { Study } from '../../study/study.ts';
import * as tables from './tables.ts';
import type { ChartTable } from './tables.ts';

/** What charts look at of a study. */
export type ChartStudy = Pick<Study, 'name' | 'history' | 'space'>;

/** What a chart may be asked for; each takes what it knows. */
export interface ChartRequest {
  /** The first is the one that charts of one study show. */
  readonly studies: readonly ChartStudy[];
  readonly objective?: string;
  readonly params?: readonly string[];
  readonly others?: 'incumbent' | 'marginal';
  readonly metric?: string;
  readonly trials?: readonly number[];
  readonly reference?: readonly number[];
  /** Of importance; default `ped-anova`. */
  readonly method?: string;
  readonly price: Price | null;
  readonly forecast?: () => Promise<Forecast>;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/** What charts may be asked for beside a study: what some of them know, others do not. */
export type ChartOption = 'objective' | 'params' | 'others' | 'metric' | 'trials' | 'reference' | 'price' | 'method';

/** A chart: its data, and the same as a table. */
export interface ChartData {
  readonly data: unknown;
  readonly table: ChartTable;
  /** Why there is little or nothing in it; null = no reason. */
  readonly note: string | null;
}

/** The charts by name, in the order of the help. */
export const CHARTS: Readonly<
  Record<
    string,
    {
      readonly says: string;
      /** Can it show several studies? */
      readonly compares?: true;
      readonly takes: readonly ChartOption[];
      readonly of: (request: ChartRequest) => ChartData | Promise<ChartData>;
    }
  >
> = {
  history: {
    says: 'values by trial with the best so far; several studies to compare',
    compares: true,
    takes: ['objective'],
    of: ({ studies, objective }) => made(compareHistories(studies, objective), tables.historyTable),
  },
  slice: {
    says: 'each parameter against the objective',
    takes: ['objective', 'params'],
    of: (request) => made(sliceChart(historyOf(request), picked(request)), tables.sliceTable),
  },
  contour: {
    says: 'a model over two parameters (--param x --param y), with its uncertainty',
    takes: ['objective', 'params', 'others'],
    of: contour,
  },
  parallel: {
    says: 'parallel coordinates',
    takes: ['objective', 'params'],
    of: (request) => made(parallelChart(historyOf(request), picked(request)), tables.parallelTable),
  },
  rank: {
    says: 'trials by rank over their parameters',
    takes: ['objective', 'params'],
    of: (request) => made(rankChart(historyOf(request), picked(request)), tables.rankTable),
  },
  importance: {
    says: 'which parameters matter, with intervals (--method)',
    takes: ['objective', 'method'],
    of: importances,
  },
  edf: {
    says: 'how results are spread; several studies to compare',
    compares: true,
    takes: ['objective'],
    of: ({ studies, objective }) =>
      made(edfChart(studies, objective === undefined ? {} : { objective }), tables.edfTable),
  },
  intermediate: {
    says: 'curves of reports, with what was stopped and by which rule',
    takes: ['objective', 'metric', 'trials'],
    of: (request) => {
      const { metric, trials, objective } = request;
      const options = given({ metric, trials, objective });
      const data = intermediateChart(historyOf(request), options);
      const none =
        metric === undefined
          ? 'None of these trials has reported anything.'
          : `None of these trials has logged "${metric}".`;
      return made(data, tables.intermediateTable, data.trials.length === 0 ? none : null);
    },
  },
  timeline: {
    says: 'which trial ran when, in lanes of workers',
    takes: [],
    of: (request) => made(timelineChart(historyOf(request), { now: request.now }), tables.timelineTable),
  },
  pareto: {
    says: 'the Pareto front, with dominated and infeasible trials',
    takes: [],
    of: (request) => made(paretoChart(historyOf(request)), tables.paretoTable),
  },
  hypervolume: {
    says: 'how the dominated volume grew (--reference a,b)',
    takes: ['reference'],
    of: (request) => made(hypervolumeChart(historyOf(request), request.reference), tables.hypervolumeTable),
  },
  lineage: {
    says: 'which trials started from others',
    takes: ['objective'],
    of: (request) => made(lineageChart(historyOf(request), request.objective), tables.lineageTable),
  },
  cost: {
    says: 'what was spent against what it brought, with the forecast',
    takes: ['objective', 'price'],
    of: async (request) => {
      const { price, objective, now, forecast } = request;
      const ahead = await forecast?.();
      const options = { ...given({ objective, forecast: ahead }), price, now };
      const data = costChart(historyOf(request), options);
      return made(data, tables.costTable, data.noForecast);
    },
  },
  resources: {
    says: 'CPU, memory and GPUs of a trial (--trial n)',
    takes: ['trials'],
    of: (request) => {
      const [trial] = request.trials ?? [];
      if (trial === undefined) throw missing('resources', 'a trial', '--trial 12');
      const data = resourcesChart(historyOf(request), trial);
      const isEmpty = data.curves.length === 0;
      return made(data, tables.resourcesTable, isEmpty ? `Trial ${trial} has logged nothing under system/.` : null);
    },
  },
};

const made = <T>(data: T, table: (data: T) => ChartTable, note: string | null = null): ChartData => ({
  data,
  table: table(data),
  note,
});

const historyOf = ({ studies }: ChartRequest): Study['history'] => studies[0]!.history;

/** What is not undefined. */
function given<T extends object>(options: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

const picked = ({ objective, params }: ChartRequest) => given({ objective, params });

function contour(request: ChartRequest): ChartData {
  const { params = [], others, objective, studies } = request;
  const [x, y] = params;
  if (x === undefined || y === undefined || params.length > 2)
    throw missing('contour', 'two parameters', '--param lr --param depth');
  const options = { ...given({ objective, others }), space: studies[0]!.space };
  const data = contourChart(historyOf(request), x, y, options);
  return made(data, tables.contourTable, data.reason);
}

/** One answer an objective; of several with the default method all of them together, too. */
function importances({ studies, objective, method }: ChartRequest): ChartData {
  const [{ history, space }] = studies as readonly [ChartStudy];
  const known = IMPORTANCE_METHODS.find((name) => name === (method ?? IMPORTANCE_METHODS[0]));
  if (known === undefined)
    throw new VernierError('config-invalid', `--method is ${JSON.stringify(method)}.`, {
      hint: `Methods: ${IMPORTANCE_METHODS.join(', ')}.`,
    });
  const names = history.objectives.map(({ name }) => name);
  const together = names.length > 1 && known === 'ped-anova' ? [undefined] : [];
  const asked = objective === undefined ? [...together, ...names] : [objective];
  const data = asked.map((name) => importance(history, space, { method: known, ...given({ objective: name }) }));
  return made(data, tables.importanceTable, data[0]?.warning ?? null);
}

const missing = (chart: string, what: string, example: string): VernierError =>
  new VernierError('config-invalid', `The chart "${chart}" needs ${what}.`, { hint: `Write ${example} for example.` });
