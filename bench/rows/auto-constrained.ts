import { instanceOf } from '../harness/entries.ts';
import { valueAt } from '../harness/regrets.ts';
import { median } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 20;
const TRIALS = 100;
const WITHIN = 0.05;
/** Those that know outcome constraints. */
const PEERS = ['optuna-tpe', 'nevergrad'];

/** The default with outcome constraints. */
export const autoConstrained: Row = {
  id: 'auto-constrained',
  what: `auto on Gramacy, G4, G6, speed reducer and welded beam × ${SEEDS} seeds at ${TRIALS} trials: tasks whose median feasible value lies within 5 % of the optimum`,
  unit: 'tasks',
  limit: { atLeast: 4 },
  measure: (options) =>
    measured(0, async () => {
      const tasks = suite('constrained');
      const { ours, peers, runs, seeds, failures } = await field(
        { tasks, seeds: SEEDS, trials: TRIALS, peers: PEERS },
        options,
      );
      const found = [ours, ...peers].map((optimiser) => ({
        optimiser: optimiser.label,
        tasks: tasks.map((task) => {
          const { best } = instanceOf(task, seeds[0]!);
          const values = seeds.map((seed) => {
            const run = runs.find(optimiser, task.name, seed);
            return (run === null ? null : valueAt(run, TRIALS)) ?? Number.POSITIVE_INFINITY;
          });
          const middle = median(values);
          return {
            task: task.name,
            median: Number.isFinite(middle) ? middle : null,
            best,
            withoutFeasible: values.filter((value) => value === Number.POSITIVE_INFINITY).length,
            within: middle - best <= WITHIN * Math.abs(best),
          };
        }),
      }));
      const count = (o: number): number => found[o]!.tasks.filter(({ within }) => within).length;
      return {
        value: count(0),
        holds: failures === 0,
        peers: peers.map(({ label }, o) => ({ name: label, value: count(o + 1) })),
        detail: { found, failures },
      };
    }),
};
