import { CONFIRMS } from './attribute-names.ts';
import { isEndedByLimit } from './cut.ts';
import { isRepeated } from './lineage.ts';
import type { HistoryView } from './view.ts';

/** How many trials are run again, and how often each. */
export interface Wanted {
  readonly top: number;
  readonly repeats: number;
}

/** Which trial a confirming one runs again, and for which time, counted from 1. */
export interface Confirms {
  readonly trial: number;
  readonly repeat: number;
  /** What was wanted when it was made. */
  readonly wanted?: Wanted;
}

/** What a trial confirms; null = it is a trial of the search. */
export function confirmsOf(history: Pick<HistoryView, 'attribute'>, row: number): Confirms | null {
  return (history.attribute(row, 'system', CONFIRMS) as unknown as Confirms | undefined) ?? null;
}

/** How one repeat of a trial stands. One that a limit has cut is as if it had not been. */
export type RepeatState = 'open' | 'complete' | 'failed';

/** One repeat of a trial: the row that stands for it, and how it stands. */
export interface Repeat extends Confirms {
  readonly row: number;
  readonly state: RepeatState;
}

/** The repeats of all trials, each by the row that tells most: a score, else one to come, else the last failure. Cost O(size). */
export function repeatsOf(history: HistoryView): readonly Repeat[] {
  const rank = { failed: 0, open: 1, complete: 2 } as const;
  const found = new Map<string, Repeat>();
  for (let row = 0; row < history.size; row++) {
    const confirms = confirmsOf(history, row);
    const state = confirms === null ? null : stateOf(history, row);
    if (state === null) continue;
    const key = `${confirms!.trial} ${confirms!.repeat}`;
    const before = found.get(key);
    if (before === undefined || rank[state] >= rank[before.state]) found.set(key, { ...confirms!, row, state });
  }
  return [...found.values()].sort((a, b) => a.trial - b.trial || a.repeat - b.repeat);
}

function stateOf(history: HistoryView, row: number): RepeatState | null {
  const state = history.state(row);
  if (state === 'removed' || isRepeated(history, row)) return null;
  if (state === 'complete')
    return history.violations[row] === 0 && Number.isFinite(history.losses[row]!) ? 'complete' : 'failed';
  if (state === 'pruned' || state === 'failed') return isEndedByLimit(history, row) ? null : 'failed';
  return 'open';
}

/** All repeats that were made, in order, those that came to nothing as well. Cost O(size). */
export function madeRepeats(history: HistoryView): readonly Confirms[] {
  const made: Confirms[] = [];
  for (let row = 0; row < history.size; row++) {
    const confirms = history.state(row) === 'removed' ? null : confirmsOf(history, row);
    if (confirms !== null) made.push(confirms);
  }
  return made;
}

/** What was wanted when the newest repeat was made; null = there is none. Where it does not say, as much as was made. Cost O(size). */
export function wantedLast(history: HistoryView): Wanted | null {
  const made = madeRepeats(history);
  if (made.length === 0) return null;
  const all = {
    top: new Set(made.map(({ trial }) => trial)).size,
    repeats: Math.max(...made.map(({ repeat }) => repeat)),
  };
  return made.at(-1)!.wanted ?? all;
}
