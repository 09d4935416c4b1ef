import { judgedCurve, type JudgedCurve } from '../../history/judged-curve.ts';
import type { Problem } from '../../history/problem.ts';
import { isFinished } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { CurveFit } from '../../models/curve/curve-fit.ts';
import { isInfeasible } from '../pruner.ts';
import { NOTHING } from './curves.ts';
import { Finished } from './finished.ts';
import { Leaders } from './leaders.ts';
import { type CurveRules, graceOf, POINTS, runsOn } from './rules.ts';
import { lastTime, timeOf } from '../../models/curve/time.ts';
import { type Trace, traceOf } from './timeline.ts';

/** How often `curve` is wrong, as far as trials that ran on show. */
export interface ErrorRate {
  /** Complete trials that would have been stopped, and ran on to measure this. */
  readonly runOn: number;
  /** Those that then beat the best finished trial of the moment at which they would have been stopped. */
  readonly wrong: number;
  /** Share of wrong ones: an estimate and its 95 % interval; NaN to 0 … 1 where none ran on. */
  readonly rate: { readonly low: number; readonly estimate: number; readonly high: number };
}

/** A feasible trial that is over, and what it reported. */
interface Ended {
  readonly row: number;
  readonly curve: JudgedCurve;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** One that ran to its end. */
interface Complete extends Ended {
  readonly trace: Trace;
}

/**
 * Measures the rule of `curve` by the history alone: trials that run on where others are stopped are known by the study's seed and their number.
 *
 * Reports have no instants: each trial is taken to have reported at an even pace, and which others were finished at a report follows
 * from that. Who led is not counted: it would not have been stopped. Cost O(complete trials²) of small steps: for a look, not for every report.
 *
 * @param rules the options that the pruner had
 */
export function errorRate(history: HistoryView, problem: Problem, rules: CurveRules): ErrorRate {
  const ended = endedIn(history, problem);
  const complete = ended.filter(({ row }) => history.state(row) === 'complete');
  const last = problem.fidelity?.max ?? complete.reduce((most, { curve }) => Math.max(most, lastTime(curve)), 0);
  const byEnd = complete
    .flatMap((trial): Complete[] => {
      const trace = last > 1 ? traceOf(trial.curve, last) : null;
      return trace === null ? [] : [{ ...trial, trace }];
    })
    .sort((a, b) => a.finishedAt - b.finishedAt || a.row - b.row);
  let [runOn, wrong] = [0, 0];
  for (const trial of byEnd) {
    if (!runsOn(problem, history, trial.row, rules)) continue;
    const isLeader = (i: number): boolean => ledWith(trial, i, ended);
    const incumbent = incumbentAtStop(trial, byEnd, isLeader, last, graceOf(rules, problem, last), rules);
    if (incumbent === null) continue;
    runOn++;
    if (trial.trace.final < incumbent) wrong++;
  }
  return { runOn, wrong, rate: wilson(wrong, runOn) };
}

function endedIn(history: HistoryView, { judgeBy }: Problem): Ended[] {
  const found: Ended[] = [];
  for (let row = 0; row < history.size; row++) {
    const counts = isFinished(history.state(row)) && !isInfeasible(history, row);
    const curve = counts ? judgedCurve(history, row, judgeBy) : null;
    if (curve === null) continue;
    const { startedAt, finishedAt } = history.record(row);
    found.push({ row, curve, startedAt: startedAt ?? row, finishedAt: finishedAt ?? row });
  }
  return found;
}

/** When a trial came to a step. */
function momentOf({ curve, startedAt, finishedAt }: Ended, step: number): number {
  return startedAt + ((finishedAt - startedAt) * timeOf(step, curve.steps[0]!)) / lastTime(curve);
}

/** Did a trial lead with its i-th report, as far as others had come by then? Who leads is not stopped. */
function ledWith(trial: Ended, i: number, ended: readonly Ended[]): boolean {
  const now = momentOf(trial, trial.curve.steps[i]!);
  const own = firstReports(trial.curve, i + 1);
  const leaders = new Leaders();
  for (const other of ended) {
    const later = other.curve.steps.findIndex((step) => momentOf(other, step) > now);
    const known = later < 0 ? other.curve : firstReports(other.curve, later);
    leaders.update(NOTHING, other === trial ? own : known);
  }
  return leaders.isLeader(own);
}

const firstReports = ({ steps, losses }: JudgedCurve, count: number): JudgedCurve => ({
  steps: steps.subarray(0, count),
  losses: losses.subarray(0, count),
});

/** The best finished trial of the moment at which a trial would have been stopped; null = it never would. */
function incumbentAtStop(
  trial: Complete,
  byEnd: readonly Complete[],
  isLeader: (report: number) => boolean,
  last: number,
  grace: number,
  rules: CurveRules,
): number | null {
  const { row, curve } = trial;
  const finished = new Finished();
  const fit = new CurveFit(last);
  let next = 0;
  const end = lastTime(curve);
  for (let i = 0; i < curve.steps.length; i++) {
    const time = timeOf(curve.steps[i]!, curve.steps[0]!);
    const now = momentOf(trial, curve.steps[i]!);
    for (; next < byEnd.length && byEnd[next]!.finishedAt <= now; next++)
      if (byEnd[next]!.row !== row) finished.set(byEnd[next]!.row, byEnd[next]!.trace);
    if (!Number.isFinite(curve.losses[i]!)) continue;
    fit.add(time, curve.losses[i]!);
    if (i + 1 < POINTS || time < grace || time >= end) continue;
    const belief = finished.belief(time, fit.outlook(), rules.startup);
    if (belief !== null && belief.chance < rules.chance && !isLeader(i)) return belief.incumbent;
  }
  return null;
}

/** Wilson's interval of a share, 95 %. Source: Wilson 1927. */
function wilson(successes: number, n: number): ErrorRate['rate'] {
  if (n === 0) return { low: 0, estimate: Number.NaN, high: 1 };
  const z = 1.959963984540054;
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { low: Math.max(0, centre - half), estimate: p, high: Math.min(1, centre + half) };
}
