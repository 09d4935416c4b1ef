import type { Difference, Explanation, Versus } from '../analysis/explain/explain.ts';
import type { Expectation } from '../analysis/explain/expectation.ts';
import { percent } from '../analysis/health/words.ts';
import type { Neighbour } from '../analysis/explain/neighbours.ts';
import type { Standing } from '../analysis/explain/standing.ts';
import { ERROR } from '../history/attribute-names.ts';
import type { Study } from '../study/study.ts';
import { studyWords, typable } from './again.ts';
import { stopWords } from './saved.ts';
import { failureReason } from './live/watch.ts';
import { count, fit, proseLines, safe, short, table, valueText } from './text.ts';

/** Differences that are listed, and names that stand behind a neighbour. */
const MOST_DIFFERENCES = 8;
const MOST_NAMES = 3;

/** Columns that a name may take in a table. */
const MOST_NAME = 32;

type Told = Pick<Study, 'name' | 'history' | 'objectives'>;

/**
 * An explanation in words, one section for each question.
 *
 * @param columns that sentences may take
 */
export function explanationLines(study: Told, explanation: Explanation, columns: number): readonly string[] {
  const { trial, outcome, proposed, expectations, versus, neighbours } = explanation;
  const stopped = stopWords(study.history, trial);
  const said = (title: string, sentences: readonly string[]): readonly string[] =>
    section(
      title,
      sentences.flatMap((text) => proseLines(text, columns - 4, 9).map((line, i) => (i === 0 ? line : `  ${line}`))),
    );
  return [
    headLine(study, explanation),
    ...said('Why it was tried', [safe(proposed.why ?? 'Its sampler has said nothing.')]),
    ...(stopped === null
      ? []
      : said(stopped.isPaused ? 'Why it was paused' : 'Why it was stopped', [safe(stopped.words)])),
    ...(outcome === 'failed' ? said('Why it failed', [failureWords(study.history, trial)]) : []),
    ...said('What was expected, and what came', expectations.map(expectationWords)),
    ...(versus === null ? [] : versusLines(study, versus)),
    ...neighbourLines(study, neighbours),
    '',
    `All that is stored of it: ${typable('vernier show')} ${studyWords(study.name)} ${trial}`,
  ];
}

const failureWords = (history: Study['history'], row: number): string =>
  history.attribute(row, 'system', ERROR) === undefined ? 'No reason was stored.' : safe(failureReason(history, row));

const section = (title: string, lines: readonly string[]): readonly string[] => [
  '',
  title,
  ...lines.map((line) => `  ${line}`),
];

function headLine(study: Told, { trial, outcome, values, standing }: Explanation): string {
  const result = values === null ? '' : `, ${valuesText(study, values)}`;
  const words = outcome === 'failed' ? '' : ` ${standingWords(standing)}`; // that it failed is said
  return `Trial ${trial} of ${safe(study.name)}: ${OUTCOME_WORDS[outcome]}${result}.${words}`;
}

const OUTCOME_WORDS: Readonly<Record<Explanation['outcome'], string>> = {
  feasible: 'complete',
  infeasible: 'complete, infeasible',
  confirming: 'complete, another one run again',
  pruned: 'pruned',
  failed: 'failed',
  repeated: 'lost and repeated',
  waiting: 'waiting',
  running: 'running',
  paused: 'paused',
  removed: 'removed',
};

function standingWords(standing: Standing): string {
  if (standing.kind === 'none') return standing.reason;
  if (standing.kind === 'front')
    return standing.dominatedBy === 0
      ? 'It is on the front.'
      : `${count(standing.dominatedBy, 'result')} of ${standing.of} ${standing.dominatedBy === 1 ? 'dominates' : 'dominate'} it.`;
  const { place, of, ties } = standing;
  const shared = ties === 0 ? '' : `, with ${count(ties, 'other')}`;
  return place === 1 ? `It is the best of ${count(of, 'result')}${shared}.` : `Place ${place} of ${of}${shared}.`;
}

