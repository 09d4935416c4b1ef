import { bestFronts } from '../../math/best-fronts.ts';
import { index, type Random } from '../../math/random.ts';
import type { Evidence } from './evidence.ts';
import { densityOver, type Grid, gridOf } from './grid-density.ts';

/** The share of the trials that counts as the best. */
const BEST = 0.1;

/** Resamples of the trials: as many as that much work allows. */
const MOST_RESAMPLES = 100;
const LEAST_RESAMPLES = 40;
const WORK = 4e8;

/** Trials that a part needs to be looked at. */
const LEAST_TRIALS = 2;

/** What PED-ANOVA finds. */
export interface Divergences {
  /** By parameter: how much of the difference between the best trials and all is its; sums to 1, or is 0 throughout. */
  readonly shares: Float64Array;
  /** The same of resampled trials. */
  readonly resampled: readonly Float64Array[];
  /** How many trials counted as the best. */
  readonly best: number;
}

/**
 * How differently the best tenth of the trials is spread over each parameter than all trials are: Pearson's divergence of the two
 * densities. With several objectives the best are those of the best Pareto fronts.
 *
 * Infeasible trials are never among the best. A conditional parameter counts where it is active, by how much more often it is
 * so among the best. Of a parameter stored in several numbers the one that differs most stands for it.
 *
 * Source: Watanabe, Bansal and Hutter 2023, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary subspaces";
 * conditional parameters as in Optuna 5 (condPED-ANOVA).
 */
export function pedAnova(evidence: Evidence, stream: Random): Divergences {
  const { count, parts, names } = evidence;
  const line = lineOf(evidence);
  const contrast = new Contrast(evidence);
  const weights = new Float64Array(count).fill(1);
  const wanted = bestOf(count);
  const best = line.mark(weights, wanted);
  const shares = contrast.shares(weights, line.isBest);
  const work = Math.max(1, count * parts.length);
  const resamples = Math.max(LEAST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(WORK / work)));
  const resampled: Float64Array[] = [];
  const draws = stream.fork('resamples');
  for (let r = 0; r < resamples && names.length > 0; r++) {
    weights.fill(0);
    for (let i = 0; i < count; i++) weights[index(draws, count)]!++;
    line.mark(weights, wanted);
    resampled.push(contrast.shares(weights, line.isBest));
  }
  return { shares, resampled, best };
}

/**
 * Shares as of so many trials that are spread as these are: how much densities are smoothed hangs on how many there are.
 *
 * Of very many trials that is the truth which the intervals of so many are meant to hold.
 */
export function sharesAs(evidence: Evidence, trials: number): Float64Array {
  const line = lineOf(evidence);
  const weights = new Float64Array(evidence.count).fill(trials / evidence.count);
  line.mark(weights, bestOf(trials));
  return new Contrast(evidence).shares(weights, line.isBest);
}

const bestOf = (trials: number): number => Math.ceil(BEST * trials);

/** Results in a line, the best ones first, as far as the best tenth may reach. */
class Line {
  readonly #order: ArrayLike<number>;
  /** Are these two equally good? */
  readonly #isTie: (a: number, b: number) => boolean;
  /** Shape (results): 1 = among the best. */
  readonly isBest: Uint8Array;

  constructor(order: ArrayLike<number>, isTie: (a: number, b: number) => boolean, count: number) {
    this.#order = order;
    this.#isTie = isTie;
    this.isBest = new Uint8Array(count);
  }

