import { pairedEntries } from '../harness/entries.ts';
import { BUDGETS } from '../harness/group-table.ts';
import { claims, geometricMeans, meanRanks, pairwise } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 20;

/** The claim: the default against each peer on tasks that nothing was tuned on. */
export const autoReport: Row = {
  id: 'auto-report',
  what: `auto on the frozen list of tasks × ${SEEDS} seeds, at 100 trials: the largest upper end of the ratio's 95 % interval over the peers; and against each of them sign test p < .01 (Holm), no group worse than 1.25 times`,
  unit: 'ratio',
  limit: { atMost: 1 },
  measure: (options) =>
    measured(2, async () => {
      const tasks = suite('report');
      const { ours, peers, runs, seeds, failures } = await field({ tasks, seeds: SEEDS, trials: 200 }, options);
      const [own, ...others] = pairedEntries([ours, ...peers], tasks, seeds, runs, BUDGETS);
      const byBudget = BUDGETS.map((trials, b) => {
        const found = new Map(peers.map(({ label }, o) => [label, pairwise(own!, others[o]!, b)]));
        const ranks = meanRanks([own!, ...others], b);
        return {
          trials,
          regret: geometricMeans(own!, BUDGETS.length)[b]!,
          against: Object.fromEntries(found),
          claims: claims(found),
          ranks: Object.fromEntries(['auto', ...peers.map(({ label }) => label)].map((name, o) => [name, ranks[o]])),
        };
      });
      const at100 = byBudget[2]!;
      const tops = Object.values(at100.against).map(({ ratio }) => ratio.high);
      return {
        value: tops.length === 0 ? 2 : Math.max(...tops),
        holds: peers.length > 0 && failures === 0 && at100.claims.every(({ holds }) => holds),
        peers: peers.map(({ label }) => ({ name: label, value: at100.against[label]!.ratio.value })),
        detail: { byBudget, failures },
      };
    }),
};
