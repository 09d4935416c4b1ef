import type { Axis } from '../../analysis/charts/axis.ts';
import type { ContourChart } from '../../analysis/charts/contour.ts';
import type { CostChart } from '../../analysis/charts/cost.ts';
import type { EdfChart } from '../../analysis/charts/edf.ts';
import type { HistoryChart } from '../../analysis/charts/history.ts';
import type { HypervolumeChart } from '../../analysis/charts/hypervolume.ts';
import type { IntermediateChart } from '../../analysis/charts/intermediate.ts';
import type { LineageChart } from '../../analysis/charts/lineage.ts';
import { OUTCOMES } from '../../analysis/charts/outcome.ts';
import type { ParallelChart } from '../../analysis/charts/parallel.ts';
import { PARETO_KINDS, type ParetoChart } from '../../analysis/charts/pareto.ts';
import type { RankChart } from '../../analysis/charts/rank.ts';
import type { ResourcesChart } from '../../analysis/charts/resources.ts';
import type { SliceChart } from '../../analysis/charts/slice.ts';
import type { Bars, TimelineChart } from '../../analysis/charts/timeline.ts';
import type { Importance } from '../../analysis/importance/answer.ts';
import { STATES } from '../../history/view.ts';

/** One cell of a table. */
export type Cell = string | number | boolean | null;

/** A chart's data as a table: a head, and rows that are made as they are written. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** One row a trial. */
export const historyTable = (charts: readonly (HistoryChart & { readonly name: string })[]): ChartTable => ({
  head: ['study', 'trial', 'value', 'outcome', 'best'],
  rows: flat(charts, ({ name, trials, values, outcomes, incumbent }) =>
    rows(trials.length, (i) => [name, trials[i]!, cell(values[i]!), OUTCOMES[outcomes[i]!]!, cell(incumbent[i]!)]),
  ),
});

/** One row a parameter and trial. */
export const sliceTable = ({ panels }: SliceChart): ChartTable => ({
  head: ['parameter', 'setting', 'value', 'outcome', 'trial'],
  rows: flat(panels, ({ axis, params, values, outcomes, trials }) =>
    rows(trials.length, (i) => [
      axis.name,
      setting(axis, params[i]!),
      cell(values[i]!),
      OUTCOMES[outcomes[i]!]!,
      trials[i]!,
    ]),
  ),
});

/** One row a cell of the grid. */
export const contourTable = ({ x, y, grid }: ContourChart): ChartTable => ({
  head: [x.name, y.name, 'mean', 'sd'],
  rows:
    grid === null
      ? []
      : rows(grid.mean.length, (i) => [
          setting(x, grid.xs[i % grid.xs.length]!),
          setting(y, grid.ys[Math.floor(i / grid.xs.length)]!),
          cell(grid.mean[i]!),
          cell(grid.sd[i]!),
        ]),
});

/** One row a trial. */
export const parallelTable = ({ trials, outcomes, objectives, params }: ParallelChart): ChartTable => ({
  head: [
    'trial',
    'outcome',
    ...objectives.map(({ objective }) => objective.name),
    ...params.map(({ axis }) => axis.name),
  ],
  rows: rows(trials.length, (i) => [
    trials[i]!,
    OUTCOMES[outcomes[i]!]!,
    ...objectives.map(({ values }) => cell(values[i]!)),
    ...params.map(({ axis, values }) => setting(axis, values[i]!)),
  ]),
});

/** One row a trial. */
export const rankTable = ({ trials, values, outcomes, ranks, params }: RankChart): ChartTable => ({
  head: ['trial', 'value', 'outcome', 'rank', ...params.map(({ axis }) => axis.name)],
  rows: rows(trials.length, (i) => [
    trials[i]!,
    cell(values[i]!),
    OUTCOMES[outcomes[i]!]!,
    ranks[i]!,
    ...params.map(({ axis, values: own }) => setting(axis, own[i]!)),
  ]),
});

/** One row a different value. */
export const edfTable = ({ curves }: EdfChart): ChartTable => ({
  head: ['study', 'value', 'share'],
  rows: flat(curves, ({ name, values, shares }) => rows(values.length, (i) => [name, values[i]!, shares[i]!])),
});

/** One row a report; what stopped a trial stands at its last one. */
export const intermediateTable = (chart: IntermediateChart): ChartTable => ({
  head: ['trial', 'outcome', 'step', 'value', 'stopped by', 'why'],
  rows: flat(Array.from(chart.trials.keys()), (c) => {
    const from = chart.offsets[c]!;
    const size = chart.offsets[c + 1]! - from;
    return rows(size, (i) => {
      const isLast = i === size - 1 && chart.rules[c]! >= 0;
      return [
        chart.trials[c]!,
        OUTCOMES[chart.outcomes[c]!]!,
        chart.steps[from + i]!,
        cell(chart.values[from + i]!),
        isLast ? chart.ruleNames[chart.rules[c]!]! : null,
        isLast ? chart.reasons[c]! : null,
      ];
    });
  }),
});

