import { isFeasible } from './best.ts';
import { type Confirms, type Repeat, repeatsOf, type Wanted } from './repeats.ts';
import type { HistoryView } from './view.ts';

/** How far confirming the best trials has come. */
export interface Due {
  /** Repeats that nobody has made yet, those of the first round before all others. */
  readonly missing: readonly Confirms[];
  /** Of these, the ones that can be made now. */
  readonly now: readonly Confirms[];
  /** Repeats that wait or run, here or elsewhere, in the order in which they were made: those of one round together, so that none is ahead where time runs out. */
  readonly open: readonly Repeat[];
}

/**
 * What is still to be run, by the history alone: so several processes, and one that goes on after a crash, agree.
 *
 * Each trial is run once before any is run twice: where all of them give exactly what they gave before, nothing is noisy, and
 * the others are spared. A trial that has failed when it was repeated is out, and not repeated further.
 *
 * @param forgiven rows of repeats that failed, but are to be tried once more
 * @param isAsked which of the best trials are looked at; left out = all of them
 */
export function dueOf(
  history: HistoryView,
  { top, repeats }: Wanted,
  forgiven: ReadonlySet<number>,
  isAsked: (trial: number) => boolean = () => true,
): Due {
  const candidates = bestRows(history, top).filter(isAsked);
  const known = new Map<string, Repeat>();
  for (const repeat of repeatsOf(history)) known.set(keyOf(repeat), repeat);
  const at = (trial: number, repeat: number): Repeat | null => {
    const found = known.get(keyOf({ trial, repeat })) ?? null;
    return found?.state === 'failed' && forgiven.has(found.row) ? null : found;
  };
  const ofAll = [...known.values()].filter(({ trial }) => candidates.includes(trial));
  const open = ofAll.filter(({ state }) => state === 'open').sort((a, b) => a.row - b.row);
  const isOut = (trial: number): boolean =>
    ofAll.some((repeat) => repeat.trial === trial && repeat.state === 'failed' && !forgiven.has(repeat.row));
  const wanting = (repeat: number): readonly Confirms[] =>
    candidates.filter((trial) => !isOut(trial) && at(trial, repeat) === null).map((trial) => ({ trial, repeat }));
  const first = wanting(1);
  const isFirstRound = first.length > 0 || open.some(({ repeat }) => repeat === 1);
  // What others showed that were among the best before counts, too.
  const done = [...known.values()].filter(({ state }) => state === 'complete');
  if (!isFirstRound && done.every(({ row, trial }) => history.losses[row] === history.losses[trial]))
    return { missing: [], now: [], open };
  const later = Array.from({ length: repeats - 1 }, (_, i) => wanting(i + 2)).flat();
  return { missing: [...first, ...later], now: isFirstRound ? first : later, open };
}

const keyOf = ({ trial, repeat }: Confirms): string => `${trial} ${repeat}`;

/** The best trials of the search by their first scores, best first. Of equal settings the best one stands for all. */
export function bestRows(history: HistoryView, top: number): readonly number[] {
  const rows = Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => isFeasible(history, row) && Number.isFinite(history.losses[row]!),
  );
  const chosen = new Map<string, number>();
  for (const row of rows.sort((a, b) => history.losses[a]! - history.losses[b]! || a - b)) {
    if (chosen.size === top) break;
    const settings = settingsOf(history, row);
    if (!chosen.has(settings)) chosen.set(settings, row);
  }
  return [...chosen.values()];
}

/** A trial's parameters as text: the same for equal ones. */
const settingsOf = (history: HistoryView, row: number): string =>
  JSON.stringify(Object.entries(history.record(row).params).map(([name, { internal }]) => [name, internal]));
