import type { CurveOptimiser } from '../harness/curve-runs.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { measured } from './auto.ts';
import { type CurveField, curveField, regretsByTask, WORKERS } from './curves.ts';

const TRIALS = 256;
const REGRET_LIMIT = 1.1;

/** A ceiling that rises only while it must, against the same without one. */
export const pasha: Row = {
  id: 'pasha',
  what: `pasha against asha on 12 tables of 51 and 52 epochs, ${TRIALS} random configurations each: epochs of all trials, geometric mean of the ratio; final regret at most ${REGRET_LIMIT} times asha's; the worst of 1, 4 and 16 workers`,
  unit: "of asha's epochs",
  limit: { atMost: 1 / 2 },
  measure: (options) =>
    measured(10, async () => {
      const searches = ['pasha', 'asha'].map((pruner) => [pruner, 'random'] as const);
      const field = await curveField({ searches, trials: TRIALS }, options);
      const [ours, asha] = field.ours;
      const found = WORKERS.map((workers) => {
        const regrets = [ours!, asha!].map((each) =>
          regretsByTask(field, each, workers, Number.POSITIVE_INFINITY, 'recommended').map(Math.log),
        );
        return {
          workers,
          epochs: Math.exp(mean(logEpochs(field, ours!, workers)) - mean(logEpochs(field, asha!, workers))),
          regret: Math.exp(mean(regrets[0]!) - mean(regrets[1]!)),
          regretsByTable: Object.fromEntries(
            field.tasks.map(({ name }, t) => [name, Math.exp(regrets[0]![t]! - regrets[1]![t]!)]),
          ),
        };
      });
      return {
        value: Math.max(...found.map(({ epochs }) => epochs)),
        holds: field.failures === 0 && found.every(({ regret }) => regret <= REGRET_LIMIT),
        detail: { found, failures: field.failures },
      };
    }),
};

/** Logarithm of the epochs of all trials, mean over seeds, by task. */
function logEpochs({ tasks, of }: CurveField, search: CurveOptimiser, workers: number): number[] {
  return tasks.map((task) => mean(of(search, task, workers).map(({ spent }) => Math.log(spent))));
}