  /** Marks so many of the best of trials that count so often each, with whoever ties with the last; answers how many they are. */
  mark(weights: Float64Array, wanted: number): number {
    const order = this.#order;
    this.isBest.fill(0);
    let found = 0;
    let last = -1;
    for (let at = 0; at < order.length; at++) {
      const i = order[at]!;
      if (weights[i] === 0) continue;
      if (found >= wanted && !this.#isTie(last, i)) break;
      this.isBest[i] = 1;
      found += weights[i]!;
      last = i;
    }
    return found;
  }
}

function lineOf({ count, losses, objectives, violations }: Evidence): Line {
  const feasible: number[] = [];
  for (let i = 0; i < count; i++) if (violations[i] === 0) feasible.push(i);
  if (objectives === 1) {
    const order = Int32Array.from(feasible).sort((a, b) => losses[a]! - losses[b]! || a - b);
    return new Line(order, (a, b) => losses[a] === losses[b], count);
  }
  const own = new Float64Array(feasible.length * objectives);
  feasible.forEach((row, i) => own.set(losses.subarray(row * objectives, (row + 1) * objectives), i * objectives));
  const wanted = Math.ceil(BEST * count);
  const first = bestFronts(own, objectives, wanted);
  const isFirst = new Set(first);
  const next = bestFronts(own, objectives, 2 * wanted).filter((i) => !isFirst.has(i)); // resamples may reach farther
  const order = [...first, ...next].map((i) => feasible[i]!);
  return new Line(order, () => false, count);
}

/** Compares the best with all. */
class Contrast {
  readonly #evidence: Evidence;
  readonly #grids: readonly Grid[];
  readonly #all: Float64Array;
  readonly #best: Float64Array;
  readonly #ofAll: Float64Array;
  readonly #ofBest: Float64Array;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    this.#grids = evidence.parts.map(({ distribution, values }) => gridOf(distribution, values));
    const most = this.#grids.reduce((cells, grid) => Math.max(cells, grid.cells), 0);
    this.#all = new Float64Array(most);
    this.#best = new Float64Array(most);
    this.#ofAll = new Float64Array(most);
    this.#ofBest = new Float64Array(most);
  }

  /** Shares by parameter of trials that count so often each. */
  shares(weights: Float64Array, isBest: Uint8Array): Float64Array {
    const { names, parts, count } = this.#evidence;
    const shares = new Float64Array(names.length);
    let best = 0;
    for (let i = 0; i < count; i++) if (isBest[i] === 1) best += weights[i]!;
    if (best === 0) return shares;
    let stored = '';
    let sum = 0; // over the distributions of one stored number
    let param = -1;
    this.#grids.forEach((grid, p) => {
      const part = parts[p]!;
      if (part.stored !== stored || part.param !== param) sum = 0;
      stored = part.stored;
      param = part.param;
      sum += this.#divergence(grid, weights, isBest, best);
      shares[param] = Math.max(shares[param]!, sum);
    });
    const total = shares.reduce((all, share) => all + share, 0);
    return total > 0 ? shares.map((share) => share / total) : shares;
  }

  #divergence(grid: Grid, weights: Float64Array, isBest: Uint8Array, allBest: number): number {
    const { of, cells } = grid;
    const all = this.#all.fill(0, 0, cells);
    const best = this.#best.fill(0, 0, cells);
    for (let i = 0; i < of.length; i++) {
      const cell = of[i]!;
      if (cell < 0) continue;
      all[cell]! += weights[i]!;
      best[cell]! += weights[i]! * isBest[i]!;
    }
    let active = 0;
    let activeBest = 0;
    for (let cell = 0; cell < cells; cell++) {
      active += all[cell]!;
      activeBest += best[cell]!;
    }
    if (active < LEAST_TRIALS || activeBest === 0) return 0;
    densityOver(grid, all, this.#ofAll);
    densityOver(grid, best, this.#ofBest);
    let divergence = 0;
    for (let cell = 0; cell < cells; cell++) {
      const off = this.#ofBest[cell]! / this.#ofAll[cell]! - 1;
      divergence += this.#ofAll[cell]! * off * off;
    }
    const [shareOfBest, shareOfAll] = [activeBest / allBest, active / of.length];
    return ((shareOfBest * shareOfBest) / shareOfAll) * divergence;
  }
}
