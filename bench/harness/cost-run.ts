import * as library from '../../src/index.ts';
import type { Clock } from '../../src/study/study.ts';
import { auto } from '../../src/samplers/auto/auto.ts';
import { gp } from '../../src/samplers/gp/gp.ts';
import { random } from '../../src/samplers/random.ts';
import type { Sampler } from '../../src/samplers/sampler.ts';
import { type CostTask, costTask } from '../tasks/costs.ts';
import { spaceOf } from './space-of.ts';
import { type Params, regretOf } from './task.ts';

/** A search with a limit of computing time, on virtual time, one trial after the other. Plain data. */
export interface CostJob {
  readonly task: string;
  readonly search: SearchName;
  readonly seed: number;
  /** Ends when so many trials of mean length have passed … */
  readonly budget: number;
  /** … or when so many have been run. */
  readonly trials: number;
}

/** Shares of the budget after which regret is read off. */
export const SHARES = [0.05, 0.1, 0.2, 0.5, 1] as const;

/** What came of it. */
export interface CostResult {
  /** At each of `SHARES`; 1 before anything has ended. */
  readonly regrets: readonly number[];
  /** Trials that ended within the budget. */
  readonly trials: number;
}

/** Searches that are compared. `blind` = not told that there is a limit; `low` = the user names cheap values. */
export const SEARCHES = {
  random: { sampler: random, isBlind: true, low: false },
  'gp blind': { sampler: gp, isBlind: true, low: false },
  gp: { sampler: gp, isBlind: false, low: false },
  'gp blind, low': { sampler: gp, isBlind: true, low: true },
  'gp, low': { sampler: gp, isBlind: false, low: true },
  'auto blind': { sampler: auto, isBlind: true, low: false },
  auto: { sampler: auto, isBlind: false, low: false },
  'auto, low': { sampler: auto, isBlind: false, low: true },
} as const satisfies Readonly<
  Record<string, { readonly sampler: () => Sampler; readonly isBlind: boolean; readonly low: boolean }>
>;

export type SearchName = keyof typeof SEARCHES;

/** Does a job in a helper process. */
export const work = ({ task, ...plan }: CostJob): Promise<CostResult> => runCost(costTask(task), plan);

/** Runs one search. */
export async function runCost(
  task: CostTask,
  { search, seed, budget, trials }: Omit<CostJob, 'task'>,
): Promise<CostResult> {
  const { sampler, isBlind, low } = SEARCHES[search];
  const seconds = budget * task.meanSeconds;
  let now = 0;
  const clock: Clock = { instant: () => Math.round(now), elapsed: () => now, after: () => () => undefined };
  const ended: { readonly at: number; readonly value: number }[] = [];
  const study = await library.createStudy({
    space: spaceOf(library as never, task.params) as library.SearchSpace,
    sampler: isBlind ? blind(sampler()) : sampler(),
    seed: seed + task.seedOffset,
    clock,
    ...(low ? { lowCost: task.low } : {}),
  });
  await study.optimize(
    (params) => {
      const { value, seconds: took } = task.evaluate(params as Params);
      now += 1000 * took;
      if (now > 1000 * seconds) throw new library.TrialPruned(); // what the limit would have ended
      ended.push({ at: now / 1000, value });
      return value;
    },
    { computeSeconds: seconds, trials },
  );
  const regretAt = (share: number): number =>
    ended.reduce((least, { at, value }) => (at > share * seconds ? least : Math.min(least, regretOf(value, task))), 1);
  return { regrets: SHARES.map(regretAt), trials: ended.length };
}

/** The same sampler, not told of the limit. */
const blind = (sampler: Sampler): Sampler => ({
  ...sampler,
  start({ spending: _, ...problem }) {
    return sampler.start(problem);
  },
});
