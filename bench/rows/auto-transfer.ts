import { load } from '../harness/builds.ts';
import { knowsEarlierStudies } from '../harness/earlier-study.ts';
import { entriesOf } from '../harness/entries.ts';
import { runsOf } from '../harness/runs.ts';
import { geometricMeans } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { suite } from '../tasks/catalog.ts';
import { measured, ourSampler, seedsFrom } from './auto.ts';

const SEEDS = 20;
const ALONE = 50;
const TRIALS = 100;
const LIMITS = { related: 30, misleading: 55 } as const;

/** The default with an earlier study to learn from, a helpful one or a misleading one. */
export const autoTransfer: Row = {
  id: 'auto-transfer',
  what: `auto after five related and five misleading studies × ${SEEDS} seeds: trials to reach the regret that ${ALONE} trials reach without them; at most ${LIMITS.related} and ${LIMITS.misleading}`,
  unit: 'trials, related',
  limit: { atMost: LIMITS.related },
  measure: (options) =>
    measured(2 * TRIALS, async () => {
      const ours = await ourSampler(options);
      if (!(await knowsEarlierStudies(await load(ours))))
        return { value: 2 * TRIALS, holds: false, detail: { missing: 'createStudy takes no earlier studies.' } };
      const seeds = seedsFrom(options, SEEDS);
      const curve = async (group: string, transfer: boolean): Promise<number[]> => {
        const tasks = suite('transfer').filter((task) => task.group === group);
        const plans = seeds.map((each) => ({ seed: each, trials: TRIALS, transfer }));
        const runs = await runsOf([ours], tasks, plans);
        if (runs.failures.size > 0) throw new Error([...runs.failures.values()][0]);
        const budgets = Array.from({ length: TRIALS }, (_, i) => i + 1);
        return geometricMeans(entriesOf(ours, tasks, seeds, runs, budgets), TRIALS);
      };
      const needed = async (group: keyof typeof LIMITS): Promise<number> => {
        const goal = (await curve(group, false))[ALONE - 1]!;
        const at = (await curve(group, true)).findIndex((regret) => regret <= goal);
        return at < 0 ? 2 * TRIALS : at + 1;
      };
      const [related, misleading] = [await needed('related'), await needed('misleading')];
      return { value: related, holds: misleading <= LIMITS.misleading, detail: { related, misleading } };
    }),
};
