import { savedWords } from '../analysis/summary/saved.ts';
import { scoreText } from '../analysis/summary/words.ts';
import { bestRow } from '../history/best.ts';
import { ERROR, START } from '../history/attribute-names.ts';
import { isRepeated } from '../history/lineage.ts';
import { type Direction, isFinished, type TrialRecord } from '../history/record.ts';
import type { HistoryView } from '../history/view.ts';
import type { StoppedBy, Study, Summary } from '../study/study.ts';
import { type BestScore, bestScore, confirmedLines } from './confirmed.ts';
import { cutSince, endedSince } from './saved.ts';
import { scheduleLine } from './schedule-line.ts';
import type { Style } from './style.ts';
import { againConfirming, typable, type Used } from './again.ts';
import { count, duration, pad, proseLines, safe, safeLines, short, valueText, width } from './text.ts';
import { promised, type Told } from './promised.ts';
import { gainWords, wrapped } from './live/view.ts';
import { failureReason } from './live/watch.ts';

/** What the end of a run tells beside the study. */
export interface Ending {
  readonly summary: Summary;
  readonly seconds: number;
  /** When the run began; milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Did this process run the trial of a row? */
  readonly isOwn: (row: number) => boolean;
  /** Does a population search? */
  readonly isPopulation: boolean;
  readonly told: Told;
  /** The score that ends the search; null = none does. */
  readonly target: number | null;
  /** What was spent of limits, in words. */
  readonly spent: readonly string[];
  /** What is used of the study's own limits. */
  readonly used: Used;
  /** Trials of the study that have ended, this run's and earlier ones. */
  readonly ended: number;
  /** Trials that other processes run. */
  readonly running: number;
  /** Trials that are paused. */
  readonly paused: number;
  /** The file that holds what a trial printed; null = none. */
  readonly logOf: (trial: number) => string | null;
  /** Has an end passed that was set for the study? No run goes on until that is taken back. */
  readonly isOverdue: boolean;
  /** The command that goes on. */
  readonly again: string;
  readonly columns: number;
}

const BECAUSE: Readonly<Record<StoppedBy, string>> = {
  trials: 'All trials are done',
  seconds: 'The time is used up',
  computeSeconds: 'The time of computation is used up',
  cost: 'The money is used up',
  target: 'The target is reached',
  noImprovement: 'No trial has been better for as many as were asked for',
  notWorthIt: 'Going on is not worth it',
  signal: 'Stopped',
  exhausted: 'Every setting of the space has been tried',
  failures: 'Stopped: every trial so far has failed',
};

/** How a population ends. */
const ALL_TRAINED = 'All members of the population have come to their end';
const TRAINED_ELSEWHERE = 'Other processes train the members of the population that are left';

/** The end of a run, as lines: why it ended, the winner against the default and the first trial, how to go on. */
export function endingLines(study: Study, ending: Ending, style: Style): readonly string[] {
  const { summary, seconds, ended } = ending;
  const stopped = Math.min(summary.failed, lostSince(study.history, ending.startedAt));
  const failed = summary.failed - stopped;
  const hopeless = summary.stoppedBy === 'failures' || (failed > 0 && hasFailedThroughout(study));
  const cut = cutSince(study.history, ending.startedAt, ending.isOwn);
  // Members of a population go on from each other: nothing is saved by stopping one.
  const saved = ending.isPopulation ? null : savedWords(study.history);
  // Whom the end of the study has pruned was paused by this run, if not more than once.
  const run =
    summary.paused > 0 ? endedSince(study.history, ending.startedAt) : summary.complete + summary.pruned + failed;
  const words = [
    `${count(run, 'trial')} in ${duration(seconds)}`,
    ...(failed > 0 ? [`${failed} of them failed`] : []),
    ...(cut > 0 ? [`${cut} ended at the limit, with ${cut === 1 ? 'its' : 'their'} last report as value`] : []),
    ...(stopped > 0 ? [`${count(stopped, 'trial')} stopped and queued again`] : []),
    ...(ending.paused > 0 ? [`${ending.paused} paused`] : []),
    ...(run < ended ? [`${ended} in the study`] : []),
    ...(ending.running > 0 ? [`${ending.running} still running in another process`] : []),
  ];
  return [
    `${style.bold(because(study, ending))}: ${words.join(', ')}.`,
    ...(summary.why === undefined ? [] : [summary.why]),
    ...(ending.spent.length === 0 ? [] : [`${ending.spent.join(' · ')}.`]),
    ...(saved === null ? [] : [saved]),
    ...(summary.stoppedBy === 'failures' ? [] : winnerLines(study, ending, style)),
    ...confirmation(study, ending),
    ...(hopeless ? failureLines(study, ending.logOf, style) : []),
    ...warningLines(study, ending.columns, style),
    '',
    `${style.dim(goOn(summary.stoppedBy, hopeless, ending.isOverdue))} ${ending.again}`,
  ];
}

