import { PRUNED } from '../../history/attribute-names.ts';
import { judgedCurve, type JudgedCurve } from '../../history/judged-curve.ts';
import { STATE_CODE } from '../../history/view.ts';
import { median } from '../../math/statistics.ts';
import type { Evidence } from './evidence.ts';
import { fine, found, type HealthChange, type Look, unknown } from './finding.ts';
import { counted } from './words.ts';

/** Stopped trials that this needs at least, and at one step for a line. */
const LEAST = 5;
const LINE = 3;

/** Newest trials that are looked at. */
const MOST = 3000;

/** Where stopping is right, a trial below the line beats all that stayed above it this seldom. Told at a chance of 1 in 2000. */
const LUCKY = 0.05;
const LEVEL = 5e-4;

/** Trials that ran on: more than this share beat the best, with 97.5 % certainty. */
const WRONG = 0.15;

/** A trial that ran to its end. */
interface Finished {
  readonly steps: Int32Array;
  /** Best value until each step. */
  readonly bests: Float64Array;
  readonly final: number;
}

/** Pruners, and their option for the first step that is judged. */
const FIRST_STEP: Readonly<Record<string, string>> = {
  median: 'warmup',
  percentile: 'warmup',
  threshold: 'warmup',
  asha: 'minResource',
  hyperband: 'minResource',
  pasha: 'minResource',
  curve: 'grace',
  freezeThaw: 'grace',
  wandbHyperband: 'minIter',
};

/**
 * A pruner that stops trials which would have won.
 *
 * What stopped trials would have come to is unknown, but some ran on that looked no better: those that `curve` lets run on, and those
 * that nobody judged, early in a study or between rungs. Below the line is a complete trial that was, at a step, no better than the
 * middle one of those stopped there. Where such trials beat all complete ones above the line more often than luck allows, curves cross.
 */
export function prunerTooEager(evidence: Evidence): Look {
  const { history, options } = evidence;
  const { stopping = null, pruner = null } = options;
  const by = options.judgeBy ?? (history.objectives.length === 1 ? { kind: 'all' as const } : null);
  if (by === null || (by.kind === 'all' && history.objectives.length > 1))
    return unknown('Trials are judged by several objectives at once.');
  const finished: Finished[] = [];
  const stops = new Map<number, number[]>();
  let stopped = 0;
  for (const row of evidence.ended.slice(-MOST)) {
    const state = history.states[row]!;
    if (state === STATE_CODE.failed) continue;
    const curve = judgedCurve(history, row, by);
    if (curve === null) continue;
    const bests = bestsOf(curve);
    if (state === STATE_CODE.complete) finished.push({ steps: curve.steps, bests, final: curve.losses.at(-1)! });
    else if ((history.attribute(row, 'system', PRUNED) as { by?: string } | undefined)?.by !== 'limit') {
      stopped++;
      const step = curve.steps.at(-1)!;
      const value = bests.at(-1)!;
      if (Number.isFinite(value)) stops.set(step, [...(stops.get(step) ?? []), value]);
    }
  }
  if (stopped < LEAST) return unknown(`${stopped === 0 ? 'No trial was stopped' : `Only ${stoppedWords(stopped)}`}.`);
  const lines = [...stops]
    .filter(([, values]) => values.length >= LINE)
    .map(([step, values]) => ({ step, line: median(Float64Array.from(values)) }));
  const { below, above } = sorted(finished, lines);
  const best = above.reduce((least, { final }) => Math.min(least, final), Number.POSITIVE_INFINITY);
  const winners = below.filter(({ final }) => final < best);
  const isSure = above.length >= LINE && winners.length > 0 && tail(below.length, winners.length, LUCKY) < LEVEL;
  const isWrong = stopping !== null && stopping.rate.low > WRONG;
  if (!isSure && !isWrong) {
    const { runOn, wrong } = stopping ?? { runOn: 0, wrong: 0 };
    const words = stoppedWords(stopped);
    if (below.length > 0 && above.length < LINE)
      return unknown(`${words}, and too few of those that looked better ran to their ends.`);
    if (below.length === 0 && runOn === 0) return unknown(`${words}, and none ran on that looked like them.`);
    const [ran, won] = [Math.max(below.length, runOn), Math.max(winners.length, wrong)];
    return fine(`${words}; of ${ran} that looked no better and ran on, ${won} won.`);
  }
  const [ran, won] = isSure ? [below.length, winners.length] : [stopping!.runOn, stopping!.wrong];
  const step = firstTelling(isSure ? winners : below, above, finished);
  return found([
    {
      kind: 'prunerTooEager',
      severity: 'warning',
      parameter: null,
      evidence: { stopped, ranOn: ran, won, step },
      words: `${stoppedWords(stopped)}; of ${ran} that looked no better and ran on, ${won} ended better than ${isSure ? 'all that had looked better' : 'the best of that moment'}.`,
      suggestion: {
        words: `Judge trials later, from step ${step} on.`,
        change: later(pruner, step),
      },
    },
  ]);
}

const stoppedWords = (many: number): string => `${counted(many, 'trial')} ${many === 1 ? 'was' : 'were'} stopped`;

function bestsOf({ losses }: JudgedCurve): Float64Array {
  let best = Number.POSITIVE_INFINITY;
  return Float64Array.from(losses, (loss) => (best = loss < best ? loss : best));
}

function sorted(finished: readonly Finished[], lines: readonly { readonly step: number; readonly line: number }[]) {
  const below: Finished[] = [];
  const above: Finished[] = [];
  for (const trial of finished) {
    if (!Number.isFinite(trial.final)) continue;
    const isBelow = lines.some(({ step, line }) => at(trial, step) >= line);
    (isBelow ? below : above).push(trial);
  }
  return { below, above };
}

/** The best value until a step; NaN before the first report. */
function at({ steps, bests }: Finished, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NaN : bests[low - 1]!;
}

/** The step from which on those that win look better than the middle one of the others; half the way where there is none. */
function firstTelling(winners: readonly Finished[], others: readonly Finished[], all: readonly Finished[]): number {
  const last = all.reduce((most, { steps }) => Math.max(most, steps.at(-1)!), 1);
  const longest = all.find(({ steps }) => steps.at(-1) === last);
  if (longest === undefined || winners.length === 0 || others.length === 0) return Math.max(1, Math.ceil(last / 2));
  const middle = (trials: readonly Finished[], step: number): number =>
    median(Float64Array.from(trials, (trial) => at(trial, step)).filter(Number.isFinite));
  const step = longest.steps.find((one) => one < last && middle(winners, one) < middle(others, one));
  return step ?? Math.max(1, Math.ceil(last / 2));
}

function later(pruner: NonNullable<Evidence['options']['pruner']> | null, step: number): HealthChange {
  const option = pruner === null ? undefined : FIRST_STEP[pruner.name];
  if (option === undefined) return { type: 'pruner', name: 'curve', options: { grace: step } };
  const upwards = option === 'minIter' ? { maxIter: 0, s: 0 } : {}; // bands go up from there, or down from maxIter
  return { type: 'pruner', name: pruner!.name, options: { [option]: step, ...upwards } };
}

/** The chance of at least `k` of `n`, each with chance p. */
function tail(n: number, k: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}
