import { shareToRandom } from '../harness/curve-figures.ts';
import type { CurveOptimiser } from '../harness/curve-runs.ts';
import { mean } from '../harness/statistics.ts';
import type { Row, RowOptions } from '../measurement.ts';
import { measured } from './auto.ts';
import { type CurveField, curveField, defaultSearch, WORKERS } from './curves.ts';

const HOW =
  'epochs until the geometric mean regret over seeds is what random search has after 50 full runs, as a share of those, geometric mean over 12 tables; the worst of 1, 4 and 16 workers';

const SAMPLERS = ['random', 'tpe'] as const;

/** The default where trials report. */
export const epochsSavedAuto: Row = epochsSaved(
  'epochs-saved-auto',
  `auto with the pruner that auto chooses: ${HOW}`,
  1 / 5,
  (options) => [defaultSearch(options)],
);

/** Successive halving: by promotion, for these trials keep checkpoints; by stopping, which does without, it is told beside. */
export const epochsSavedAsha: Row = epochsSaved(
  'epochs-saved-asha',
  `asha by promotion, with proposals of random and of tpe: ${HOW} and both samplers`,
  1 / 3,
  () => SAMPLERS.map((sampler) => ['asha:mode=promote', sampler] as const),
  SAMPLERS.map((sampler) => ['asha', sampler] as const),
);

/** @param beside searches that are told of, and not judged */
function epochsSaved(
  id: string,
  what: string,
  limit: number,
  searches: (options: RowOptions) => readonly (readonly [string, string])[],
  beside: readonly (readonly [string, string])[] = [],
): Row {
  return {
    id,
    what,
    unit: "of random search's epochs",
    limit: { atMost: limit },
    measure: (options) =>
      measured(1, async () => {
        const judged = searches(options);
        const field = await curveField({ searches: [...judged, ...beside] }, options);
        const found = field.ours.map((search) => WORKERS.map((workers) => shares(field, search, workers)));
        const searched = found.slice(0, judged.length).flat();
        return {
          value: Math.max(...searched.map(({ share }) => share)),
          holds: field.failures === 0,
          detail: { searches: searched, beside: found.slice(judged.length).flat(), failures: field.failures },
        };
      }),
  };
}

/** A table where the value is not reached within random search's epochs counts as 1. */
function shares({ tasks, of }: CurveField, search: CurveOptimiser, workers: number) {
  const byTable = tasks.map((task) => shareToRandom(of(search, task, workers), task));
  return {
    search: search.label,
    workers,
    share: Math.exp(mean(byTable.map((share) => Math.log(share ?? 1)))),
    notReached: byTable.filter((share) => share === null).length,
    byTable: Object.fromEntries(tasks.map(({ name }, t) => [name, byTable[t]!])),
  };
}
