import type { Task } from './task.ts';
import { regretsAt } from './regrets.ts';
import type { Optimiser, Runs } from './runs.ts';

const BUDGETS = [25, 50, 100, 200];

/** Geometric mean regrets by group and in all, one line an optimiser, with what an ask cost. */
export function groupTable(
  optimisers: readonly Optimiser[],
  tasks: readonly Task[],
  seeds: readonly number[],
  runs: Runs,
  trials: number,
  each = false,
): string {
  const budgets = BUDGETS.filter((budget) => budget <= trials);
  if (!budgets.includes(trials) && trials < BUDGETS.at(-1)!) budgets.push(trials);
  /** Logarithms by optimiser and task: [seed][budget]; seeds that failed are left out. */
  const logs = new Map(optimisers.map((optimiser) => [optimiser, new Map<string, number[][]>()]));
  for (const task of tasks)
    for (const seed of seeds) {
      const instance = task.instance(seed);
      for (const optimiser of optimisers) {
        const rows = logs.get(optimiser)!;
        if (!rows.has(task.name)) rows.set(task.name, []);
        try {
          rows.get(task.name)!.push(regretsAt(runs.of(optimiser, task.name, seed), instance, budgets).map(Math.log));
        } catch {
          // told beforehand, as a failure
        }
      }
    }
  const groups = [...new Set(tasks.map(({ group }) => group))];
  const blocks: (readonly [string, readonly Task[]])[] = groups.map((group) => [
    group,
    tasks.filter((task) => task.group === group),
  ]);
  if (groups.length > 1) blocks.push(['all', tasks]);
  if (each) blocks.unshift(...tasks.map((task) => [task.name, [task]] as const));
  const width = Math.max(...optimisers.map(({ label }) => label.length));
  const lines = [`geometric mean regret at ${budgets.join(' / ')} trials, ${seeds.length} seeds`];
  for (const [title, members] of blocks) {
    lines.push(`${title} (${members.length})`);
    const first = geometric(logs.get(optimisers[0]!)!, members, budgets.length);
    for (const optimiser of optimisers) {
      const found = geometric(logs.get(optimiser)!, members, budgets.length);
      const ratio =
        optimiser === optimisers[0] ? '' : `   ÷ first ${found.map((x, b) => (x / first[b]!).toFixed(2)).join('  ')}`;
      lines.push(`  ${optimiser.label.padEnd(width)}  ${found.map(short).join('  ')}${ratio}`);
    }
  }
  lines.push('ask + tell, ms: mean, 95 %, most');
  for (const optimiser of optimisers) {
    const ms = tasks.flatMap((task) => seeds.flatMap((seed) => attempt(() => runs.of(optimiser, task.name, seed).ms)));
    ms.sort((a, b) => a - b);
    const mean = ms.reduce((a, b) => a + b, 0) / ms.length;
    lines.push(
      `  ${optimiser.label.padEnd(width)}  ${mean.toFixed(2)}  ${ms[Math.floor(0.95 * ms.length)]?.toFixed(2)}  ${ms.at(-1)?.toFixed(1)}`,
    );
  }
  return lines.join('\n');
}

/** Each task has the same weight, whatever its number of seeds. */
function geometric(logs: ReadonlyMap<string, readonly number[][]>, tasks: readonly Task[], budgets: number): number[] {
  return Array.from({ length: budgets }, (_, b) => {
    const means = tasks
      .map(({ name }) => logs.get(name)!)
      .filter((rows) => rows.length > 0)
      .map((rows) => rows.reduce((sum, row) => sum + row[b]!, 0) / rows.length);
    return Math.exp(means.reduce((a, c) => a + c, 0) / means.length);
  });
}

function attempt<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

const short = (x: number): string => x.toPrecision(2).replace(/^0\./, '.').padEnd(8);
