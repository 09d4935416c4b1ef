import { NOTES } from './attribute-names.ts';
import { History } from './history.ts';
import { RETRY_OF } from './lineage.ts';
import type { Change, Json, TrialRecord, TrialState } from './record.ts';
import { type HistoryView, STATE_CODE } from './view.ts';

/** An unfinished trial as a sampler saw it. `params` = 0: its proposal, notes included, was not there yet. */
export type SeenOpen = readonly [number: number, state: TrialState, reports: number, params: number];

/** What a sampler knew when it proposed: trials 0 … trials − 1, these of them unfinished. */
export interface Seen {
  readonly trials: number;
  readonly open: readonly SeenOpen[];
  /** Trials proposed together with this one, in order; left out where there was one. */
  readonly batch?: readonly number[];
}

/** What can be seen now. Rows that are missing or removed are listed too. Cost O(open rows). */
export function seenOf(history: HistoryView, batch: readonly number[]): Seen {
  const open = history.open.map((row): SeenOpen => {
    const state = history.state(row);
    return [row, state, history.reports(row).steps.length, paramCount(history, row)];
  });
  return { trials: history.size, open, ...(batch.length > 1 ? { batch } : {}) };
}

function paramCount(history: HistoryView, row: number): number {
  let count = 0;
  for (const { values } of history.columns.values()) if (values[row] === values[row]) count++;
  return count;
}

/** The seen of a stored attribute, or null where it is none. */
export function parseSeen(value: Json | undefined): Seen | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { trials, open, batch } = value as {
    readonly trials?: unknown;
    readonly open?: unknown;
    readonly batch?: unknown;
  };
  if (typeof trials !== 'number' || !Array.isArray(open)) return null;
  return {
    trials,
    open: open as readonly SeenOpen[],
    ...(Array.isArray(batch) ? { batch: batch as readonly number[] } : {}),
  };
}

/** The history as it was then, whole. Cost O(trials). */
export function historyAt(history: HistoryView, seen: Seen): History {
  const past = new History(history.objectives);
  past.apply(changesTo(past, history, seen));
  return past;
}

/**
 * The changes that turn `past` into the history as it was at `seen`: only rows that stand otherwise now.
 * Going from one `seen` to the next in order of trials costs O(new rows + open rows), and a look at each row's state.
 *
 * @param namesOf a trial's parameters in the order in which it got them, where that may be another one than that of its columns
 */
export function changesTo(
  past: HistoryView,
  history: HistoryView,
  seen: Seen,
  namesOf = (trial: TrialRecord): readonly string[] => Object.keys(trial.params),
): readonly Change[] {
  const wanted = new Map(seen.open.map((open) => [open[0], open]));
  const rows = new Set([...past.open, ...wanted.keys()]);
  for (let row = past.size; row < seen.trials; row++) rows.add(row);
  // A step back in time may have taken rows away that are to be there again.
  for (let row = 0; row < past.size; row++) if (past.states[row] === STATE_CODE.removed) rows.add(row);
  for (let row = seen.trials; row < past.size; row++) rows.add(row); // an older view than the last one: those rows were not there
  const changes: Change[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    if (row >= history.size) continue;
    const trial = history.record(row);
    if (trial.id < 0) continue;
    const open = wanted.get(row);
    if (row >= seen.trials) {
      if (past.states[row] !== STATE_CODE.removed)
        changes.push({ type: 'trial', trial: { ...bareTrial(trial), state: 'removed' } });
    } else changes.push({ type: 'trial', trial: open === undefined ? trial : asSeen(trial, open, namesOf) });
  }
  return changes;
}

function bareTrial(trial: TrialRecord): TrialRecord {
  return {
    ...trial,
    params: {},
    values: null,
    reports: [],
    metrics: {},
    constraints: {},
    userAttributes: {},
    systemAttributes: {},
    finishedAt: null,
  };
}

function asSeen(
  trial: TrialRecord,
  [, state, reports, params]: SeenOpen,
  namesOf: (trial: TrialRecord) => readonly string[],
): TrialRecord {
  const names = namesOf(trial).slice(0, params);
  const { [NOTES]: notes, [RETRY_OF]: first } = trial.systemAttributes;
  return {
    ...bareTrial(trial),
    state,
    params: Object.fromEntries(names.map((name) => [name, trial.params[name]!])),
    reports: trial.reports.slice(0, reports),
    systemAttributes: {
      ...(first === undefined ? {} : { [RETRY_OF]: first }), // it has that from the start
      ...(params > 0 && notes !== undefined ? { [NOTES]: notes } : {}),
    },
  };
}
