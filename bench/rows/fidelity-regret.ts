import { FULL_RUNS } from '../harness/curve-figures.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { measured } from './auto.ts';
import { curveField, defaultSearch, regretsByTask, WORKERS } from './curves.ts';

const PEERS = ['optuna-tpe-hyperband', 'optuna-tpe-median'] as const;
/** Before that, luck decides. */
const FEWEST_FULL_RUNS = 5;

/** The default against Optuna's pairs of sampler and pruner. */
export const fidelityRegret: Row = {
  id: 'fidelity-regret',
  what: `auto with the pruner that auto chooses, against Optuna's TPE + Hyperband and TPE + median: of 12 tables those where the geometric mean regret over seeds is lower; the fewest over 1, 4 and 16 workers, both peers, and ${FULL_RUNS.filter((runs) => runs >= FEWEST_FULL_RUNS).join(', ')} full runs' worth of epochs`,
  unit: 'tables of 12',
  limit: { atLeast: 11 },
  measure: (options) =>
    measured(0, async () => {
      const field = await curveField({ searches: [defaultSearch(options)], peers: PEERS }, options);
      if (field.peers.length === 0) return { value: 0, holds: false, detail: { missing: 'There is no Optuna here.' } };
      const [ours] = field.ours;
      const compared = WORKERS.flatMap((workers) =>
        FULL_RUNS.flatMap((fullRuns) => {
          const own = regretsByTask(field, ours!, workers, fullRuns);
          return field.peers.map((peer) => {
            const theirs = regretsByTask(field, peer, workers, fullRuns);
            return {
              workers,
              fullRuns,
              peer: peer.label,
              better: own.filter((regret, t) => regret < theirs[t]!).length,
              worseOn: field.tasks.flatMap(({ name }, t) => (own[t]! < theirs[t]! ? [] : [name])),
              regret: geometric(own),
              peerRegret: geometric(theirs),
            };
          });
        }),
      );
      const counted = compared.filter(({ fullRuns }) => fullRuns >= FEWEST_FULL_RUNS);
      return {
        value: Math.min(...counted.map(({ better }) => better)),
        holds: field.failures === 0,
        detail: { compared, failures: field.failures },
      };
    }),
};

const geometric = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));
