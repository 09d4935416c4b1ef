import { VernierError } from '../../errors.ts';
import type { Json } from '../../history/record.ts';
import type { TimedHistory } from '../../history/view.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { ParamValue } from '../../space/shape.ts';
import { onFront } from '../charts/front.ts';
import { OUTCOME_CODE, type Outcome, OUTCOMES, outcomesOf } from '../charts/outcome.ts';
import { observedSpace } from '../observed-space.ts';
import { distance, type Measure, measuresOf } from './distance.ts';
import { type Expectation, expectationsOf } from './expectation.ts';
import { type Moment, momentOf } from './moment.ts';
import { type Neighbour, neighboursOf, valuesAt } from './neighbours.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Stopped, stoppedOf } from './stopped.ts';

/** A parameter in which a trial differs from another one. */
export interface Difference {
  readonly name: string;
  /** As the program got it; null also where the trial has it not. */
  readonly own: ParamValue | null;
  readonly theirs: ParamValue | null;
  /** Does each have it at all? */
  readonly active: { readonly own: boolean; readonly theirs: boolean };
  /** On the parameter's own scale, as a share of its range; 1 where only one has it. */
  readonly apart: number;
}

/** The best trial that there was when another one was proposed, and what differs. */
export interface Versus {
  readonly trial: number;
  readonly values: readonly number[] | null;
  /** In [0, 1]: 0 = the same parameters. */
  readonly distance: number;
  /** Largest first; empty where the parameters are the same. */
  readonly differences: readonly Difference[];
}

/** Why a trial is there, and what came of it. Plain data. */
export interface Explanation {
  readonly trial: number;
  readonly outcome: Outcome;
  /** By objective, as the user means them; null = none. */
  readonly values: readonly number[] | null;
  /** Why it was proposed: its sampler's stored sentence (null = it said nothing), and what else it noted, fits of models apart. */
  readonly proposed: { readonly why: string | null; readonly notes: Readonly<Record<string, Json>> };
  /** Who stopped or paused it, and why; null = nobody. */
  readonly stopped: Stopped | null;
  /** One an objective. */
  readonly expectations: readonly Expectation[];
  readonly standing: Standing;
  /** The best trial of the moment of its proposal; null = there was no result, or the trial has no parameters yet. With several objectives: the nearest of the front then. */
  readonly versus: Versus | null;
  /** What tells which trials had ended by then. */
  readonly moment: Moment['by'];
  readonly neighbours: readonly Neighbour[];
}

/** What an explanation needs beside the history. */
export interface ExplainOptions {
  /** The declared space; null or left out = the parameters as trials had them. */
  readonly space?: SearchSpace | null;
  /** How many neighbours. Default 5. */
  readonly neighbours?: number;
}

/**
 * Explains a trial: why it was proposed and stopped, what a model of the results before it expected and what came, how it stands, how it
 * differs from the best of its moment, and how its neighbours did. Cost O(trials × parameters), and a model of at most 200 results.
 *
 * @throws `trial-missing` for a number that is no trial, or that of a removed one
 */
export function explainTrial(history: TimedHistory, trial: number, options: ExplainOptions = {}): Explanation {
  const outcomes = outcomesOf(history);
  if (outcomes[trial] === undefined || outcomes[trial] === OUTCOME_CODE.removed)
    throw new VernierError('trial-missing', `There is no trial ${trial}.`, { details: { number: trial } });
  const space = options.space ?? null;
  const measures = measuresOf(history, space);
  const moment = momentOf(history, trial);
  // Of a trial that has no parameters yet nothing can be said beside others.
  const hasPlace = measures.length === 0 || measures.some(({ value }) => value(trial) !== undefined);
  const { why = null, fits: _, ...notes } = history.notes(trial) ?? {};
  return {
    trial,
    outcome: OUTCOMES[outcomes[trial]]!,
    values: valuesAt(history, trial),
    proposed: { why: typeof why === 'string' ? why : null, notes },
    stopped: stoppedOf(history, trial),
    expectations: expectationsOf(history, trial, space ?? observedSpace(history), measures, moment),
    standing: standingOf(history, trial, outcomes),
    versus: hasPlace ? versusBest(history, trial, outcomes, measures, moment) : null,
    moment: moment.by,
    neighbours: hasPlace ? neighboursOf(history, trial, measures, outcomes, options.neighbours ?? 5) : [],
  };
}

function versusBest(
  history: TimedHistory,
  trial: number,
  outcomes: Uint8Array,
  measures: readonly Measure[],
  { had }: Moment,
): Versus | null {
  const { losses, objectives } = history;
  const k = objectives.length;
  const known: number[] = [];
  for (let row = 0; row < history.size; row++)
    if (outcomes[row] === OUTCOME_CODE.feasible && had(row) && !Number.isNaN(losses[row * k]!)) known.push(row);
  const best = k === 1 ? bestOf(known, losses) : nearestOf(frontOf(known, losses, k), measures, trial);
  if (best === null) return null;
  return {
    trial: best,
    values: valuesAt(history, best),
    distance: distance(measures, trial, best),
    differences: differencesOf(measures, trial, best),
  };
}

const bestOf = (rows: readonly number[], losses: Float64Array): number | null =>
  rows.reduce<number | null>((best, row) => (best === null || losses[row]! < losses[best]! ? row : best), null);

/** The trials of these that none of them dominates. */
function frontOf(rows: readonly number[], losses: Float64Array, k: number): readonly number[] {
  const points = Float64Array.from(rows.flatMap((row) => [...losses.subarray(row * k, (row + 1) * k)]));
  const isOn = onFront(points, k);
  return rows.filter((_, i) => isOn[i] === 1);
}

function nearestOf(rows: readonly number[], measures: readonly Measure[], trial: number): number | null {
  const apart = rows.map((row) => distance(measures, trial, row));
  return rows.length === 0 ? null : rows[apart.indexOf(apart.reduce((least, one) => Math.min(least, one)))]!;
}

function differencesOf(measures: readonly Measure[], own: number, theirs: number): readonly Difference[] {
  return measures
    .map(({ name, between, value }): Difference => {
      const [a, b] = [value(own), value(theirs)];
      const active = { own: a !== undefined, theirs: b !== undefined };
      return { name, own: a ?? null, theirs: b ?? null, active, apart: between(own, theirs) };
    })
    .filter(({ apart }) => apart > 0)
    .sort((a, b) => b.apart - a.apart);
}
