import { START } from '../../history/attribute-names.ts';
import { bestRow, paretoRows } from '../../history/best.ts';
import type { Confirmation } from '../../history/confirmation.ts';
import { settingsOf } from '../../history/lineage.ts';
import { quantile } from '../../math/statistics.ts';
import { OUTCOME_CODE } from '../charts/outcome.ts';
import { counted } from '../health/words.ts';
import { missingWords } from './missing.ts';
import { objectiveOf, type Seen, valuesOf } from './seen.ts';
import { promiseWords } from './promise.ts';
import { listText, paramText, scoreText, valueText } from './words.ts';

/** The best trial with its parameters, and how sure that is; of several objectives the front. */
export function winnerWords(seen: Seen): readonly string[] {
  if (seen.history.objectives.length > 1) return frontWords(seen);
  const { history, confirmation } = seen;
  const best = confirmation?.winner?.trial ?? bestRow(history);
  const words = promiseWords(seen.history, seen.recommended, seen.options.step ?? 'step');
  const promise = words === null ? [] : [words];
  const missing = missingWords(history);
  if (best === null) return [nothingWords(seen), ...promise];
  const name = history.objectives[0]!.name;
  const score =
    confirmation?.winner === null || confirmation === null
      ? valueText(objectiveOf(history, best))
      : scoreText(confirmation.winner);
  return [
    `Trial ${best} is the best: ${name} ${score}.`,
    paramsWords(seen, best),
    ...startWords(seen, best),
    confirmation === null ? onceWords(seen, best) : confirmationWords(seen, confirmation),
    ...(missing === null ? [] : [missing]),
    ...promise,
  ];
}

/** Why there is no best trial. */
export function nothingWords({ outcomes }: Pick<Seen, 'outcomes'>): string {
  if (outcomes.length === 0) return 'Nothing yet: no trial has begun.';
  if (outcomes.includes(OUTCOME_CODE.infeasible)) return 'No trial has met the constraints yet.';
  if (outcomes.every((code) => code === OUTCOME_CODE.failed)) return 'All trials have failed: there is no result.';
  return 'No trial has come to a result yet.';
}

/** Parameters that a sentence lists at most. */
const MOST_PARAMS = 15;

function paramsWords(seen: Seen, row: number): string {
  const params = Object.entries(valuesOf(seen, row)).map(([name, value]) => `${name} ${paramText(value)}`);
  if (params.length === 0) return 'It has no parameters.';
  const settings = settingsOf(seen.history, row);
  return settings === 1
    ? `It has ${listText(params, MOST_PARAMS)}.`
    : `It was trained with ${settings} settings, one after the other (vernier schedule lists them); the last has ${listText(params, MOST_PARAMS)}.`;
}

/** Against what was there before: the user's own settings, else the middle of all results. */
function startWords({ history, outcomes, confirmation }: Seen, best: number): readonly string[] {
  const score = confirmation?.winner?.score ?? objectiveOf(history, best);
  const start = outcomes.findIndex(
    (code, row) => code === OUTCOME_CODE.feasible && history.attribute(row, 'system', START) === true,
  );
  if (start === best) return ['Those are the settings that the search began with: nothing better was found.'];
  if (start >= 0) {
    const again = confirmation?.trials.find(({ trial }) => trial === start);
    const before = again?.score ?? objectiveOf(history, start);
    return [
      `The settings that the search began with (trial ${start}) gave ${valueText(before)}${changeText(score, before)}.`,
    ];
  }
  const values = Float64Array.from(feasible(outcomes), (row) => objectiveOf(history, row)).filter(Number.isFinite);
  if (values.length < 3) return [];
  return [`The middle one of ${values.length} results is ${valueText(quantile(values, 0.5))}.`];
}

const feasible = (outcomes: Uint8Array): readonly number[] =>
  [...outcomes.keys()].filter((row) => outcomes[row] === OUTCOME_CODE.feasible);

