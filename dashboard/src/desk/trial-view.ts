import { PAUSED } from '../../../src/history/applied.ts';
import type { History } from '../../../src/history/history.ts';
import type { Json } from '../../../src/history/record.ts';
import { STATE_CODE } from '../../../src/history/view.ts';
import type { About } from './about.ts';
import { type Best, isBest } from './best.ts';
import type { NamedValue, StepSeries, TrialDetailView } from './messages.ts';
import { named, paramValues } from './summary.ts';

/** All that there is to know of a trial; null = there is no such trial. */
export function trialView(
  history: History,
  about: About,
  best: Best,
  row: number,
  isSelected: boolean,
): TrialDetailView | null {
  if (!isThere(history, row)) return null;
  const record = history.record(row);
  const bestParams = new Map(
    best.trial === null ? [] : paramValues(history, about, best.trial).map(({ name, text }) => [name, text]),
  );
  const seconds = secondsOf(history, row);
  return {
    number: row,
    id: record.id,
    state: record.state,
    isSelected,
    isBest: isBest(best, row),
    values: record.values === null ? [] : history.objectives.map(({ name }, i) => named(name, record.values![i]!)),
    params: paramValues(history, about, row).map((param) => ({ ...param, best: bestParams.get(param.name) ?? null })),
    constraints: namedAll(record.constraints),
    userAttributes: namedAll(record.userAttributes),
    systemAttributes: namedAll(record.systemAttributes),
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    seconds: Number.isNaN(seconds) ? null : seconds,
    reports: reportSeries(history, row),
    metrics: history.metricNames.flatMap((name): StepSeries[] => {
      const series = history.metric(row, name);
      return series === null ? [] : [{ name, steps: series.steps.slice(), values: series.values.slice() }];
    }),
    best: best.trial,
    previous: beside(history, row, -1),
    next: beside(history, row, 1),
  };
}

const isThere = (history: History, row: number): boolean =>
  Number.isInteger(row) && row >= 0 && row < history.size && history.states[row] !== STATE_CODE.removed;

const namedAll = (values: Readonly<Record<string, Json>>): readonly NamedValue[] =>
  Object.keys(values).map((name) => named(name, values[name]!));

/** Of a trial that stands paused, what it ran before. */
function secondsOf(history: History, row: number): number {
  const seconds = history.seconds[row]!;
  if (!Number.isNaN(seconds)) return seconds;
  const paused = history.attribute(row, 'system', PAUSED) as { readonly seconds?: number } | undefined;
  return paused?.seconds ?? Number.NaN;
}

function reportSeries(history: History, row: number): readonly StepSeries[] {
  const { steps, losses } = history.reports(row);
  if (steps.length === 0) return [];
  const k = history.objectives.length;
  return history.objectives.map(({ name, direction }, i) => {
    const sign = direction === 'maximize' ? -1 : 1;
    return { name, steps: steps.slice(), values: Float64Array.from(steps, (_, at) => sign * losses[at * k + i]! + 0) };
  });
}

/** The next trial in a direction that was not removed; null = there is none. */
function beside(history: History, row: number, step: 1 | -1): number | null {
  for (let at = row + step; at >= 0 && at < history.size; at += step) if (isThere(history, at)) return at;
  return null;
}
