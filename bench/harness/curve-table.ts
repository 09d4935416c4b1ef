import type { CurveTask } from '../tasks/curves.ts';
import { falseStopShares, FULL_RUNS, regretOfRuns, shareToRandom } from './curve-figures.ts';
import type { CurvePlan, CurveRun } from './curve-run.ts';
import type { CurveOptimiser, CurveRuns } from './curve-runs.ts';
import { mean } from './statistics.ts';

/**
 * One block a number of workers, one line an optimiser: epochs to random search's value, regrets, false stops. With
 * `each`, the first two by table as well.
 */
export function curveTable(
  optimisers: readonly CurveOptimiser[],
  tasks: readonly CurveTask[],
  plansOf: ReadonlyMap<number, readonly CurvePlan[]>,
  runs: CurveRuns,
  each: boolean,
): string {
  const lines: string[] = [];
  const width = Math.max(...optimisers.map(({ label }) => label.length));
  const fullRuns = Math.min(...[...plansOf.values()].flat().map((plan) => plan.fullRuns ?? 0));
  const budgets = FULL_RUNS.filter((budget) => budget <= fullRuns);
  for (const [workers, plans] of plansOf) {
    const found = optimisers.map((optimiser) =>
      tasks.map((task) => plans.flatMap((plan) => runs.find(optimiser, task.name, plan) ?? [])),
    );
    lines.push(
      `${workers} worker${workers === 1 ? '' : 's'}: epochs to the value of random search after 50 full runs, as a share of those (× = tables where it is not reached, counted as 1) | geometric mean regret at ${budgets.join(' / ')} full runs | studies whose best was stopped, regret lost of random's, stops that would have beaten the incumbent | trials, ms of decisions`,
    );
    optimisers.forEach(({ label }, o) => lines.push(`  ${label.padEnd(width)}  ${line(found[o]!, tasks, budgets)}`));
    if (!each) continue;
    for (const [t, task] of tasks.entries()) {
      lines.push(`  ${task.name}, random ${budgets.map((budget) => short(task.random[budget]!)).join(' ')}`);
      optimisers.forEach(({ label }, o) =>
        lines.push(`    ${label.padEnd(width)}  ${line([found[o]![t]!], [task], budgets)}`),
      );
    }
  }
  return lines.join('\n');
}

/** The figures of one optimiser: runs by task. */
function line(
  found: readonly (readonly CurveRun[])[],
  tasks: readonly CurveTask[],
  budgets: readonly number[],
): string {
  const known = found.flatMap((runs, t) => (runs.length === 0 ? [] : [{ runs, task: tasks[t]! }]));
  if (known.length === 0) return '–';
  const shares = known.map(({ runs, task }) => shareToRandom(runs, task));
  const missed = shares.filter((share) => share === null).length;
  const share = Math.exp(mean(shares.map((value) => Math.log(value ?? 1))));
  const regrets = budgets.map((budget) =>
    Math.exp(mean(known.map(({ runs, task }) => Math.log(regretOfRuns(runs, task, budget))))),
  );
  const all = known.flatMap(({ runs, task }) => runs.map((run) => [run, task] as const));
  const { studies, lost, trials } = falseStopShares(all);
  const size = mean(all.map(([run]) => run.finals.length));
  const ms = mean(all.map(([run]) => run.ms));
  return [
    `${share.toFixed(3)}${missed > 0 ? ` ×${missed}` : '   '}`,
    regrets.map(short).join(' '),
    [studies, lost, trials].map(percent).join(' '),
    `${size.toFixed(0).padStart(4)} ${ms.toFixed(0).padStart(6)}`,
  ].join(' | ');
}

const short = (x: number): string => x.toPrecision(2).replace(/^0\./, '.').padEnd(6);

const percent = (x: number): string => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`.padStart(6);
