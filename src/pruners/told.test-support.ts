import { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import { type Change, type Direction, recordOf } from '../history/record.ts';
import type { Pruner, PrunerRun } from './pruner.ts';

// What tests of pruners share.

/** A problem of one loss to be minimised, in which pruners judge by all objectives; with these changes. */
export const problem = (changes: Partial<Problem> = {}): Problem => ({
  space: null,
  objectives: [{ name: 'loss', direction: 'minimize' }],
  judgeBy: { kind: 'all' },
  budget: null,
  fidelity: null,
  seed: 0,
  ...changes,
});

/**
 * A history told in short: `report(trial, step, loss)` gives the verdict, `complete(trial, curve)` a whole trial,
 * `breakConstraint(trial)` makes it infeasible. Where there are several objectives, a loss is the same for all or a list.
 */
export function told(pruner: Pruner, changes: Partial<Problem> = {}) {
  const given = problem(changes);
  const history = new History(given.objectives);
  const run: PrunerRun = pruner.start(given);
  const take = (...all: Change[]): void => run.observe(history, history.apply(all));
  const start = (trial: number): void => {
    if (trial >= history.size)
      take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, trial, trial) });
  };
  const valuesOf = (loss: number | readonly number[]): readonly number[] =>
    typeof loss === 'number' ? given.objectives.map(() => loss) : loss;
  const report = (trial: number, step: number, loss: number | readonly number[]): string => {
    for (let earlier = 0; earlier <= trial; earlier++) start(earlier);
    take({ type: 'reported', id: trial, step, values: valuesOf(loss) });
    return run.judge(trial);
  };
  const end = (trial: number, state: 'complete' | 'pruned' | 'failed' = 'complete'): void =>
    take({
      type: 'finished',
      id: trial,
      state,
      values: state === 'failed' ? null : given.objectives.map(() => 0),
      at: 1,
    });
  const breakConstraint = (trial: number): void => {
    start(trial);
    take({ type: 'constrained', id: trial, key: 'c', value: 1 });
  };
  const complete = (trial: number, curve: readonly (number | readonly number[])[]): void => {
    start(trial);
    curve.forEach((loss, i) => take({ type: 'reported', id: trial, step: i, values: valuesOf(loss) }));
    end(trial);
  };
  return { report, complete, end, breakConstraint, run, take, history };
}

/** A study with the verdicts of an independent pruner; a verdict of null: it has none. */
export interface GoldenStudy {
  readonly direction: Direction;
  readonly options: Readonly<Record<string, number>>;
  readonly events: readonly (readonly [trial: number, step: number, value: number | string, verdict: string | null])[];
}

/** The events of a golden study with this pruner's verdicts in place of those known. Trials end at a stop, or with step `last`. */
export function relive(pruner: Pruner, { direction, events }: GoldenStudy, last: number): unknown[] {
  const { report, end } = told(pruner, { objectives: [{ name: 'loss', direction }] });
  return events.map(([trial, step, value, expected]) => {
    const verdict = report(trial, step, Number(value));
    if (expected === 'stop') end(trial, 'pruned');
    else if (step >= last) end(trial);
    return [trial, step, value, expected === null ? null : verdict];
  });
}

/** The few words of a test runner that a contract needs. */
interface ContractRunner {
  test(name: string, body: () => Promise<void>): void;
  fail(message: string): never;
}

/** A contract's runner from a test runner's `test`. */
export const runnerOf = (test: ContractRunner['test']): ContractRunner => ({
  test,
  fail: (message) => {
    throw new Error(message);
  },
});

/**
 * What a pruner costs in milliseconds of the processor per report with its verdict, observing and ends included, in a study of
 * 1000 complete trials of 100 steps.
 */
export function costOfReports(pruner: Pruner, objectives: number, cpu: () => number): number {
  const study = told(pruner, {
    objectives: Array.from({ length: objectives }, (_, i) => ({ name: `f${i}`, direction: 'minimize' as const })),
  });
  let seed = 1;
  const draw = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const curve = (): [number, number[]][] => {
    const level = Array.from({ length: objectives }, draw);
    return Array.from({ length: 100 }, (_, step) => [step, level.map((one) => one + 1 / (step + 1) + 0.1 * draw())]);
  };
  const finish = (id: number, values: number[]): void =>
    study.take({ type: 'finished', id, state: 'complete', values, at: 1 });
  for (let id = 0; id < 1000; id++) {
    const reports = curve();
    study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, reports }, id, id) });
    finish(id, reports.at(-1)![1]);
  }
  let spent = 0;
  for (let id = 1000; id < 1030; id++) {
    const reports = curve();
    study.take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, id, id) });
    const from = cpu();
    for (const [step, values] of reports) study.report(id, step, values);
    finish(id, reports.at(-1)![1]);
    spent += cpu() - from;
  }
  return spent / 3000;
}
