import { volumeAt } from './front.ts';
import { askTimes, entriesOf, instanceOf } from './entries.ts';
import type { Optimiser, Runs } from './runs.ts';
import { type Entry, geometricMeans, mean } from './statistics.ts';
import type { Task } from './task.ts';

/** Where regrets are read off. */
export const BUDGETS = [25, 50, 100, 200] as const;

/** Those that runs of so many trials reach, and where they end. */
export function budgetsUpTo(trials: number): number[] {
  const reached: number[] = BUDGETS.filter((budget) => budget <= trials);
  return reached.includes(trials) ? reached : [...reached, trials];
}

/** Has the task several objectives, so that the volume counts and not a regret? */
export function hasFront(task: Task): boolean {
  return (instanceOf(task, 1).objectives ?? 1) > 1;
}

/**
 * Geometric mean regrets by group and in all, one line an optimiser, beside their ratio to the first one; then runs that ended in
 * a wrong branch, and what an ask cost.
 *
 * @param each  a block for each task as well
 */
export function groupTable(
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  trials: number,
  each = false,
): string {
  const budgets = budgetsUpTo(trials);
  const scored = tasks.filter((task) => !hasFront(task));
  const found = optimisers.map((optimiser) => entriesOf(optimiser, scored, seeds, runs, budgets));
  const width = Math.max(...optimisers.map(({ label }) => label.length));
  const lines =
    scored.length === 0 ? [] : [`geometric mean regret at ${budgets.join(' / ')} trials; seeds ${seeds.join(' ')}`];
  for (const [title, belongs] of blocks(scored, each)) {
    lines.push(title);
    const rows = found.map((entries) => geometricMeans(entries.filter(belongs), budgets.length));
    rows.forEach((row, o) => {
      const ratio = o === 0 ? '' : `  ÷ first  ${row.map((x, b) => ratioText(x / rows[0]![b]!)).join('  ')}`;
      lines.push(`  ${optimisers[o]!.label.padEnd(width)}  ${row.map(short).join('  ')}${ratio}`);
    });
  }
  const branched = scored.filter((task) => instanceOf(task, seeds[0]!).inWrongBranch !== undefined);
  if (branched.length > 0) lines.push(`runs that ended in a wrong branch, of ${branched.length * seeds.length}`);
  for (const optimiser of branched.length > 0 ? optimisers : [])
    lines.push(`  ${optimiser.label.padEnd(width)}  ${wrongBranches(optimiser, branched, seeds, runs)}`);
  const fronts = tasks.filter((task) => !scored.includes(task));
  if (fronts.length > 0) lines.push('share of the volume between ideal and reference point, mean');
  for (const { name } of fronts) {
    lines.push(name);
    for (const optimiser of optimisers) {
      const found = seeds.flatMap((seed) => runs.find(optimiser, name, seed) ?? []);
      const shares = budgets.map((budget) =>
        found.length === 0 ? '–' : mean(found.map((run) => volumeAt(run, name, budget))).toFixed(4),
      );
      lines.push(`  ${optimiser.label.padEnd(width)}  ${shares.join('  ')}`);
    }
  }
  lines.push('ask + tell, ms: mean, 95 %, most');
  for (const optimiser of optimisers) {
    const ms = askTimes(optimiser, tasks, seeds, runs);
    if (ms.length === 0) continue;
    const numbers = [mean(ms).toFixed(2), ms[Math.floor(0.95 * ms.length)]!.toFixed(2), ms.at(-1)!.toFixed(1)];
    lines.push(`  ${optimiser.label.padEnd(width)}  ${numbers.join('  ')}`);
  }
  return lines.join('\n');
}

function blocks(
  tasks: readonly Task[],
  each: boolean,
): (readonly [title: string, belongs: (entry: Entry) => boolean])[] {
  const has = (entry: Entry): boolean => entry.logs.length > 0;
  const groups = [...new Set(tasks.map(({ group }) => group))];
  const size = (group: string): number => tasks.filter((task) => task.group === group).length;
  return [
    ...(each ? tasks.map(({ name }) => [name, (entry: Entry) => has(entry) && entry.task === name] as const) : []),
    ...groups.map(
      (group) => [`${group} (${size(group)})`, (entry: Entry) => has(entry) && entry.group === group] as const,
    ),
    ...(groups.length > 1 ? [[`all (${tasks.length})`, has] as const] : []),
  ];
}

/** Runs whose best trial lies in a branch without the optimum. */
export function wrongBranches(
  optimiser: Optimiser,
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  trials = Number.POSITIVE_INFINITY,
): number {
  let wrong = 0;
  for (const task of tasks)
    for (const seed of seeds) {
      const run = runs.find(optimiser, task.name, seed);
      if (run?.wrongBranch === undefined) continue;
      let best = -1;
      run.values.slice(0, trials).forEach((value, i) => {
        if (value !== null && (best < 0 || value < run.values[best]!)) best = i;
      });
      if (run.wrongBranch.includes(best)) wrong++;
    }
  return wrong;
}

const short = (x: number): string => (Number.isNaN(x) ? '–' : x.toPrecision(2).replace(/^0\./, '.')).padEnd(8);

const ratioText = (x: number): string => (Number.isNaN(x) ? '–' : x.toFixed(2));
