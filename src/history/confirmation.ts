import { bestRow, isFeasible } from './best.ts';
import { bestRows, dueOf } from './due.ts';
import { madeRepeats, type Repeat, repeatsOf, wantedLast } from './repeats.ts';
import type { HistoryView } from './view.ts';

/** A trial that was run again, and what came of it. Scores are as the user means them. */
export interface ConfirmedTrial {
  readonly trial: number;
  /** The score that it was chosen for. */
  readonly first: number;
  /** The scores of its repeats, in order; the first score is not among them. */
  readonly scores: readonly number[];
  /** The mean of `scores`; null = there is none. */
  readonly score: number | null;
  /**
   * Standard error of that mean. A few scores tell little of their spread, so that of all trials that were run again counts; null =
   * none of them twice.
   */
  readonly standardError: number | null;
  /** A trial that repeated it and came to no score, or broke a constraint: it cannot win. null = none. */
  readonly failed: number | null;
}

/** What running the best trials again has shown. */
export interface Confirmation {
  /** The best by the repeats that all who can win have in common; null = no trial was confirmed. */
  readonly winner: ConfirmedTrial | null;
  /** The trial that had looked best. */
  readonly favourite: ConfirmedTrial;
  /** How much better the favourite had looked than it is, by its repeats; below 0 = it is better than it looked. null = not known. */
  readonly optimism: number | null;
  /** All trials that were run again, best first, those that cannot win last. */
  readonly trials: readonly ConfirmedTrial[];
  /** Does the same setting give other scores when it is run again? null = not known. */
  readonly isNoisy: boolean | null;
  /** How many repeats are wanted and have not come to an end (`missingRepeats`): until they have, the winner may be another one. */
  readonly missing: number;
}

/**
 * What repeats have shown of the best trials; null where there are none, and where a trial has a better first score than all
 * that were run again: then that one is the best until it is run again itself. For one objective.
 */
export function confirmationOf(history: HistoryView): Confirmation | null {
  if (history.objectives.length > 1) return null;
  const repeats = repeatsOf(history).filter(({ trial, state }) => state !== 'open' && isFeasible(history, trial));
  const favourite = repeats.length === 0 ? null : bestRow(history);
  if (favourite === null || !repeats.some(({ trial }) => trial === favourite)) return null;
  const loss = (row: number): number => history.losses[row]!;
  const sign = history.objectives[0]!.direction === 'maximize' ? -1 : 1;
  const valueOf = (row: number): number => sign * loss(row) + 0;
  const again = [...new Set(repeats.map(({ trial }) => trial))].map((trial) => ({
    trial,
    first: valueOf(trial),
    ...resultsOf(trial, repeats, valueOf),
  }));
  const spread = spreadOf(again.map(({ scores }) => scores));
  const wanted = wantedLast(history)!;
  const worth = worthOf(compared(again, bestRows(history, wanted.top), wanted.repeats), repeats, loss);
  const trials = again
    .map((one): ConfirmedTrial => ({ ...one, standardError: errorOfMean(spread, one.scores.length) }))
    .sort((a, b) => worth(a.trial) - worth(b.trial) || loss(a.trial) - loss(b.trial) || a.trial - b.trial);
  const own = trials.find(({ trial }) => trial === favourite)!;
  const known = trials.filter(({ scores }) => scores.length > 0);
  return {
    winner: worth(trials[0]!.trial) < Number.POSITIVE_INFINITY ? trials[0]! : null,
    favourite: own,
    optimism: own.score === null ? null : sign * (own.score - own.first) + 0,
    trials,
    isNoisy: known.length === 0 ? null : known.some(({ first, scores }) => scores.some((score) => score !== first)),
    missing: missingRepeats(history),
  };
}

/** Repeats that are wanted and have not come to an end, of trials of which one was begun, be it that a limit cut it; none of a trial that is out. */
export function missingRepeats(history: HistoryView): number {
  const wanted = wantedLast(history);
  if (wanted === null) return 0;
  const begun = new Set(madeRepeats(history).map(({ trial }) => trial));
  const { missing, open } = dueOf(history, wanted, NONE, (trial) => begun.has(trial));
  return missing.length + open.length;
}