/** One row a stretch in which a trial ran, or stood. */
export const timelineTable = ({ ran, stood, lanes }: TimelineChart): ChartTable => {
  const bar = ({ trials, starts, ends }: Bars, i: number): readonly Cell[] => [
    trials[i]!,
    instant(starts[i]!),
    instant(ends[i]!),
  ];
  const blocks = [
    rows(ran.trials.length, (i) => [
      ...bar(ran, i),
      'ran',
      ran.lanes[i]!,
      lanes[ran.lanes[i]!]!.worker,
      OUTCOMES[ran.outcomes[i]!]!,
    ]),
    rows(stood.trials.length, (i) => [...bar(stood, i), 'stood', null, null, null]),
  ];
  return {
    head: ['trial', 'from', 'until', 'what', 'lane', 'worker', 'outcome'],
    rows: flat(blocks, (block) => block),
  };
};

/** One row a trial. */
export const paretoTable = ({ objectives, trials, values, kinds }: ParetoChart): ChartTable => ({
  head: ['trial', ...objectives.map(({ name }) => name), 'kind'],
  rows: rows(trials.length, (i) => [
    trials[i]!,
    ...objectives.map((_, o) => cell(values[i * objectives.length + o]!)),
    PARETO_KINDS[kinds[i]!]!,
  ]),
});

/** One row a trial. */
export const hypervolumeTable = ({ trials, volumes }: HypervolumeChart): ChartTable => ({
  head: ['trial', 'volume'],
  rows: rows(trials.length, (i) => [trials[i]!, volumes[i]!]),
});

/** One row a trial. */
export const lineageTable = (chart: LineageChart): ChartTable => ({
  head: ['trial', 'from', 'after', 'state', 'step', 'value', 'winning'],
  rows: rows(chart.trials.length, (i) => [
    chart.trials[i]!,
    chart.parents[i]! < 0 ? null : chart.parents[i]!,
    chart.after[i]!,
    STATES[chart.states[i]!]!,
    chart.steps[i]! < 0 ? null : chart.steps[i]!,
    cell(chart.values[i]!),
    chart.winning[i] === 1,
  ]),
});

/** One row a trial that ended, then one an outlook. */
export const costTable = ({ trials, instants, seconds, cost, incumbent, ahead }: CostChart): ChartTable => {
  const blocks = [
    rows(trials.length, (i) => [
      trials[i]!,
      instant(instants[i]!),
      seconds[i]!,
      cost?.[i] ?? null,
      cell(incumbent[i]!),
      null,
      null,
    ]),
    rows(ahead.length, (i) => {
      const { trials: more, expected, least, most, ...spent } = ahead[i]!;
      return [`${more} more`, null, spent.seconds, spent.cost, expected, least, most];
    }),
  ];
  return {
    head: ['trial', 'ended', 'seconds', 'cost', 'best', 'with least gain', 'with most gain'],
    rows: flat(blocks, (block) => block),
  };
};

/** One row a parameter of an answer, then one a pair. */
export const importanceTable = (answers: readonly Importance[]): ChartTable => ({
  head: ['objective', 'parameter', 'share', 'low', 'high', 'active', 'with others'],
  rows: flat(answers, ({ objective, params, pairs }) => [
    ...params.map(({ name, value, low, high, active, total }) => [
      objective,
      name,
      value,
      low,
      high,
      active,
      total?.value ?? null,
    ]),
    ...(pairs ?? []).map(({ names, value, low, high }) => [objective, names.join(' × '), value, low, high, null, null]),
  ]),
});

/** One row a value. */
export const resourcesTable = ({ curves }: ResourcesChart): ChartTable => ({
  head: ['name', 'unit', 'step', 'seconds', 'value'],
  rows: flat(curves, ({ name, unit, steps, seconds, values }) =>
    rows(values.length, (i) => [name, unit, steps[i]!, seconds === null ? null : cell(seconds[i]!), cell(values[i]!)]),
  ),
});

/** A chart's data as JSON has it: plain arrays, null for NaN, names for codes of outcomes. */
export function plainData(data: unknown, key = ''): unknown {
  if (data instanceof Uint8Array && key === 'outcomes') return Array.from(data, (code) => OUTCOMES[code]!);
  if (data instanceof Uint8Array && key === 'kinds') return Array.from(data, (code) => PARETO_KINDS[code]!);
  if (data instanceof Uint8Array && key === 'states') return Array.from(data, (code) => STATES[code]!);
  if (ArrayBuffer.isView(data)) return Array.from(data as Float64Array, cell);
  if (Array.isArray(data)) return data.map((part) => plainData(part));
  if (typeof data === 'object' && data !== null)
    return Object.fromEntries(Object.entries(data).map(([name, part]) => [name, plainData(part, name)]));
  return typeof data === 'number' ? cell(data) : data;
}

const cell = (value: number): number | string | null =>
  Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value);

const setting = ({ choices }: Axis, value: number): Cell =>
  Number.isNaN(value) ? null : choices === null ? value : (choices[value] ?? null);

const instant = (ms: number): string | null => (Number.isFinite(ms) ? new Date(ms).toISOString() : null);

function* rows(count: number, row: (i: number) => readonly Cell[]): Generator<readonly Cell[]> {
  for (let i = 0; i < count; i++) yield row(i);
}

function* flat<T>(list: readonly T[], of: (one: T) => Iterable<readonly Cell[]>): Generator<readonly Cell[]> {
  for (const one of list) yield* of(one);
}
