import { instanceOf } from '../harness/entries.ts';
import { regretsAt } from '../harness/regrets.ts';
import type { Run } from '../harness/run.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite, taskOf } from '../tasks/catalog.ts';
import { CLEAN_NAMES, CORRUPTIONS } from '../tasks/robust.ts';
import { field, measured } from './auto.ts';

const SEEDS = 20;
const TRIALS = 100;

/** The default where observations are noisy, coarse, wrong or missing. */
export const autoRobust: Row = {
  id: 'auto-robust',
  what: `auto on ${CLEAN_NAMES.length} tasks × ${CORRUPTIONS.length} corruptions × ${SEEDS} seeds at ${TRIALS} trials: the largest ratio of the recommendation's noiseless regret to the clean run's at as many successful trials; no run stuck, none ended by an exception`,
  unit: 'ratio',
  limit: { atMost: 1.5 },
  measure: (options) =>
    measured(10, async () => {
      const corrupted = suite('robust');
      const clean = suite('dev').filter(({ name }) => (CLEAN_NAMES as readonly string[]).includes(name));
      const { ours, runs, seeds, failures } = await field(
        { tasks: [...clean, ...corrupted], seeds: SEEDS, trials: TRIALS, peers: [] },
        options,
      );
      let stuck = 0;
      const ratios = CORRUPTIONS.map((corruption) => {
        const pairs = clean.flatMap((task) =>
          seeds.flatMap((seed) => {
            const dirty = runs.find(ours, `${corruption}:${task.name}`, seed);
            const reference = runs.find(ours, task.name, seed);
            if (dirty === null || reference === null) return [];
            if (isStuck(dirty)) stuck++;
            const instance = instanceOf(taskOf(task.name), seed);
            const successful = dirty.values.filter((value) => value !== null).length;
            const [from] = regretsAt(reference, instance, [successful]);
            const [to] = regretsAt(dirty, instance, [TRIALS]);
            return [[from!, to!] as const];
          }),
        );
        return {
          corruption,
          ratio: Math.exp(mean(pairs.map(([from, to]) => Math.log(to / from)))),
          // Where a clean run solves its task, noise costs a large factor of next to nothing: this mean says how much.
          arithmetic: mean(pairs.map(([, to]) => to)) / mean(pairs.map(([from]) => from)),
          runs: pairs.length,
        };
      });
      return {
        value: Math.max(...ratios.map(({ ratio }) => ratio)),
        holds: failures === 0 && stuck === 0,
        detail: { ratios, stuck, failures },
      };
    }),
};

/** It ended early, or all of its last quarter crashed or tried the same. */
function isStuck({ values }: Run): boolean {
  return values.length < TRIALS || new Set(values.slice(Math.floor(0.75 * TRIALS))).size === 1;
}
