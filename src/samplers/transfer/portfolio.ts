import type { EarlierStudy } from '../../history/problem.ts';
import { toUnit } from '../../space/encode.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** A portfolio has two configurations, one more for each earlier study, and no more than this. */
const MOST = 5;

/** Of each earlier study so many of the best may be chosen. */
const CANDIDATES = 20;

/** Configurations nearer than this to a chosen one say little new: the mean difference of a parameter, as a share of its range. */
const APART = 0.1;

/** A mean regret that falls by less than this has not fallen. */
const LEAST_GAIN = 0.01;

/** A configuration to try first, and whose it is. */
export interface Winner {
  readonly study: string;
  /** Values by node, NaN = inactive. */
  readonly values: Float64Array;
}

/**
 * The configurations of earlier studies to try first, best first.
 *
 * Each next one is that which lowers most the regret of the best chosen one, averaged over the earlier studies; where none
 * does (they all agree, or there is only one), the best one that is not near a chosen one. What a study has not tried is
 * judged by the nearest configuration that it has.
 *
 * Source: greedy portfolios, Xu et al. 2010 (Hydra); Feurer et al. 2022 (auto-sklearn 2.0).
 */
export function portfolio(space: SearchSpace, studies: readonly EarlierStudy[], objectives: number): readonly Winner[] {
  const views = studies.flatMap((study) => Array.from({ length: objectives }, (_, o) => viewOf(study, o, objectives)));
  const known = views.filter(({ regrets }) => regrets.some(Number.isFinite));
  const candidates = candidatesOf(known);
  const table = candidates.map(({ values }) => known.map((view) => regretAt(space, view, values)));
  const least = known.map(() => 1);
  const chosen: number[] = [];
  for (let k = Math.min(MOST, 2 + studies.length); k > 0; k--) {
    const next = nextOf(space, candidates, table, least, chosen);
    if (next === null) break;
    chosen.push(next);
    table[next]!.forEach((regret, s) => {
      least[s] = Math.min(least[s]!, regret);
    });
  }
  return chosen.map((c) => candidates[c]!);
}

/** One objective of an earlier study. */
interface View {
  readonly study: EarlierStudy;
  /** 0 = its best, 1 = its median or worse; NaN = no value. */
  readonly regrets: Float64Array;
}

function viewOf(study: EarlierStudy, objective: number, objectives: number): View {
  const losses = Float64Array.from(study.configurations, (_, i) => study.losses[i * objectives + objective]!);
  const sorted = losses.filter(Number.isFinite).sort();
  const best = sorted[0]!;
  const range = sorted[Math.floor(sorted.length / 2)]! - best;
  return { study, regrets: losses.map((loss) => Math.min(1, range > 0 ? (loss - best) / range : 0)) };
}

function candidatesOf(views: readonly View[]): Winner[] {
  const candidates = new Map<string, Winner>();
  for (const { study, regrets } of views) {
    const order = study.configurations.map((_, i) => i).filter((i) => Number.isFinite(regrets[i]!));
    order.sort((a, b) => regrets[a]! - regrets[b]! || a - b);
    for (const i of order.slice(0, CANDIDATES)) {
      const values = study.configurations[i]!;
      const key = values.join();
      if (!candidates.has(key)) candidates.set(key, { study: study.name, values });
    }
  }
  return [...candidates.values()];
}

function regretAt(space: SearchSpace, { study, regrets }: View, values: Float64Array): number {
  let nearest = 1;
  let least = Number.POSITIVE_INFINITY;
  study.configurations.forEach((other, i) => {
    if (!Number.isFinite(regrets[i]!)) return;
    const apart = distance(space, values, other);
    if (apart > least || (apart === least && regrets[i]! >= nearest)) return;
    least = apart;
    nearest = regrets[i]!;
  });
  return nearest;
}

function nextOf(
  space: SearchSpace,
  candidates: readonly Winner[],
  table: readonly (readonly number[])[],
  least: readonly number[],
  chosen: readonly number[],
): number | null {
  const left = candidates.map((_, c) => c).filter((c) => !chosen.includes(c));
  const gain = (c: number): number => mean(table[c]!.map((regret, s) => Math.max(0, least[s]! - regret)));
  const [helpful] = left.toSorted((a, b) => gain(b) - gain(a) || mean(table[a]!) - mean(table[b]!) || a - b);
  if (helpful === undefined || chosen.length === 0 || gain(helpful) >= LEAST_GAIN) return helpful ?? null;
  const apart = (c: number): number =>
    Math.min(...chosen.map((other) => distance(space, candidates[c]!.values, candidates[other]!.values)));
  const far = left.filter((c) => apart(c) >= APART);
  far.sort((a, b) => mean(table[a]!) - mean(table[b]!) || a - b);
  return far[0] ?? left.toSorted((a, b) => apart(b) - apart(a) || a - b)[0]!;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean difference over the parameters of either: of numbers as a share of the range, 1 where choices differ. */
function distance({ nodes }: SearchSpace, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  let count = 0;
  nodes.forEach(({ distribution }, node) => {
    const [x, y] = [a[node]!, b[node]!];
    if (Number.isNaN(x) && Number.isNaN(y)) return;
    count++;
    if (Number.isNaN(x) || Number.isNaN(y)) sum += 1;
    else if (distribution.kind === 'categorical' && !distribution.ordered) sum += x === y ? 0 : 1;
    else sum += Math.abs(toUnit(distribution, x) - toUnit(distribution, y));
  });
  return count === 0 ? 0 : sum / count;
}
