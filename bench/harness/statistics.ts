import { ranks, signTest, wilcoxon } from '../../src/math/statistics.ts';
import { uniform } from '../quality/functions.ts';

const DRAWS = 10_000;

/** Logarithms of floored regrets on one task: [seed][budget]. Seeds stand in the same order for every optimiser. */
export type TaskLogs = readonly (readonly number[])[];

/** One task as statistics see it. */
export interface Entry {
  readonly task: string;
  readonly group: string;
  readonly logs: TaskLogs;
}

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two optimisers at one budget, ours by theirs: below 1 is better. */
export interface Pairwise {
  /** Ratio of geometric mean regrets; the interval draws tasks, then seeds within them. */
  readonly ratio: Estimate;
  /** By task, the sign of the difference of medians. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Two-sided. */
  readonly signTest: number;
  /** Of the tasks' mean log ratios, two-sided. */
  readonly wilcoxon: number;
  /** Ratio by group. */
  readonly groups: Readonly<Record<string, number>>;
  readonly worstGroup: { readonly name: string; readonly ratio: number };
}

/** Geometric means by budget; every task has the same weight. */
export function geometricMeans(entries: readonly Entry[], budgets: number): number[] {
  return Array.from({ length: budgets }, (_, b) => Math.exp(mean(entries.map(({ logs }) => mean(column(logs, b))))));
}

/** Compares runs that are paired by task and seed, at the budget with this index. */
export function pairwise(ours: readonly Entry[], theirs: readonly Entry[], b: number): Pairwise {
  const differences = ours.map(({ logs }, t) => column(logs, b).map((log, s) => log - theirs[t]!.logs[s]![b]!));
  const medians = ours.map(({ logs }, t) => median(column(logs, b)) - median(column(theirs[t]!.logs, b)));
  const byTask = differences.map(mean);
  const names = [...new Set(ours.map(({ group }) => group))];
  const groups = Object.fromEntries(
    names.map((name) => [name, Math.exp(mean(byTask.filter((_, t) => ours[t]!.group === name)))]),
  );
  const worst = names.reduce((a, c) => (groups[c]! > groups[a]! ? c : a));
  const { value, low, high } = twoLevelMean(differences);
  return {
    ratio: { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) },
    wins: medians.filter((x) => x < 0).length,
    losses: medians.filter((x) => x > 0).length,
    ties: medians.filter((x) => x === 0).length,
    signTest: signTest(medians, 'two-sided'),
    wilcoxon: wilcoxon(byTask, 'two-sided'),
    groups,
    worstGroup: { name: worst, ratio: groups[worst]! },
  };
}

/** What may be said of several peers at once. */
export interface Claim {
  readonly peer: string;
  readonly holds: boolean;
  /** Sign test, corrected over the peers. */
  readonly p: number;
  readonly reasons: readonly string[];
}

/**
 * "Beats each of them" holds where the sign test, corrected over peers, has p < .01 with more wins than losses, the interval
 * of the ratio lies below 1, and no group is worse than 1.25 times.
 */
export function claims(found: ReadonlyMap<string, Pairwise>): Claim[] {
  const peers = [...found.keys()];
  const corrected = holm(peers.map((peer) => found.get(peer)!.signTest));
  return peers.map((peer, i) => {
    const { wins, losses, ratio, worstGroup } = found.get(peer)!;
    const p = corrected[i]!;
    const reasons: string[] = [];
    if (!(p < 0.01) || wins <= losses) reasons.push(`sign test p = ${p.toPrecision(2)} (${wins} won, ${losses} lost)`);
    if (!(ratio.high < 1)) reasons.push(`interval of the ratio reaches ${ratio.high.toFixed(2)}`);
    if (!(worstGroup.ratio <= 1.25)) reasons.push(`${worstGroup.name} is ${worstGroup.ratio.toFixed(2)} times theirs`);
    return { peer, p, holds: reasons.length === 0, reasons };
  });
}

/** Holm's correction: p values that hold for all hypotheses together. Source: Holm 1979. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const corrected = [...p];
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, (p.length - rank) * p[i]!));
    corrected[i] = least;
  });
  return corrected;
}

/** Mean rank of each optimiser at a budget, 1 = best: runs of the same task and seed are ranked among each other. */
export function meanRanks(optimisers: readonly (readonly Entry[])[], b: number): Estimate[] {
  const tasks = optimisers[0]!.map((_, t) => t);
  /** [task][seed] -> ranks by optimiser. */
  const ranked = tasks.map((t) =>
    optimisers[0]![t]!.logs.map((_, s) => ranks(optimisers.map((entries) => entries[t]!.logs[s]![b]!))),
  );
  return optimisers.map((_, o) => twoLevelMean(ranked.map((seeds) => seeds.map((of) => of[o]!))));
}

/**
 * Mean over tasks of the mean over seeds, with an interval: tasks are drawn again, then seeds within them.
 *
 * @param tail  share of draws beyond each end of the interval; default 0.025, which is a 95 % interval
 */
export function twoLevelMean(values: readonly (readonly number[])[], tail = 0.025, draws = DRAWS): Estimate {
  const random = uniform(1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    for (let t = 0; t < values.length; t++) {
      const seeds = pick(values);
      let sum = 0;
      for (let s = 0; s < seeds.length; s++) sum += pick(seeds);
      total += sum / seeds.length;
    }
    means[draw] = total / values.length;
  }
  means.sort();
  return {
    value: mean(values.map(mean)),
    low: means[Math.floor(tail * draws)]!,
    high: means[Math.ceil((1 - tail) * draws) - 1]!,
  };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** The mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function column(logs: TaskLogs, b: number): number[] {
  return logs.map((row) => row[b]!);
}
