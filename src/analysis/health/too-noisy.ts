import { CONFIRMS } from '../../history/attribute-names.ts';
import { confirmationOf } from '../../history/confirmation.ts';
import type { Confirms } from '../../history/repeats.ts';
import { STATE_CODE } from '../../history/view.ts';
import { quantile, variance } from '../../math/statistics.ts';
import { type Evidence, spread, unitsOf } from './evidence.ts';
import { type Finding, fine, found, type Look, unknown } from './finding.ts';
import { keysOf } from './keys.ts';
import { brief, percent } from './words.ts';

/** Differences between like trials that this needs at least. */
const LEAST = 20;

/** Of more results, the newest so many are compared with each other. */
const MOST = 1200;

/** Neighbours are like each other where they are so much nearer than two points of the space usually are. */
const NEAR = 0.075;

/** The share of the variation from which noise is too much, and standard deviations by which it must be above: 1 study in 1000 by chance. */
const TOO_MUCH = 0.4;
const SURE = 3.09;

/** Like trials that came to different results. */
interface Alike {
  /** Half the mean squared difference is the variance of noise. */
  readonly squares: number;
  readonly freedom: number;
}

/**
 * Noise that hides what is searched for: like trials differ as much as all others.
 *
 * Like are repeats of the same parameters and, where there are few, nearest neighbours that differ by a small part of what two points
 * of the space do. A smooth objective has nearly equal results there, one that is more rugged than the trials can resolve looks like noise and is as hard.
 */
export function tooNoisy(evidence: Evidence): Look {
  const { objectives } = evidence.history;
  let [seen, share] = [0, 0];
  for (let objective = 0; objective < objectives.length; objective++) {
    const rows = withRepeats(evidence);
    if (rows.length < LEAST) break;
    const losses = evidence.lossesOf(rows, objective);
    // A few disasters are no measure of the rest.
    const most = quantile(losses, 0.98);
    const clipped = losses.map((loss) => Math.min(loss, most));
    const total = variance(clipped);
    if (!(total > 0) || !Number.isFinite(total)) continue;
    const alike = repeated(evidence, rows, clipped) ?? neighbours(evidence, rows, clipped);
    if (alike === null) continue;
    const noise = alike.squares / alike.freedom;
    seen = alike.freedom;
    share = Math.max(share, noise / total);
    if (noise / total > TOO_MUCH * chiSquareRatio(alike.freedom)) {
      const name = objectives.length > 1 ? ` of ${objectives[objective]!.name}` : '';
      return found([
        {
          kind: 'tooNoisy',
          severity: 'warning',
          parameter: null,
          evidence: { share: noise / total, deviation: Math.sqrt(noise), compared: alike.freedom },
          words: `Trials with the same or nearly the same parameters differ${name} by a standard deviation of ${brief(Math.sqrt(noise))}: ${percent(Math.min(1, noise / total))} of the variation among all trials is noise.`,
          suggestion: suggestionFor(evidence),
        },
      ]);
    }
  }
  return seen < LEAST
    ? unknown('There are no repeats and too few near neighbours to tell noise.')
    : fine(`Among ${seen} comparisons of like trials noise is ${percent(share)} of the variation.`);
}

/** The best are run again at the end where `confirm` can do that, and nobody has. */
function suggestionFor({ history, options }: Evidence): Finding['suggestion'] {
  const change = { type: 'program' } as const;
  if ((options.population ?? null) !== null)
    return {
      words: `${AVERAGE} How good the winner is, running its schedule again tells (vernier schedule).`,
      change,
    };
  if (history.objectives.length > 1)
    return { words: `${AVERAGE} Run the trials of the front again that you care for.`, change };
  if (confirmationOf(history) !== null) return { words: AVERAGE, change };
  return {
    words: 'Run the best three again at the end, or average over more seeds or folds in each trial.',
    change: { type: 'limits', limits: { confirm: 3 } },
  };
}

