import { twoLevelMean } from './statistics.ts';

/** What a release reached: logarithms of floored regrets by task, a number for each seed. */
export interface Reference {
  readonly sampler: string;
  readonly trials: number;
  readonly seeds: readonly number[];
  readonly logs: Readonly<Record<string, readonly number[]>>;
}

/** Have we become worse? Yes where the one-sided 99 % bootstrap interval of the log ratio lies above 0. */
export function verdictOf(now: Reference, before: Reference): { readonly worse: boolean; readonly says: string } {
  const tasks = Object.keys(before.logs);
  if (tasks.join() !== Object.keys(now.logs).join() || before.seeds.join() !== now.seeds.join())
    throw new Error('The reference is of other tasks or seeds: make it again with npm run bench gate -- --write');
  const differences = tasks.map((task) => now.logs[task]!.map((log, s) => log - before.logs[task]![s]!));
  const { value, low, high } = twoLevelMean(differences, 0.01);
  const worse = low > 0;
  const ratio = [value, low, high].map((log) => Math.exp(log).toFixed(2));
  const says = `${now.sampler} has ${ratio[0]} times the regret of the reference (${before.sampler}), at least ${ratio[1]}, at most ${ratio[2]} with 99 % confidence each: ${worse ? 'worse' : 'not worse'}`;
  return { worse, says };
}
