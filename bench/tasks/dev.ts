import type { Instance, Task, TaskParam } from '../harness/task.ts';
import { FUNCTION_NAMES, testFunction } from '../quality/functions.ts';
import { table, tableNames, type Table } from '../quality/tables.ts';

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^hpobench_/, 'HPOBench'],
  [/^hpolib_/, 'HPOLib'],
  [/^nas|^nbmacro/, 'NAS'],
];

/** The 25 tasks that our defaults were chosen on: sixteen tables of trained networks, nine functions. */
export function devTasks(root?: string): Task[] {
  const tables = tableNames(root).map((name) => tableTask(name, GROUPS.find(([form]) => form.test(name))![1], root));
  const functions = FUNCTION_NAMES.map(
    (name): Task => ({
      name,
      group: 'functions',
      version: 1,
      instance(seed) {
        const made = testFunction(name, seed);
        return functionInstance(made.dimension, made.value, made);
      },
    }),
  );
  return [...tables, ...functions];
}

function tableTask(name: string, group: string, root?: string): Task {
  let read: Table | undefined;
  return {
    name,
    group,
    version: 1,
    instance() {
      read ??= table(name, root);
      const { params, value, best, median } = read;
      return {
        params: params.map(
          ({ name: key, type, values }): TaskParam =>
            type === 'ordinal'
              ? { name: key, kind: 'int', low: 0, high: values.length - 1 }
              : { name: key, kind: 'categorical', choices: values.map((_, i) => i) },
        ),
        best,
        median,
        values: (chosen) => [value(params.map((param) => chosen[param.name] as number))],
      };
    },
  };
}

/** A function on the unit cube. */
export function functionInstance(
  dimension: number,
  value: (point: readonly number[]) => number,
  { best, median }: Pick<Instance, 'best' | 'median'>,
): Instance {
  const names = Array.from({ length: dimension }, (_, i) => `x${i}`);
  return {
    params: names.map((name) => ({ name, kind: 'float', low: 0, high: 1 })),
    best,
    median,
    values: (chosen) => [value(names.map((name) => chosen[name] as number))],
  };
}
