import { ERROR, WARNING } from '../history/attribute-names.ts';
import type { z } from 'zod';
import { stoppedOf } from '../analysis/explain/stopped.ts';
import { secondsRun } from '../history/applied.ts';
import { bare, type Json, type Objective, type TrialRecord, type TrialState } from '../history/record.ts';
import { type HistoryView, STATE_CODE, type TimedHistory } from '../history/view.ts';
import type { SearchSpace } from '../space/nodes.ts';
import type { StudyRecord } from '../storage/storage.ts';
import { userParams } from '../study/open-study.ts';
import { toWireNumber } from '../wire/change-json.ts';
import type { trial, trialDetail } from '../wire/messages.ts';
import { noteOf } from './notes.ts';

/** A trial for people and programs. @param space the declared one; null = none */
export function trialItem(history: TimedHistory, row: number, space: SearchSpace | null): z.infer<typeof trial> {
  const record = history.record(row);
  const { startedAt, finishedAt } = record;
  const seconds = secondsRun(record.systemAttributes, startedAt, finishedAt);
  return {
    number: record.number,
    state: record.state,
    values: record.values === null ? null : byObjective(record.values, history.objectives),
    params: userParams(space, record),
    constraints: finite(record.constraints),
    attributes: record.userAttributes,
    startedAt,
    finishedAt,
    seconds: Number.isNaN(seconds) ? null : seconds,
    steps: record.reports.length,
    why: whyOf(history, record),
  };
}

/** A trial with all that it has reported. */
export function trialPageOf(
  history: TimedHistory,
  row: number,
  space: SearchSpace | null,
  { systemAttributes }: Pick<StudyRecord, 'systemAttributes'>,
): z.infer<typeof trialDetail> {
  const record = history.record(row);
  const metrics = bare<[number, ReturnType<typeof toWireNumber>][]>();
  for (const name of Object.keys(record.metrics))
    metrics[name] = record.metrics[name]!.map(([step, value]) => [step, toWireNumber(value)]);
  return {
    ...trialItem(history, row, space),
    reports: record.reports.map(([step, values]) => [step, values.map(toWireNumber)]),
    metrics,
    note: noteOf(systemAttributes, record.id),
  };
}

/** Which trials, and in which order. */
export interface Selection {
  readonly states: readonly TrialState[] | null;
  readonly sort: 'number' | 'value' | 'started' | 'finished';
  readonly descending: boolean;
}

/** The rows of a selection; those without what they are sorted by come last either way. Cost O(size · log size). */
export function selectedRows(history: TimedHistory, { states, sort, descending }: Selection): readonly number[] {
  const wanted = states === null ? null : new Set(states.map((state) => STATE_CODE[state]));
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    const code = history.states[row]!;
    if (wanted === null ? code !== STATE_CODE.removed : wanted.has(code)) rows.push(row);
  }
  if (sort === 'number') return descending ? rows.toReversed() : rows;
  const key = keyOf(history, sort);
  const way = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return x === y ? a - b : way * (x < y ? -1 : 1);
  });
}

/** By value means the best first. */
function keyOf(history: TimedHistory, sort: Exclude<Selection['sort'], 'number'>): (row: number) => number {
  if (sort === 'started') return (row) => history.startedAt[row]!;
  if (sort === 'finished') return (row) => history.finishedAt[row]!;
  const k = history.objectives.length;
  return (row) => (isValued(history, row) ? history.losses[row * k]! : Number.NaN);
}

const isValued = (history: HistoryView, row: number): boolean =>
  history.states[row] === STATE_CODE.complete || history.states[row] === STATE_CODE.pruned;

function byObjective(values: readonly number[], objectives: readonly Objective[]) {
  const named = bare<ReturnType<typeof toWireNumber>>();
  objectives.forEach(({ name }, i) => (named[name] = toWireNumber(values[i]!)));
  return named;
}

function finite(numbers: Readonly<Record<string, number>>) {
  const made = bare<ReturnType<typeof toWireNumber>>();
  for (const key of Object.keys(numbers)) made[key] = toWireNumber(numbers[key]!);
  return made;
}

/** Why it failed, was stopped, or warns: in words. */
function whyOf(history: HistoryView, { number, systemAttributes }: TrialRecord): string | null {
  const error = systemAttributes[ERROR] as { readonly message?: Json } | undefined;
  if (typeof error?.message === 'string') return error.message;
  const stopped = stoppedOf(history, number)?.why;
  if (typeof stopped === 'string') return stopped;
  const warning = systemAttributes[WARNING];
  return typeof warning === 'string' ? warning : null;
}
