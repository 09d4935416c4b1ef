import { pairedEntries } from '../harness/entries.ts';
import { geometricMeans } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { type Field, field, measured } from './auto.ts';

const SEEDS = 20;
const SEQUENTIAL = 50;
const SIZES = [
  { batch: 4, limit: 1.2 },
  { batch: 16, limit: 1.8 },
] as const;
const TRIALS = 160;
/** The runs one by one are those of `auto-dev`, of which no more than the first TRIALS are looked at. */
const ALONE = 200;

/** What several workers at once cost the default. */
export const autoBatch: Row = {
  id: 'auto-batch',
  what: `auto on the 25 development tasks × ${SEEDS} seeds in batches of 4 and 16: trials to reach the regret that ${SEQUENTIAL} trials one by one reach, over ${SEQUENTIAL}; ${SIZES.map(({ batch, limit }) => `${limit} for ${batch}`).join(', ')}; better than each peer at the same batch`,
  unit: 'times the trials, batches of 4',
  limit: { atMost: SIZES[0].limit },
  measure: (options) =>
    measured(10, async () => {
      const tasks = suite('dev');
      const alone = await field({ tasks, seeds: SEEDS, trials: ALONE, peers: [] }, options);
      const goal = curve(alone, tasks)[0]![SEQUENTIAL - 1]!;
      const sizes = [];
      for (const { batch, limit } of SIZES) {
        const found = await field({ tasks, seeds: SEEDS, trials: TRIALS, batch }, options);
        const [own, ...others] = curve(found, tasks);
        const needed = reached(own!, goal);
        const at = 2 * SEQUENTIAL - 1;
        const regrets = Object.fromEntries(
          ['auto', ...found.peers.map(({ label }) => label)].map((name, o) => [name, [own!, ...others][o]![at]!]),
        );
        const better = others.every((other) => own![at]! < other[at]!);
        sizes.push({
          batch,
          limit,
          times: needed / SEQUENTIAL,
          regretsAt100: regrets,
          better,
          failures: found.failures,
        });
      }
      const [four] = sizes;
      return {
        value: four!.times,
        holds: sizes.every(({ times, limit, better, failures }) => times <= limit && better && failures === 0),
        detail: { goal, sizes },
      };
    }),
};

/** Geometric mean regret after every number of trials, by optimiser. */
function curve({ ours, peers, runs, seeds }: Field, tasks: ReturnType<typeof suite>): number[][] {
  const budgets = Array.from({ length: TRIALS }, (_, i) => i + 1);
  return pairedEntries([ours, ...peers], tasks, seeds, runs, budgets).map((entries) => geometricMeans(entries, TRIALS));
}

/** The first number of trials after which a curve is as low as the goal; twice all trials where it never is. */
function reached(regrets: readonly number[], goal: number): number {
  const at = regrets.findIndex((regret) => regret <= goal);
  return at < 0 ? 2 * TRIALS : at + 1;
}
