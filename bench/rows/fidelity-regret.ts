import { FULL_RUNS, type Recommender } from '../harness/curve-figures.ts';
import type { CurveOptimiser } from '../harness/curve-runs.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { measured } from './auto.ts';
import { type CurveField, curveField, defaultSearch, regretsByTask, WORKERS } from './curves.ts';

const PEERS = ['optuna-tpe-hyperband', 'optuna-tpe-median'] as const;
/** Before that, luck decides. */
const FEWEST_FULL_RUNS = 5;

/** The default against Optuna's pairs of sampler and pruner. */
export const fidelityRegret: Row = {
  id: 'fidelity-regret',
  what: `auto with the pruner that auto chooses, and what Vernier recommends, against Optuna's TPE + Hyperband and TPE + median, and their trial that has come furthest: of 12 tables those where the geometric mean regret over seeds is lower; the fewest over 1, 4 and 16 workers, both peers, and ${FULL_RUNS.filter((runs) => runs >= FEWEST_FULL_RUNS).join(', ')} full runs' worth of epochs`,
  unit: 'tables of 12',
  limit: { atLeast: 11 },
  measure: (options) =>
    measured(0, async () => {
      const field = await curveField({ searches: [defaultSearch(options)], peers: PEERS }, options);
      if (field.peers.length === 0) return { value: 0, holds: false, detail: { missing: 'There is no Optuna here.' } };
      const compared = WORKERS.flatMap((workers) =>
        FULL_RUNS.flatMap((fullRuns) => field.peers.map((peer) => comparison(field, peer, workers, fullRuns))),
      );
      const counted = compared.filter(({ fullRuns }) => fullRuns >= FEWEST_FULL_RUNS);
      return {
        value: Math.min(...counted.map(({ better }) => better)),
        holds: field.failures === 0,
        detail: { compared, failures: field.failures },
      };
    }),
};

/** Each with its own recommendation (Optuna has none before a trial is complete: the one that has come furthest), and both with the same. */
function comparison(field: CurveField, peer: CurveOptimiser, workers: number, fullRuns: number) {
  const by = (optimiser: CurveOptimiser, recommender: Recommender) =>
    regretsByTask(field, optimiser, workers, fullRuns, recommender);
  const [own, ownFurthest] = [by(field.ours[0]!, 'recommended'), by(field.ours[0]!, 'furthest')];
  const [theirs, theirsByVernier] = [by(peer, 'furthest'), by(peer, 'recommended')];
  return {
    workers,
    fullRuns,
    peer: peer.label,
    better: lower(own, theirs),
    worseOn: field.tasks.flatMap(({ name }, t) => (own[t]! < theirs[t]! ? [] : [name])),
    regret: geometric(own),
    peerRegret: geometric(theirs),
    bothByVernier: { better: lower(own, theirsByVernier), peerRegret: geometric(theirsByVernier) },
    bothFurthest: { better: lower(ownFurthest, theirs), regret: geometric(ownFurthest) },
  };
}

const lower = (own: readonly number[], theirs: readonly number[]): number =>
  own.filter((regret, t) => regret < theirs[t]!).length;

const geometric = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));