/** `, 57 % more`, where both numbers are measured from zero. */
function changeText(score: number, before: number): string {
  const share = (before - score) / Math.abs(score);
  if (!(score * before > 0) || !Number.isFinite(share) || Math.abs(share) < 0.005) return '';
  const size = Math.abs(before) / Math.abs(score);
  return size >= 3
    ? `, ${digits(size)} times as much`
    : `, ${Math.round(100 * Math.abs(size - 1))} % ${size > 1 ? 'more' : 'less'}`;
}

/** Of a winner that ran only once nobody knows how lucky it was; where results are known to vary, that can be estimated. */
function onceWords({ history, outcomes, health }: Seen, best: number): string {
  const values = Float64Array.from(feasible(outcomes), (row) => objectiveOf(history, row)).filter(Number.isFinite);
  if (values.length < 2) return 'It is the only result: nothing says how it compares.';
  const noise = health.findings.find(({ kind }) => kind === 'tooNoisy')?.evidence;
  if (noise === undefined)
    return `It ran once. If results vary by chance, the best of ${values.length} looks better than it is; running it again tells by how much.`;
  const [deviation, share] = [noise['deviation']!, Math.min(1, noise['share']!)];
  // What chance does to all results it has done to the best one, too: that falls back to the middle by the share of noise.
  const luck = share * Math.abs(quantile(values, 0.5) - objectiveOf(history, best));
  return `It ran once, and results vary by chance by a standard deviation of ${digits(deviation)}: being the best of ${values.length}, it looks better than it is, by about ${digits(luck)}. Do not rely on it before it was run again.`;
}

const digits = (value: number): string => valueText(Number(value.toPrecision(2)));

/** What running the best trials again has shown. */
function confirmationWords({ outcomes }: Seen, { winner, favourite, optimism, isNoisy, trials }: Confirmation): string {
  const failed = trials.filter((trial) => trial.failed !== null).map((trial) => trial.trial);
  const out =
    failed.length === 0
      ? ''
      : ` Failed when run again, and therefore out: ${listText(failed.map((trial) => `trial ${trial}`))}.`;
  if (winner === null) return `Not confirmed: each trial that was run again has failed.`;
  const runs = `Confirmed by running it again ${counted(winner.scores.length, 'time')}.`;
  if (isNoisy === false) return `${runs} The score is exact: each time it was the same.${out}`;
  if (optimism === null) return `${runs}${out}`;
  const first = valueText(favourite.first);
  const luck = optimism > 0 ? `${digits(optimism)} too good` : 'not too good';
  return favourite.trial === winner.trial
    ? `${runs} Its first score, ${first}, the best of ${feasible(outcomes).length}, was ${luck}.${out}`
    : `${runs} Trial ${favourite.trial} had looked best with ${first}, and gives ${scoreText(favourite)}: it was ${luck}.${out}`;
}

/** Trials of a front that are told one by one. */
const SHORT_FRONT = 3;

function frontWords(seen: Seen): readonly string[] {
  const { history } = seen;
  const front = paretoRows(history);
  if (front.length === 0) return [nothingWords(seen)];
  const told = (row: number): string =>
    `trial ${row} (${listText(history.objectives.map(({ name }, i) => `${name} ${valueText(objectiveOf(history, row, i))}`))})`;
  const ends = history.objectives.map(({ name }, i) => {
    const k = history.objectives.length;
    const best = front.reduce((a, b) => (history.losses[b * k + i]! < history.losses[a * k + i]! ? b : a));
    return `The best in ${name} is ${told(best)}.`;
  });
  return [
    `${front.length === 1 ? '1 trial is' : `${front.length} trials are`} on the front: no other one is better in one objective and worse in none.`,
    ...(front.length <= SHORT_FRONT
      ? [`On it ${front.length === 1 ? 'is' : 'are'} ${listText(front.map(told))}.`]
      : ends),
    'Values on a front ran once each: if results vary by chance, some of them are luck.',
  ];
}
