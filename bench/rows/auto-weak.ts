import { wilcoxon } from '../../src/math/statistics.ts';
import { pairedEntries } from '../harness/entries.ts';
import { mean } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 40;
const NAMES = ['rastrigin5', 'levy10', 'ackley10r'];
const BUDGETS = [100, 200];

/** The default where models of its kind are weak: many local minima. */
export const autoWeak: Row = {
  id: 'auto-weak',
  what: `auto on ${NAMES.join(', ')} × ${SEEDS} seeds at ${BUDGETS.join(' and ')} trials, each against its best peer: the smallest p of "worse" (one-sided paired Wilcoxon test)`,
  unit: 'p',
  limit: { atLeast: 0.05 },
  measure: (options) =>
    measured(0, async () => {
      const tasks = suite('dev').filter(({ name }) => NAMES.includes(name));
      const { ours, peers, runs, seeds, failures } = await field({ tasks, seeds: SEEDS, trials: 200 }, options);
      const [own, ...others] = pairedEntries([ours, ...peers], tasks, seeds, runs, BUDGETS);
      const tests = own!.flatMap(({ task, logs }, t) =>
        BUDGETS.map((trials, b) => {
          const means = others.map((entries) => mean(entries[t]!.logs.map((row) => row[b]!)));
          const best = means.indexOf(Math.min(...means));
          const differences = logs.map((row, s) => row[b]! - others[best]![t]!.logs[s]![b]!);
          return {
            task,
            trials,
            bestPeer: peers[best]!.label,
            ratio: Math.exp(mean(differences)),
            p: wilcoxon(differences, 'greater'),
          };
        }),
      );
      return {
        value: peers.length === 0 ? 0 : Math.min(...tests.map(({ p }) => p)),
        holds: failures === 0,
        detail: { tests, failures },
      };
    }),
};
