import { wilcoxon } from '../../src/math/statistics.ts';
import { volumeAt } from '../harness/front.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 20;
const TRIALS = 100;
/** Optuna's TPE is MOTPE where there are several objectives. */
const PEERS = ['optuna-tpe', 'optuna-nsga2'];

/** The default with several objectives. */
export const autoPareto: Row = {
  id: 'auto-pareto',
  what: `auto on five synthetic and eight real problems with several objectives × ${SEEDS} seeds at ${TRIALS} trials: tasks of 13 where it dominates more volume than Optuna's MOTPE and its NSGA-II (paired Wilcoxon tests, p < .05)`,
  unit: 'tasks',
  limit: { atLeast: 10 },
  measure: (options) =>
    measured(0, async () => {
      const tasks = suite('pareto');
      const { ours, peers, runs, seeds, failures } = await field(
        { tasks, seeds: SEEDS, trials: TRIALS, peers: PEERS },
        options,
      );
      const found = tasks.map(({ name }) => ({
        task: name,
        against: peers.map((peer) => {
          const pairs = seeds.flatMap((seed) => {
            const own = runs.find(ours, name, seed);
            const other = runs.find(peer, name, seed);
            return own === null || other === null
              ? []
              : [[volumeAt(own, name, TRIALS), volumeAt(other, name, TRIALS)] as const];
          });
          return {
            peer: peer.label,
            ours: mean(pairs.map(([own]) => own)),
            theirs: mean(pairs.map(([, other]) => other)),
            p: wilcoxon(
              pairs.map(([own, other]) => own - other),
              'greater',
            ),
          };
        }),
      }));
      const won = found.filter(({ against }) => against.length > 0 && against.every(({ p }) => p < 0.05)).length;
      return { value: won, holds: failures === 0, detail: { tasks: found, failures } };
    }),
};