/** Trials that were stopped before they could begin, or by the user, and are in the queue again: not failed, though they are stored so. */
function lostSince(history: HistoryView, instant: number): number {
  let lost = 0;
  for (let row = 0; row < history.size; row++)
    if (isRepeated(history, row) && (history.record(row).finishedAt ?? 0) >= instant) lost++;
  return lost;
}

/**
 * Why the search ended. Of a supply something may be left: what was kept back for the best trials, and was not all needed. Where no
 * trial has come to a score there are none, and nothing was kept back.
 */
function because({ history }: Study, { summary, isPopulation, running, paused }: Ending): string {
  const { stoppedBy, confirmation: again } = summary;
  if (stoppedBy === 'exhausted' && isPopulation) return running + paused > 0 ? TRAINED_ELSEWHERE : ALL_TRAINED;
  const isSupply = /^(?:seconds|computeSeconds|cost)$/.test(stoppedBy);
  const isKept = isSupply && again?.stoppedBy === null && bestRow(history) !== null;
  return `${BECAUSE[stoppedBy]}${isKept ? ', but for what was kept back to run the best again' : ''}`;
}

/** What came of running the best trials again; nothing where that was not asked for. */
function confirmation(study: Study, { summary, target, ended, used, columns }: Ending): readonly string[] {
  if (summary.confirmation === undefined) return [];
  const lines = [
    ...confirmedLines(
      study,
      summary.confirmation,
      againConfirming(summary.confirmation.stoppedBy, { trials: ended, used }),
    ),
    ...(summary.stoppedBy === 'target' && target !== null ? missedLines(study, target) : []),
  ];
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => proseLines(line, columns, 6))];
}

/** That the target was reached by one run alone, where the winner misses it when it is run again. */
function missedLines(study: Study, target: number): readonly string[] {
  const score = bestScore(study)?.confirmation?.winner?.score ?? null;
  if (score === null || (study.objectives[0]!.direction === 'maximize' ? score >= target : score <= target)) return [];
  return [`The target, ${short(target)}, was reached by a first score alone: the confirmed one misses it.`];
}

function goOn(stoppedBy: StoppedBy, hopeless: boolean, isOverdue: boolean): string {
  if (hopeless) return 'Once it is mended:';
  if (/^(?:exhausted|target|noImprovement|notWorthIt)$/.test(stoppedBy)) return 'To see more:';
  if (isOverdue) return typable('Once another end is set on its page (vernier serve):');
  return stoppedBy === 'trials' ? 'To see more:' : 'To go on:';
}

/** What went wrong without harm, such as a sampler that failed. */
function warningLines({ warnings }: Study, columns: number, style: Style): readonly string[] {
  const shown = warnings
    .slice(0, MOST_WARNINGS)
    .flatMap((warning) => proseLines(`Warning: ${safe(warning)}`, columns, 3));
  const more = warnings.length - MOST_WARNINGS;
  return [
    ...(shown.length === 0 ? [] : ['']),
    ...shown.map((line) => style.bad(line)),
    ...(more > 0 ? [style.bad(`and ${count(more, 'other warning')}`)] : []),
  ];
}

function winnerLines(study: Study, { columns, told }: Ending, style: Style): readonly string[] {
  if (study.objectives.length > 1) return frontLines(study, columns, style);
  const { best } = study;
  const [objective] = study.objectives;
  const score = bestScore(study);
  const promise = promised(study, told);
  const further = promise === null ? [] : ['', ...proseLines(promise, columns, 3).map((line) => `  ${line}`)];
  if (best === null || score === null) return ['', nothingYet(study), ...further];
  const schedule = scheduleLine(study, best.number);
  const start = defaultTrial(study);
  const first = firstComplete(study);
  const rivals = [
    ...rivalOf(start, 'the default', score),
    ...(start?.number === 0
      ? []
      : rivalOf(first, first?.number === 0 ? 'the first trial' : 'the first complete', score)),
  ].filter(({ number }) => number !== best.number);
  const column = Math.max(10, ...[score, ...rivals].map(({ words }) => width(words)));
  return [
    '',
    `  ${pad(style.bold(`Best ${safe(objective!.name)}`), 18)} ${pad(style.good(score.words), column)} ${style.dim(`trial ${best.number}${best === start ? ', the default' : ''}`)}`,
    ...rivals.map(
      ({ name, number, value, words }) =>
        `  ${pad(name, 18)} ${pad(words, column)} ${style.dim(`trial ${number}`)}${gain(score.value, value, objective!.direction)}`,
    ),
    '',
    ...wrapped(
      Object.entries(study.paramsOf(best)).map(([name, value]) => `${style.dim(safe(name))} ${valueText(value)}`),
      columns,
      2,
    ),
    ...(schedule === null ? [] : ['', ...proseLines(schedule, columns, 3).map((line) => `  ${line}`)]),
    ...further,
  ];
}

