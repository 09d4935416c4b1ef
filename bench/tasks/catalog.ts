import type { Task } from '../harness/task.ts';
import { conditionalTasks } from './conditional.ts';
import { constrainedTasks } from './constrained.ts';
import { devTasks } from './dev.ts';
import { kindTasks } from './kinds.ts';
import { paretoTasks } from './pareto.ts';
import { reportTasks } from './report.ts';
import { robustTasks } from './robust.ts';
import { transferTasks } from './transfer.ts';

/** Tasks by the figure that they are for. */
const SUITES: Readonly<Record<string, () => Task[]>> = {
  dev: () => devTasks(),
  kinds: () => kindTasks(),
  conditional: () => conditionalTasks(),
  report: () => reportTasks(),
  robust: () => robustTasks(),
  constrained: () => constrainedTasks(),
  pareto: () => paretoTasks(),
  transfer: () => transferTasks(),
};

/** Names of the suites. */
export const SUITE_NAMES: readonly string[] = Object.keys(SUITES);

const made = new Map<string, readonly Task[]>();

/** The tasks of a suite. */
export function suite(name: string): readonly Task[] {
  const make = SUITES[name];
  if (make === undefined) throw new Error(`No suite is called ${name}; there are ${SUITE_NAMES.join(', ')}.`);
  if (!made.has(name)) made.set(name, make());
  return made.get(name)!;
}

/** A task by its name. */
export function taskOf(name: string): Task {
  for (const each of SUITE_NAMES) {
    const found = suite(each).find((task) => task.name === name);
    if (found !== undefined) return found;
  }
  throw new Error(`No task is called ${name}.`);
}

/**
 * Tasks by patterns, a comma between them: a suite, a group of the development tasks, or names where `*` stands for anything.
 * `all` = the development tasks.
 */
export function tasksLike(patterns: string): readonly Task[] {
  const found = new Map<string, Task>();
  for (const pattern of patterns.split(',')) {
    const form = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
    const matching =
      pattern === 'all'
        ? suite('dev')
        : pattern in SUITES
          ? suite(pattern)
          : SUITE_NAMES.flatMap(suite).filter(({ name, group }) => form.test(name) || form.test(group));
    if (matching.length === 0) throw new Error(`No task, group or suite is like "${pattern}".`);
    for (const task of matching) found.set(task.name, task);
  }
  return [...found.values()];
}
