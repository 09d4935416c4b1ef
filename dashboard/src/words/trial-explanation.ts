import type { Explanation, Expectation, Neighbour, Standing, Versus } from 'vernier/analysis';
import type { Objective } from 'vernier';
import { numberText } from 'vernier/scene';

/** Some sentences under one heading. */
export interface Told {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** An explanation in words: how it stands, why it was tried and stopped, what was expected, and what sets it apart from the best. */
export function explanationWords(explanation: Explanation, objectives: readonly Objective[]): readonly Told[] {
  const { outcome, standing, proposed, stopped, expectations, versus } = explanation;
  return [
    ...(outcome === 'failed' ? [] : [{ title: 'How it stands', sentences: [standingWords(standing)] }]),
    { title: 'Why it was tried', sentences: [proposed.why ?? 'Its sampler has said nothing.'] },
    ...(stopped === null ? [] : [{ title: 'Why it was stopped', sentences: [stoppedWords(stopped)] }]),
    ...(expectations.length === 0
      ? []
      : [{ title: 'What was expected, and what came', sentences: expectations.map(expectationWords) }]),
    ...(versus === null ? [] : [{ title: 'Against the best by then', sentences: versusWords(versus, objectives) }]),
  ];
}

function stoppedWords({ by, step, why }: NonNullable<Explanation['stopped']>): string {
  return `By ${by}, at step ${numberText(step)}${why === null ? '.' : `: ${why}`}`;
}

function standingWords(standing: Standing): string {
  if (standing.kind === 'none') return standing.reason;
  if (standing.kind === 'front')
    return standing.dominatedBy === 0
      ? 'It is on the Pareto front.'
      : `${counted(standing.dominatedBy, 'result')} of ${numberText(standing.of)} ${standing.dominatedBy === 1 ? 'dominates' : 'dominate'} it.`;
  const { place, of, ties } = standing;
  const shared = ties === 0 ? '' : `, with ${counted(ties, 'other')}`;
  return place === 1
    ? `It is the best of ${counted(of, 'result')}${shared}.`
    : `Place ${numberText(place)} of ${numberText(of)}${shared}.`;
}

function expectationWords({ objective, actual, isFinal, expected, z, results, reason }: Expectation): string {
  const came =
    actual === null
      ? ''
      : ` It ${isFinal ? 'came' : 'had come'} to ${numberText(actual)}${isFinal ? '' : ' when it was stopped'}.`;
  if (expected === null) return `${objective.name}: no expectation. ${reason}${came}`;
  const { middle, low, high } = expected;
  const band = `${objective.name}: a model of ${counted(results, 'result')} before it expected ${numberText(middle)} (80 %: ${numberText(low)} to ${numberText(high)}).`;
  return `${band}${came}${z === null ? '' : ` ${surpriseWords(z)}`}`;
}

/** Within the band is no surprise. */
function surpriseWords(z: number): string {
  const size = Math.abs(z);
  const by = `${z > 0 ? 'better' : 'worse'} by ${size >= 100 ? 'over 100' : numberText(Number(size.toPrecision(2)))} standard deviations`;
  if (size < 1.2816) return 'That is as expected.';
  return size < 3 ? `That is ${by}.` : `That is a surprise: ${by}.`;
}

/** Differences that are named. */
const MOST_DIFFERENCES = 6;

function versusWords({ trial, values, differences }: Versus, objectives: readonly Objective[]): readonly string[] {
  const result = values === null ? '' : ` (${valuesText(values, objectives)})`;
  const that = objectives.length > 1 ? 'nearest of the front' : 'best';
  if (differences.length === 0) return [`Its parameters are those of trial ${trial}${result}, the ${that} then.`];
  const named = differences
    .slice(0, MOST_DIFFERENCES)
    .map(
      ({ name, own, theirs, active }) => `${name} ${text(own, active.own)} instead of ${text(theirs, active.theirs)}`,
    );
  const left = differences.length - named.length;
  return [
    `Trial ${trial}${result} was the ${that} then. What sets them apart most: ${named.join('; ')}${left > 0 ? `; and ${counted(left, 'other')}` : ''}.`,
  ];
}

const text = (value: unknown, isThere: boolean): string => {
  if (!isThere) return 'nothing';
  return typeof value === 'number' ? numberText(value) : typeof value === 'string' ? value : JSON.stringify(value);
};

/** What came of a neighbour, in a few words. */
export function neighbourWords({ outcome, values }: Neighbour, objectives: readonly Objective[]): string {
  return values === null ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}, ${valuesText(values, objectives)}`;
}

/** How far a neighbour is, and in what. */
export function differsWords({ differs, distance }: Neighbour): string {
  if (differs.length === 0) return 'the same parameters';
  const more = differs.length > 3 ? ` and ${differs.length - 3} more` : '';
  return `${percentText(distance)} away: other ${differs.slice(0, 3).join(', ')}${more}`;
}

/** Where a trial comes from, by what was noted with it. @param notes system attributes by key */
export function lineageWords(notes: Readonly<Record<string, unknown>>): readonly LineagePart[] {
  const parts: LineagePart[] = [];
  const from = notes['vernier:from'] as { readonly trial?: unknown; readonly step?: unknown } | undefined;
  if (typeof from?.trial === 'number')
    parts.push({ text: `It started with the state after ${counted(Number(from.step), 'step')} of`, trial: from.trial });
  const retried = notes['vernier:retry-of'];
  if (typeof retried === 'number') parts.push({ text: 'It repeats, because that was lost,', trial: retried });
  const confirms = notes['vernier:confirms'] as { readonly trial?: unknown; readonly repeat?: unknown } | undefined;
  if (typeof confirms?.trial === 'number')
    parts.push({
      text: `To see whether that was luck, it runs again (${numberText(Number(confirms.repeat))})`,
      trial: confirms.trial,
    });
  if (notes['vernier:repeated'] === true)
    parts.push({ text: 'It was lost, and another trial repeats it.', trial: null });
  return parts;
}

/** A sentence that a trial's number ends, if there is one. */
export interface LineagePart {
  readonly text: string;
  readonly trial: number | null;
}

const OUTCOMES: Readonly<Record<Explanation['outcome'], string>> = {
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

const valuesText = (values: readonly number[], objectives: readonly Objective[]): string =>
  values.map((value, i) => `${objectives[i]!.name} ${numberText(value)}`).join(', ');

const counted = (count: number, noun: string): string => `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Small shares to a tenth: neighbours are to be told apart. */
function percentText(share: number): string {
  const percent = 100 * share;
  if (percent === 0 || percent >= 9.95) return `${Math.round(percent)} %`;
  return percent < 0.05 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}