/** What the winner is compared with. */
interface Rival {
  readonly name: string;
  readonly number: number;
  /** null = it came to none. */
  readonly value: number | null;
  readonly words: string;
}

/** A trial as a rival: by its repeats where it was run again, too, for its first score may have been luck; else it is said that it ran once. */
function rivalOf(trial: TrialRecord | null, name: string, { confirmation }: BestScore): readonly Rival[] {
  if (trial === null) return [];
  const { number, state } = trial;
  const again = confirmation?.trials.find((one) => one.trial === number && one.score !== null);
  if (again !== undefined) return [{ name, number, value: again.score, words: scoreText(again) }];
  const value = trial.values?.[0] ?? null;
  const once = (confirmation?.winner ?? null) === null ? '' : ', one run';
  return [{ name, number, value, words: value === null ? state : `${short(value)}${once}` }];
}

/** Values outside the constraints of `setConstraint` make no winner; where there are none at all, each trial has failed or was ended. */
export function nothingYet({ history }: Study): string {
  for (let row = 0; row < history.size; row++)
    if (history.state(row) === 'complete') return 'No trial has met the constraints yet.';
  return 'No trial has given a result yet.';
}

/** Has every trial that ended failed? A budget smaller than the patience with failures ends so. */
function hasFailedThroughout({ history }: Study): boolean {
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    if (state === 'complete' || state === 'pruned') return false;
    // Who is paused, or runs elsewhere, and has reported, does well so far.
    if ((state === 'paused' || state === 'running') && history.reports(row).steps.length > 0) return false;
  }
  return true;
}

/** By how much the best is better; nothing where it is not, as beside a lucky score that was not confirmed. */
function gain(best: number, other: number | null, direction: Direction): string {
  if (other === null || (direction === 'maximize' ? best <= other : best >= other)) return '';
  const words = gainWords(best, other);
  return words === '' ? '' : `  the best is ${words}`;
}

/** The trial of the present settings (`start`), where it has ended. */
export function defaultTrial(study: Study): TrialRecord | null {
  const { history } = study;
  for (let row = 0; row < history.size; row++)
    if (history.attribute(row, 'system', START) === true && isFinished(history.state(row))) return history.record(row);
  return null;
}

/** The first trial that has come to its end: earlier ones may have been stopped. */
function firstComplete(study: Study): TrialRecord | null {
  const { history } = study;
  for (let row = 0; row < history.size; row++) if (history.state(row) === 'complete') return history.record(row);
  return null;
}

function frontLines(study: Study, columns: number, style: Style): readonly string[] {
  const worth = (trial: TrialRecord): number =>
    trial.values![0]! * (study.objectives[0]!.direction === 'maximize' ? -1 : 1);
  const front = study.paretoFront.toSorted((a, b) => worth(a) - worth(b));
  if (front.length === 0) return ['', nothingYet(study)];
  const shown = front.slice(0, 10);
  return [
    '',
    `  ${style.bold('Front')}: ${count(front.length, 'trial')} that no other one beats`,
    ...shown.flatMap((trial) => [
      `  ${pad(`#${trial.number}`, 6)} ${study.objectives.map(({ name }, i) => `${safe(name)} ${style.good(short(trial.values![i]!))}`).join('   ')}`,
      ...wrapped(
        Object.entries(study.paramsOf(trial)).map(([name, value]) => `${style.dim(safe(name))} ${valueText(value)}`),
        columns,
        9,
      ),
    ]),
    ...(front.length > shown.length ? [`  and ${front.length - shown.length} more`] : []),
  ];
}

const MOST_LINES = 12;
const MOST_WARNINGS = 5;

/** What to look at where every trial has failed: what the last one said, how many failed otherwise, its log. */
function failureLines(study: Study, logOf: (trial: number) => string | null, style: Style): readonly string[] {
  const { history } = study;
  const failed = Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => history.state(row) === 'failed' && !isRepeated(history, row),
  );
  const last = failed.at(-1);
  if (last === undefined) return [];
  const error = history.attribute(last, 'system', ERROR) as
    | { readonly message?: string; readonly hint?: string | null }
    | undefined;
  const lines = safeLines(error?.message ?? 'No reason was stored.').split('\n');
  const shown = lines.length > MOST_LINES ? [lines[0]!, '…', ...lines.slice(2 - MOST_LINES)] : lines;
  const others = new Set(failed.map((row) => failureReason(history, row))).size - 1;
  const log = logOf(last);
  return [
    '',
    ...shown.map((line) => `  ${style.bad(line)}`),
    ...(others > 0 ? [typable(`  Other trials failed otherwise: vernier trials --state failed`)] : []),
    ...(error?.hint ? ['', `  ${safe(error.hint)}`] : []),
    ...(log === null ? [] : ['', `  All that trial ${last} printed: ${safe(log)}`]),
  ];
}