const AVERAGE = 'Average over more seeds or folds in each trial: noise hides what is searched for.';

/** The results, and the repeats that confirm some of them. */
function withRepeats(evidence: Evidence): Int32Array {
  const { history, results } = evidence;
  const rows = Array.from(results.slice(-MOST));
  for (let row = 0; row < history.size; row++)
    if (
      history.states[row] === STATE_CODE.complete &&
      history.violations[row] === 0 &&
      history.attribute(row, 'system', CONFIRMS) !== undefined &&
      Number.isFinite(history.losses[row * history.objectives.length]!)
    )
      rows.push(row);
  return Int32Array.from(rows);
}

/** By exact repeats; null where there are too few. */
function repeated(evidence: Evidence, rows: Int32Array, losses: Float64Array): Alike | null {
  const keys = keysOf(evidence.history, rows);
  const groups = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const confirms = evidence.history.attribute(row, 'system', CONFIRMS) as unknown as Confirms | undefined;
    // The first score of a trial that was chosen for it is too good: only its repeats count.
    const key = confirms === undefined ? keys[i]! : -1 - confirms.trial;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [losses[i]!]);
    else group.push(losses[i]!);
  });
  let [squares, freedom] = [0, 0];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    squares += variance(Float64Array.from(group)) * (group.length - 1);
    freedom += group.length - 1;
  }
  return freedom < LEAST ? null : { squares, freedom };
}

/** By disjoint pairs of near neighbours; null where there are too few. Cost O(rows² · parameters) for at most 1,200 rows. */
function neighbours(evidence: Evidence, all: Int32Array, losses: Float64Array): Alike | null {
  const places = Int32Array.from(all.keys());
  const picked = spread(places, MOST);
  const rows = picked.map((i) => all[i]!);
  const { knobs } = evidence;
  if (knobs.length === 0) return null;
  const units = knobs.map((knob) => unitsOf(knob, rows));
  const isCategory = knobs.map(({ distribution }) => distribution.kind === 'categorical' && !distribution.ordered);
  const usual = knobs.reduce(
    (sum, { distribution }, k) =>
      sum + (isCategory[k]! ? 1 - 1 / (distribution as { choices: readonly unknown[] }).choices.length : 1 / 6),
    0,
  );
  const reach = NEAR * NEAR * usual;
  const pairs: { a: number; b: number; distance: number }[] = [];
  for (let a = 1; a < rows.length; a++) {
    let nearest = -1;
    let least = reach;
    for (let b = 0; b < a; b++) {
      let distance = 0;
      for (let k = 0; k < knobs.length && distance < least; k++)
        distance += apart(units[k]![a]!, units[k]![b]!, isCategory[k]!);
      if (distance >= least) continue;
      least = distance;
      nearest = b;
    }
    if (nearest >= 0) pairs.push({ a, b: nearest, distance: least });
  }
  pairs.sort((x, y) => x.distance - y.distance || x.a - y.a);
  const isUsed = new Uint8Array(rows.length);
  let [squares, freedom] = [0, 0];
  for (const { a, b } of pairs) {
    if (isUsed[a] === 1 || isUsed[b] === 1) continue;
    isUsed[a] = isUsed[b] = 1;
    squares += (losses[picked[a]!]! - losses[picked[b]!]!) ** 2 / 2;
    freedom++;
  }
  return freedom < LEAST ? null : { squares, freedom };
}

function apart(a: number, b: number, isCategory: boolean): number {
  const isOff = Number.isNaN(a);
  if (isOff !== Number.isNaN(b)) return 1;
  if (isOff) return 0;
  return isCategory ? (a === b ? 0 : 1) : (a - b) * (a - b);
}

/** What a mean of squares exceeds once in 1000 times, as a multiple of its expectation. Source: Wilson and Hilferty 1931. */
function chiSquareRatio(freedom: number): number {
  const a = 2 / (9 * freedom);
  const root = 1 - a + SURE * Math.sqrt(a);
  return root * root * root;
}
