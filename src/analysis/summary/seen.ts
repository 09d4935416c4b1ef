import { type Confirmation, confirmationOf } from '../../history/confirmation.ts';
import type { TimedHistory } from '../../history/view.ts';
import { toExternal } from '../../space/distribution.ts';
import { nodeValues } from '../../space/nodes.ts';
import type { ParamValue } from '../../space/shape.ts';
import { paramsOf } from '../../space/space.ts';
import { outcomesOf } from '../charts/outcome.ts';
import { type Price, type Spent, spentBy, type Until } from '../charts/spent.ts';
import { costPerTrial } from '../cost-per-trial.ts';
import { type Forecast, forecast } from '../forecast.ts';
import { Evidence, type HealthOptions } from '../health/evidence.ts';
import { type Health, health } from '../health/health.ts';
import type { Importance } from '../importance/answer.ts';
import { importance } from '../importance/importance.ts';
import { type Recommendation, recommendation } from '../recommendation.ts';

/** What a summary needs beside the history. */
export interface SummaryOptions extends HealthOptions {
  /** Who chose the parameters: the sampler's name; null or left out = not known. */
  readonly sampler?: string | null;
  /** What a step of a trial is called, such as `epoch`; null or left out = a step. */
  readonly step?: string | null;
  /** The last step of a whole run; null or left out = that of the longest complete one. */
  readonly lastStep?: number | null;
  /** What trials cost; null or left out = not known. */
  readonly price?: Price | null;
  readonly currency?: string | undefined;
  /** How long running trials have run; left out = they do not count. */
  readonly now?: Until;
}

/** All that the parts of a summary look at, made once. */
export interface Seen {
  readonly history: TimedHistory;
  readonly options: SummaryOptions;
  /** What became of each trial, as codes of `OUTCOMES`. */
  readonly outcomes: Uint8Array;
  readonly evidence: Evidence;
  readonly confirmation: Confirmation | null;
  readonly recommended: Recommendation | null;
  readonly spent: Spent;
  readonly importance: Importance;
  readonly health: Health;
  readonly forecast: Forecast;
}

/** Looks a study over once, for all parts of its summary. */
export function look(history: TimedHistory, options: SummaryOptions): Seen {
  const { price = null } = options;
  const spent = spentBy(history, price, options.now);
  return {
    history,
    options,
    outcomes: outcomesOf(history),
    evidence: new Evidence(history, options),
    confirmation: confirmationOf(history),
    recommended: recommendation(history, { last: options.lastStep, pruner: options.pruner }),
    spent,
    importance: importance(history, options.space),
    health: health(history, options),
    forecast: forecast(history, { ...options, costPerTrial: price === null ? null : costPerTrial(history, price) }),
  };
}

/** The sum of some numbers. */
export const sumOf = (numbers: Float64Array): number => numbers.reduce((sum, number) => sum + number, 0);

/** A trial's parameters as its program got them; where no space was declared, as they are stored. */
export function valuesOf({ history, options }: Pick<Seen, 'history' | 'options'>, row: number) {
  const internal = (name: string): number | undefined => history.columns.get(name)?.values[row];
  if (options.space !== null && options.space.nodes.some(({ name }) => !Number.isNaN(internal(name) ?? Number.NaN)))
    return paramsOf(options.space, nodeValues(options.space, internal)) as Readonly<Record<string, ParamValue>>;
  return Object.fromEntries(
    [...history.columns.values()]
      .filter(({ values }) => !Number.isNaN(values[row]!))
      .map(({ name, distribution, values }) => [name, toExternal(distribution, values[row]!)]),
  );
}

/** An objective's value of a trial, as the user means it. */
export function objectiveOf({ losses, objectives }: TimedHistory, row: number, objective = 0): number {
  const loss = losses[row * objectives.length + objective]!;
  return objectives[objective]!.direction === 'maximize' ? -loss + 0 : loss;
}
