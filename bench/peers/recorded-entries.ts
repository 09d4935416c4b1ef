import { instanceOf } from '../harness/entries.ts';
import { FLOOR } from '../harness/regrets.ts';
import type { Entry } from '../harness/statistics.ts';
import { regretOf } from '../harness/task.ts';
import { devTasks } from '../tasks/dev.ts';
import { recordedBest, recordedPeers } from './recorded.ts';

/** A recorded optimiser's regrets, on the development tasks that it was run on for as long as the last budget. */
export function recordedEntries(peer: string, budgets: readonly number[], root?: string): Entry[] {
  const { problems } = recordedPeers(root)[peer]!;
  return devTasks(root).flatMap((task) => {
    const logs = (problems[task.name] ?? []).flatMap((run) => {
      const values = budgets.map((budget) => recordedBest(run, budget));
      if (values.some((value) => value === null)) return [];
      const instance = instanceOf(task, run.seed);
      return [values.map((value) => Math.log(Math.max(FLOOR, regretOf(value!, instance))))];
    });
    return logs.length === 0 ? [] : [{ task: task.name, group: task.group, logs }];
  });
}
