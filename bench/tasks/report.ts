import type { Instance, Params, Task, TaskParam } from '../harness/task.ts';
import { functionInstance } from './dev.ts';
import { type MULTI_NAMES, multiTable } from './multi-tables.ts';
import { REPORT_FUNCTION_NAMES, type ReportFunction, reportFunction } from './report-functions.ts';
import list from './report-list.json' with { type: 'json' };
import { type SurrogateName, surrogateInstance } from './surrogates.ts';

/** Tasks that nothing is tuned on: what claims rest on. The list is frozen; a test holds its hash. */
export function reportTasks(root?: string): Task[] {
  return Object.entries(list.groups).flatMap(([group, names]) =>
    names.map((name): Task => ({ name, group, version: 1, instance: (seed) => instanceOf(name, seed, root) })),
  );
}

function instanceOf(name: string, seed: number, root?: string): Instance {
  if (name.startsWith('nbgraph_')) return graphInstance(name as (typeof MULTI_NAMES)[number], root);
  if (REPORT_FUNCTION_NAMES.includes(name as ReportFunction)) {
    const made = reportFunction(name as ReportFunction, seed);
    return functionInstance(made.dimension, made.value, made);
  }
  const [, scenario, id] = /^(.*)_(\d+)$/.exec(name)!;
  return surrogateInstance(scenario as SurrogateName, id!, root);
}

/** Validation accuracy of graph networks alone. The nine choices without any operation crash. */
function graphInstance(name: (typeof MULTI_NAMES)[number], root?: string): Instance {
  const { params, single, values } = multiTable(name, root);
  return {
    params: categoricals(params),
    best: single!.best,
    median: single!.median,
    values: (chosen) => [values(choicesOf(params, chosen))?.[0] ?? Number.NaN],
  };
}

/** A table's parameters: one of several things each. */
export function categoricals(params: Readonly<Record<string, readonly string[]>>): TaskParam[] {
  return Object.entries(params).map(([name, choices]) => ({ name, kind: 'categorical', choices }));
}

/** Positions in the table's order. */
export function choicesOf(params: Readonly<Record<string, readonly string[]>>, chosen: Params): number[] {
  return Object.entries(params).map(([name, choices]) => choices.indexOf(chosen[name] as string));
}
