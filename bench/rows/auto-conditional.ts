import { pairedEntries } from '../harness/entries.ts';
import { wrongBranches } from '../harness/group-table.ts';
import { geometricMeans, pairwise } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 40;
const TRIALS = 100;

/** The default where it has to choose a branch first. */
export const autoConditional: Row = {
  id: 'auto-conditional',
  what: `auto on spaces with branches × ${SEEDS} seeds at ${TRIALS} trials: regret over that of the best peer; no run in a wrong branch`,
  unit: 'ratio',
  limit: { atMost: 1 },
  measure: (options) =>
    measured(2, async () => {
      const tasks = suite('conditional');
      const { ours, peers, runs, seeds, failures } = await field({ tasks, seeds: SEEDS, trials: TRIALS }, options);
      const [own, ...others] = pairedEntries([ours, ...peers], tasks, seeds, runs, [TRIALS]);
      const regret = geometricMeans(own!, 1)[0]!;
      const theirs = others.map((entries) => geometricMeans(entries, 1)[0]!);
      const wrong = Object.fromEntries(
        tasks
          .filter((task) => task.instance(seeds[0]!).inWrongBranch !== undefined)
          .map((task) => [task.name, wrongBranches(ours, [task], seeds, runs, TRIALS)]),
      );
      return {
        value: theirs.length === 0 ? 2 : regret / Math.min(...theirs),
        holds: failures === 0 && Object.values(wrong).every((count) => count === 0),
        peers: peers.map(({ label }, o) => ({ name: label, value: theirs[o]! })),
        detail: {
          regret,
          wrongBranch: wrong,
          against: Object.fromEntries(peers.map(({ label }, o) => [label, pairwise(own!, others[o]!, 0)])),
          failures,
        },
      };
    }),
};