/** No failure is forgiven. */
const NONE: ReadonlySet<number> = new Set();

/** The best trial of a study, and its score as the user means it. */
export interface Winner {
  readonly trial: number;
  /** The mean of its repeats where it has some, else its only score. */
  readonly score: number;
  /** What running it again has shown; null = that was not done. */
  readonly confirmed: ConfirmedTrial | null;
}

/** The best trial: by its repeats where the best were run again, else by its first score; null = none. One objective. */
export function winnerOf(history: HistoryView): Winner | null {
  const confirmed = confirmationOf(history)?.winner ?? null;
  const trial = confirmed?.trial ?? bestRow(history);
  if (trial === null) return null;
  const sign = history.objectives[0]!.direction === 'maximize' ? -1 : 1;
  return { trial, score: confirmed?.score ?? sign * history.losses[trial]! + 0, confirmed };
}

/** Row of that trial; null = none. */
export const winnerRow = (history: HistoryView): number | null => winnerOf(history)?.trial ?? null;

function resultsOf(
  trial: number,
  repeats: readonly Repeat[],
  valueOf: (row: number) => number,
): Pick<ConfirmedTrial, 'scores' | 'score' | 'failed'> {
  const own = repeats.filter((repeat) => repeat.trial === trial);
  const scores = own.filter(({ state }) => state === 'complete').map(({ row }) => valueOf(row));
  return {
    scores,
    score: scores.length === 0 ? null : meanOf(scores),
    failed: own.find(({ state }) => state === 'failed')?.row ?? null,
  };
}

/**
 * Who can win: of those that are to be confirmed, and of others that have been run as often as these are to be. One that was run less
 * often is none of the best any more, or not yet; where no other is left it is better than none.
 */
function compared(
  trials: readonly Pick<ConfirmedTrial, 'trial' | 'scores' | 'failed'>[],
  candidates: readonly number[],
  repeats: number,
): ReadonlySet<number> {
  const able = trials.filter(({ scores, failed }) => scores.length > 0 && failed === null);
  const chosen = able.filter(({ trial, scores }) => candidates.includes(trial) || scores.length >= repeats);
  return new Set((chosen.length > 0 ? chosen : able).map(({ trial }) => trial));
}

/** The mean loss of a trial over the repeats that all who can win have: where one lacks a repeat, an easy one is no advantage to others. */
function worthOf(
  able: ReadonlySet<number>,
  repeats: readonly Repeat[],
  loss: (row: number) => number,
): (trial: number) => number {
  const complete = repeats.filter(({ trial, state }) => state === 'complete' && able.has(trial));
  const isCommon = ({ repeat }: Repeat): boolean =>
    complete.filter((other) => other.repeat === repeat).length === able.size;
  const common = complete.some(isCommon) ? complete.filter(isCommon) : complete;
  const worths = new Map(
    [...able].map((own) => [own, meanOf(common.filter(({ trial }) => trial === own).map(({ row }) => loss(row)))]),
  );
  return (trial) => worths.get(trial) ?? Number.POSITIVE_INFINITY;
}

/** Exact where all are equal. */
function meanOf([first = Number.NaN, ...others]: readonly number[]): number {
  return first + others.reduce((sum, score) => sum + (score - first), 0) / (others.length + 1);
}

/** Standard deviation within groups of scores, as if it were the same in all; null = no group has two. */
function spreadOf(groups: readonly (readonly number[])[]): number | null {
  let [squares, freedom] = [0, 0];
  for (const scores of groups) {
    const mean = meanOf(scores);
    for (const score of scores) squares += (score - mean) * (score - mean);
    freedom += Math.max(0, scores.length - 1);
  }
  return freedom === 0 ? null : Math.sqrt(squares / freedom);
}

const errorOfMean = (spread: number | null, count: number): number | null =>
  spread === null || count === 0 ? null : spread / Math.sqrt(count);
