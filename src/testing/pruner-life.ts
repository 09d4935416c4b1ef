import { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import { type Change, recordOf, type Verdict } from '../history/record.ts';
import { index, type Random, random } from '../math/random.ts';
import type { Pruner, PrunerRun } from '../pruners/pruner.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { check, same } from './runner.ts';
import { everything } from './simulate.ts';

/** The last step of a trial. */
export const STEPS = 27;
/** What trials differ in: how their curves end follows from it, as far as anything does. */
const LINE = space({ x: float(0, 1) });
/** Trials of a life. */
export const TRIALS = 40;

/** Trials of 27 epochs that are to lower one loss; with these changes. */
export function problemOf(changes: Partial<Problem> = {}): Problem {
  return {
    space: LINE,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    judgeBy: { kind: 'objective', name: 'loss' },
    budget: TRIALS,
    fidelity: { name: 'epoch', min: 1, max: STEPS },
    seed: 1,
    ...changes,
  };
}

/** What a pruner said of a trial after a report. */
export interface Judged {
  /** How many events had come before. */
  readonly events: number;
  readonly row: number;
  readonly step: number;
  readonly verdict: Verdict;
  readonly until: number | null;
  readonly isBest: boolean;
}

/** What a study asks, and what it was answered. */
export interface Lived {
  readonly events: readonly (readonly Change[])[];
  readonly verdicts: readonly Judged[];
  /** Each answer to the question whom to promote. */
  readonly promotions: readonly {
    readonly events: number;
    readonly row: number | null;
    readonly until: number | null;
  }[];
  readonly history: History;
  readonly run: PrunerRun;
}

/** How a life goes. */
export interface LifeOptions {
  readonly workers?: number;
  /** How a loss is told: as the objective by default. */
  readonly tell?: (row: number, step: number, loss: number) => Change;
  /** A loss as the value with which a trial ends: the loss by default. */
  readonly value?: (loss: number) => number;
  /** Do promoted trials go on where they were paused (default), or start anew? */
  readonly checkpoints?: boolean;
  /** Is the run to be lost after so many events, and made again from the history? */
  readonly isKilled?: (events: number) => boolean;
  /** Is the first trial to report −∞ at every step, and to end so? */
  readonly fault?: 'failed' | 'complete';
}

/** Several trials at once, each with a falling, noisy curve; in a random order; stopped ones end as pruned, paused ones wait. */
export function live(pruner: Pruner, problem: Problem, options: LifeOptions = {}): Lived {
  const { workers = 4, tell = reported, checkpoints = true, isKilled = () => false } = options;
  let run = pruner.start(problem);
  let history = new History(problem.objectives);
  const events: Change[][] = [];
  const verdicts: Judged[] = [];
  const promotions: Lived['promotions'][number][] = [];
  const stream = random(problem.seed);
  const curves: Float64Array[] = [];
  const pausedAt = new Map<number, number>();
  const active: { readonly row: number; step: number }[] = [];
  const take = (...changes: Change[]): void => {
    events.push(changes);
    run.observe(history, history.apply(changes));
    if (!isKilled(events.length)) return;
    const before = history;
    history = new History(problem.objectives);
    history.apply(Array.from(before.states.subarray(0, before.size), (_, row) => wholeTrial(before, row)));
    run = pruner.start(problem);
    run.observe(history, everything(history, false));
  };
  /** Gives a free worker something to do: the promoted before the new. */
  const begin = (): boolean => {
    const promoted = run.promote?.() ?? null;
    const asked = events.length;
    if (promoted !== null) {
      same(`state of trial ${promoted}, which is promoted`, history.state(promoted), 'paused');
      check(promotions.length < TRIALS * STEPS, 'Trials are promoted without end.');
      take({ type: 'started', id: promoted, at: events.length });
      active.push({ row: promoted, step: checkpoints ? pausedAt.get(promoted)! : 0 });
    }
    if (run.promote !== undefined)
      promotions.push({ events: asked, row: promoted, until: promoted === null ? null : next(promoted) });
    if (promoted !== null) return true;
    if (curves.length === TRIALS) return false;
    const row = curves.length;
    curves.push(curveOf(stream.fork(options.fault === undefined ? row : row - 1)));
    const x = Math.min(1, Math.max(0, curves[row]!.at(-1)!));
    const params = { x: { distribution: float(0, 1), internal: x } };
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: row, params }, row, row) });
    active.push({ row, step: 0 });
    return true;
  };
  const next = (row: number): number | null => run.until?.(row) ?? null;
  if (options.fault !== undefined) {
    const loss = Number.NEGATIVE_INFINITY;
    curves.push(new Float64Array(STEPS + 1).fill(loss));
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, 0, 0) });
    for (let step = 1; step <= STEPS; step++) take(reported(0, step, loss));
    const values = options.fault === 'failed' ? null : [loss];
    take({ type: 'finished', id: 0, state: options.fault, values, at: 1 });
  }
  let best = Number.POSITIVE_INFINITY;
  for (;;) {
    if (active.length < workers && begin()) continue;
    if (active.length === 0) return { events, verdicts, promotions, history, run };
    const trial = active[index(stream, active.length)]!;
    const { row } = trial;
    const step = ++trial.step;
    const loss = curves[row]![step]!;
    take(tell(row, step, loss));
    best = Math.min(best, loss);
    const verdict = run.judge(row);
    verdicts.push({ events: events.length, row, step, verdict, until: next(row), isBest: loss === best });
    if (verdict === 'continue' && step < STEPS) continue;
    active.splice(active.indexOf(trial), 1);
    if (verdict === 'pause') pausedAt.set(row, step);
    if (verdict === 'pause') take({ type: 'paused', id: row, checkpoint: checkpoints ? 'c' : null, at: events.length });
    else
      take({
        type: 'finished',
        id: row,
        state: verdict === 'stop' ? 'pruned' : 'complete',
        values: [(options.value ?? Number)(loss)],
        at: 1,
      });
  }
}

const wholeTrial = (history: History, row: number): Change => ({ type: 'trial', trial: history.record(row) });

/** A report of the only objective. */
export const reported = (row: number, step: number, loss: number): Change => ({
  type: 'reported',
  id: row,
  step,
  values: [loss],
});

/** Losses by step. */
function curveOf(stream: Random): Float64Array {
  const end = stream.uniform();
  const speed = 1 + 5 * stream.uniform();
  return Float64Array.from({ length: STEPS + 1 }, (_, step) => end + speed / (step + 2) + 0.02 * stream.normal());
}