function expectationWords({ objective, actual, isFinal, expected, z, results, reason }: Expectation): string {
  const name = safe(objective.name);
  const came =
    actual === null
      ? ''
      : ` It ${isFinal ? 'came' : 'had come'} to ${short(actual)}${isFinal ? '' : ' when it was stopped'}.`;
  if (expected === null) return `${name}: no expectation. ${reason}${came}`;
  const { middle, low, high } = expected;
  const text = (value: number): string => short(roundedTo(value, high - low));
  const band = `${name}: ${text(middle)} was to be expected by a model of ${results} results before it (80 %: ${text(low)} to ${text(high)}).`;
  return `${band}${came}${z === null ? '' : ` ${surpriseWords(z)}`}`;
}

/** To two digits of the width of its band: it is no more exact. */
function roundedTo(value: number, width: number): number {
  const digits = 1 - Math.floor(Math.log10(width));
  return digits >= 0 && digits <= 20 ? Number(value.toFixed(digits)) + 0 : value;
}

/** Within the band is no surprise. */
function surpriseWords(z: number): string {
  const size = Math.abs(z);
  const way = z > 0 ? 'better' : 'worse';
  const by = `${way} by ${size >= 100 ? 'over 100' : short(Number(size.toPrecision(2)))} standard deviations`;
  if (size < 1.2816) return 'That is as expected.';
  return size < 3 ? `That is ${by}.` : `That is a surprise: ${by}.`;
}

function versusLines(study: Told, { trial, values, differences }: Versus): readonly string[] {
  const result = values === null ? '' : `, ${valuesText(study, values)}`;
  const best = study.objectives.length === 1 ? 'the best by then' : 'the nearest of the front by then';
  if (differences.length === 0)
    return section(`Against ${best}, trial ${trial}${result}`, ['Its parameters are the same.']);
  const shown = differences.slice(0, MOST_DIFFERENCES);
  const rows = shown.map((one) => [shownName(one.name), ...bothTexts(one), apartText(one.apart)]);
  const left = differences.length - shown.length;
  return section(`Against ${best}, trial ${trial}${result}`, [
    ...table([['parameter', 'here', 'there', 'apart'], ...rows], [3]),
    ...(left > 0 ? [`and ${left} more that ${left === 1 ? 'differs' : 'differ'} less`] : []),
  ]);
}

/** Both values; in full where they look the same when they are shortened. */
function bothTexts({ own, theirs, active }: Difference): readonly [string, string] {
  const here = active.own ? valueText(own) : '(not there)';
  const there = active.theirs ? valueText(theirs) : '(not there)';
  return here === there ? [String(own), String(theirs)] : [here, there];
}

/** What is small, to a tenth: neighbours are to be told apart. */
function apartText(share: number): string {
  const tenths = (100 * share).toFixed(1);
  if (share === 0 || share >= 0.0995) return percent(share);
  return `${tenths === '0.0' ? '<0.1' : tenths} %`;
}

function neighbourLines(study: Told, neighbours: readonly Neighbour[]): readonly string[] {
  if (neighbours.length === 0) return [];
  const rows = neighbours.map(({ trial, outcome, values, differs, distance }) => [
    `trial ${trial}`,
    `${apartText(distance)} away`,
    OUTCOME_WORDS[outcome],
    values === null ? '' : valuesText(study, values),
    differs.length === 0
      ? 'the same parameters'
      : `other ${differs.slice(0, MOST_NAMES).map(shownName).join(', ')}${differs.length > MOST_NAMES ? ' …' : ''}`,
  ]);
  return section('Its nearest neighbours', table(rows, [1]));
}

const shownName = (name: string): string => fit(safe(name), MOST_NAME);

const valuesText = ({ objectives }: Told, values: readonly number[]): string =>
  values.map((value, o) => `${safe(objectives[o]!.name)} ${short(value)}`).join(', ');
