import type { Task } from '../harness/task.ts';
import { uniform } from '../quality/functions.ts';
import { KIND_NAMES, kindTask } from '../quality/kinds.ts';
import { randomParams } from './random-params.ts';

/** One task for each kind of parameter that a space may have. */
export function kindTasks(): Task[] {
  return KIND_NAMES.map((name) => ({
    name: `kind_${name}`,
    group: 'kinds',
    version: 1,
    instance(seed) {
      const { params, best, value } = kindTask(name, seed);
      const random = uniform(99 + seed);
      const sample = Array.from({ length: 2001 }, () => value(randomParams(params, random)));
      return { params, best, median: sample.sort((a, b) => a - b)[1000]!, values: (chosen) => [value(chosen)] };
    },
  }));
}
