import { falseStopShares } from '../harness/curve-figures.ts';
import type { CurveOptimiser } from '../harness/curve-runs.ts';
import type { Row } from '../measurement.ts';
import { measured } from './auto.ts';
import { type CurveField, curveField, defaultSearch, WORKERS } from './curves.ts';

const LIMITS = { studies: 0.1, lost: 0.05, trials: 0.01 } as const;

/** What stopping costs, by the full curves that nobody has seen. */
export const falseStops: Row = {
  id: 'false-stops',
  what: `auto with the pruner that auto chooses, 50 full runs' worth of epochs: studies whose best trial of all was stopped (at most ${LIMITS.studies}), regret lost by it as a share of random search's (${LIMITS.lost}), stopped trials that would have beaten the incumbent of that moment (${LIMITS.trials}); the worst of the three by its limit, of 1, 4 and 16 workers`,
  unit: 'of the limits',
  limit: { atMost: 1 },
  measure: (options) =>
    measured(10, async () => {
      const field = await curveField({ searches: [defaultSearch(options)] }, options);
      const found = WORKERS.map((workers) => ({ workers, ...shares(field, field.ours[0]!, workers) }));
      const names = ['studies', 'lost', 'trials'] as const;
      return {
        value: Math.max(...found.flatMap((each) => names.map((name) => each[name] / LIMITS[name]))),
        holds: field.failures === 0,
        detail: { found, failures: field.failures },
      };
    }),
};

function shares({ tasks, of }: CurveField, search: CurveOptimiser, workers: number) {
  return falseStopShares(tasks.flatMap((task) => of(search, task, workers).map((run) => [run, task] as const)));
}
