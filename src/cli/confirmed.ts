import { scoreText } from '../analysis/summary/words.ts';
import { type Confirmation, confirmationOf } from '../history/confirmation.ts';
import { isFeasible } from '../history/best.ts';
import type { HistoryView } from '../history/view.ts';
import type { ConfirmationSummary, StoppedBy, Study } from '../study/study.ts';
import { count, safe, short } from './text.ts';

/** What is known of a study's best trial: the mean of its repeats where it has some, else its only score. */
export interface BestScore {
  readonly value: number;
  /** The value in words: with its standard error, and how often it was run again. */
  readonly words: string;
  /** What running it again has shown; null = that was not done, or trials that look better have come since. */
  readonly confirmation: Confirmation | null;
}

/** The score of a study's best trial as it is told; null = there is none. One objective. */
export function bestScore({ history, best }: Pick<Study, 'history' | 'best'>): BestScore | null {
  if (best === null) return null;
  const confirmation = confirmationOf(history);
  const winner = confirmation?.winner ?? null;
  const value = winner?.score ?? best.values![0]!;
  return { value, words: winner === null ? short(value) : scoreText(winner), confirmation };
}

/** What running the best trials again has shown, in sentences. */
export function confirmationWords(history: HistoryView, objective: string, confirmation: Confirmation): string {
  const { winner, isNoisy, trials } = confirmation;
  const sentences = [
    winner === null
      ? 'Not confirmed: each trial that was run again has failed.'
      : `Confirmed: trial ${winner.trial}, ${safe(objective)} ${scoreText(winner)} (${count(winner.scores.length, 'run')}).`,
    ...(isNoisy === true ? [luckWords(history, confirmation)] : []),
    ...(isNoisy === false ? [EXACT] : []),
    ...trials
      .filter(({ failed }) => failed !== null)
      .map(({ trial, failed }) => `Trial ${trial} is out: it failed when it was run again, as trial ${failed}.`),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

const EXACT =
  'It is not noisy, the score is exact: run again, each gave the same. (Unless the program fixes its seed: that is to depend on VERNIER_REPEAT.)';

/** How far the first score of the trial that had looked best was from what it is. */
function luckWords(history: HistoryView, { favourite, winner, optimism }: Confirmation): string {
  if (optimism === null) return '';
  const first = short(favourite.first);
  const luck = optimism > 0 ? `${short(Number(optimism.toPrecision(2)))} too good` : 'not too good';
  return favourite.trial === winner?.trial
    ? `Its first score, ${first}, the best of ${resultsIn(history)}, was ${luck}.`
    : `Trial ${favourite.trial} had looked best with ${first}, and gives ${scoreText(favourite)}: it was ${luck}.`;
}

function resultsIn(history: HistoryView): number {
  let count = 0;
  for (let row = 0; row < history.size; row++) if (isFeasible(history, row)) count++;
  return count;
}

const BECAUSE: Readonly<Partial<Record<StoppedBy, string>>> = {
  seconds: 'the time was used up',
  computeSeconds: 'the time of computation was used up',
  cost: 'the money was used up',
  failures: 'all trials failed',
};

/** What a run did about its best trials, in sentences. @param again the command that runs what is missing */
export function confirmedLines(
  { history, objectives }: Pick<Study, 'history' | 'objectives'>,
  { result, missing, stoppedBy }: ConfirmationSummary,
  again: string,
): readonly string[] {
  const why = BECAUSE[stoppedBy!] ?? 'you stopped';
  return [
    ...(result === null ? [] : [confirmationWords(history, objectives[0]!.name, result)]),
    ...(missing === 0 || stoppedBy === 'failures'
      ? []
      : [
          `${result === null ? 'Not confirmed' : 'Not finished'}: ${count(missing, 'run')} left, for ${why}. To run them: ${again}`,
        ]),
  ];
}
