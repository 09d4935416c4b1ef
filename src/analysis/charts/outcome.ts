import { VernierError } from '../../errors.ts';
import { CONFIRMS } from '../../history/attribute-names.ts';
import { isRepeated } from '../../history/lineage.ts';
import type { Objective } from '../../history/record.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';

/**
 * What became of a trial, as charts tell trials apart: `feasible` and `infeasible` are complete ones, `confirming` ran another one
 * again, `repeated` was lost and another one stands for it. Their order is the order of the codes.
 */
export const OUTCOMES = [
  'feasible',
  'infeasible',
  'confirming',
  'pruned',
  'failed',
  'repeated',
  'waiting',
  'running',
  'paused',
  'removed',
] as const;

/** One of `OUTCOMES`. */
export type Outcome = (typeof OUTCOMES)[number];

/** The code of an outcome in the charts' arrays. */
export const OUTCOME_CODE = Object.fromEntries(OUTCOMES.map((outcome, code) => [outcome, code])) as Readonly<
  Record<Outcome, number>
>;

/** What became of each trial, by row: codes of `OUTCOMES`. Shape (size). */
export function outcomesOf(history: HistoryView): Uint8Array {
  const outcomes = new Uint8Array(history.size);
  for (let row = 0; row < outcomes.length; row++) outcomes[row] = outcomeCode(history, row);
  return outcomes;
}

/** What became of one trial. */
export const outcomeOf = (history: HistoryView, row: number): Outcome => OUTCOMES[outcomeCode(history, row)]!;

function outcomeCode(history: HistoryView, row: number): number {
  switch (history.states[row]) {
    case STATE_CODE.complete:
      if (history.attribute(row, 'system', CONFIRMS) !== undefined) return OUTCOME_CODE.confirming;
      return history.violations[row] === 0 ? OUTCOME_CODE.feasible : OUTCOME_CODE.infeasible;
    case STATE_CODE.failed:
      return isRepeated(history, row) ? OUTCOME_CODE.repeated : OUTCOME_CODE.failed;
    default:
      return OF_STATE[history.states[row]!]!;
  }
}

const OF_STATE = new Uint8Array(7);
for (const state of ['waiting', 'running', 'paused', 'pruned', 'removed'] as const)
  OF_STATE[STATE_CODE[state]] = OUTCOME_CODE[state];

/** One objective of a study, and its place among them. */
export interface Chosen {
  readonly index: number;
  readonly objective: Objective;
  /** 1 where lower is better, −1 where higher is: value = sign × loss. */
  readonly sign: 1 | -1;
}

/** The objective that all of them are; null = they differ, or there is none. */
export const sharedObjective = ([first, ...others]: readonly Objective[]): Objective | null =>
  first !== undefined && others.every(({ name, direction }) => name === first.name && direction === first.direction)
    ? first
    : null;

/**
 * The objective of that name; without a name the first.
 *
 * @throws `values-invalid` for a name that is no objective
 */
export function chosenObjective({ objectives }: Pick<HistoryView, 'objectives'>, name?: string): Chosen {
  const index = name === undefined ? 0 : objectives.findIndex((objective) => objective.name === name);
  if (index < 0)
    throw new VernierError('values-invalid', `"${name}" is no objective of this study.`, {
      details: { name: name! },
      hint: `Objectives: ${objectives.map((objective) => objective.name).join(', ')}.`,
    });
  const objective = objectives[index]!;
  return { index, objective, sign: objective.direction === 'maximize' ? -1 : 1 };
}

/** One objective of all trials, as the user means it; NaN = none. Shape (size). */
export function valuesOf({ size, losses, objectives }: HistoryView, { index, sign }: Chosen): Float64Array {
  const k = objectives.length;
  const values = new Float64Array(size);
  for (let row = 0; row < size; row++) values[row] = sign * losses[row * k + index]! + 0;
  return values;
}
