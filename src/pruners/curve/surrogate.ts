import type { HistoryView } from '../../history/view.ts';
import { likelihoodRatio, type Normal, type Told, trustOf } from '../../models/curve/neighbours.ts';
import { belief, fit, type Hyperparameters, PRIOR, type PriorOptions } from '../../models/gp/fit.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import { standardised } from '../../models/gp/warp.ts';
import { Features } from '../../space/features.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';

/** A run's end as far as it is known: what it came to, or what its curve makes expect. */
export interface Ending {
  readonly row: number;
  readonly mean: number;
  /** 0 where it came to that. */
  readonly sd: number;
}

/** Runs that are taken in: so many of the best, and so many of the others, evenly by how good they are. */
const BEST = 24;
const OTHERS = 24;

/** Fewest complete runs that a process is fitted to. */
const FEWEST = 5;

/** Worse than this share of the runs is as bad as can be: how bad tells nothing of the good ones. */
const CAP = 0.75;

/** Runs may end as no configuration tells: up to all of what sets them apart is noise. */
const NOISY: PriorOptions = { ...PRIOR, noiseCap: 1, logNoise: -3 };

/** A fit's effort: one for each run that is complete, so a small one. */
const EFFORT = { evaluations: 15 };

/** Least precision of what is told, in units of how all ends are spread: below it nothing is. */
const LEAST = 1e-6;

/** The spread of all ends, in the process's units. */
const ALL: Normal = { mean: 0, sd: 1 };

/** A process that has taken runs in; `centre` and `scale` lead from its units to those of losses. */
interface Conditioned {
  readonly process: GaussianProcess;
  readonly centre: number;
  readonly scale: number;
  /** By row. */
  readonly known: ReadonlyMap<number, { readonly target: number; readonly doubt: number }>;
}

/**
 * What configurations say of how runs end: a Gaussian process over parameters, of what complete runs came to and of what others are expected
 * to come to. The doubt in a forecast is noise of its own.
 *
 * It follows from the runs taken in alone, so hyperparameters are fitted to complete runs afresh whenever these change.
 * Source: ends of curves as a process over parameters, each known as well as its curve tells: Swersky, Snoek and Adams 2014,
 * "Freeze-thaw Bayesian optimization".
 */
export class Surrogate {
  readonly #space: SearchSpace;
  readonly #features: Features;
  #fitted: { readonly key: string; readonly theta: Hyperparameters } = { key: '', theta: new Float64Array(0) };
  #conditioned: Conditioned | null = null;
  #trust = 0.5;

  constructor(space: SearchSpace) {
    this.#space = space;
    this.#features = new Features(space);
  }

  /** Takes runs in, in place of those before. @param endings of runs that are over for now, by row; finite */
  condition(history: HistoryView, endings: readonly Ending[]): void {
    const complete = chosen(endings.filter(({ sd }) => sd === 0));
    const conditioned = complete.length < FEWEST ? null : this.#conditionedOn(history, complete, chosen(endings));
    this.#conditioned = conditioned;
    if (conditioned === null) return;
    const { centre, scale, known } = conditioned;
    const told = this.#told(history, conditioned, complete);
    const ratios = complete.map(({ row, mean }, i) => {
      const target = known.get(row)?.target ?? (mean - centre) / scale;
      return likelihoodRatio({ mean: target, sd: 0 }, { near: told[i]!.near, all: ALL });
    });
    this.#trust = trustOf(ratios);
  }

  /**
   * What the other runs tell of each of some; null where too few are complete, all came to the same, or no other one is near.
   *
   * What was taken in of a run itself does not count.
   */
  told(history: HistoryView, rows: readonly number[]): readonly (Told | null)[] {
    const conditioned = this.#conditioned;
    if (conditioned === null) return rows.map(() => null);
    const { centre, scale } = conditioned;
    const inLosses = ({ mean, sd }: Normal): Normal => ({ mean: centre + scale * mean, sd: scale * sd });
    const runs = rows.map((row) => ({ row }));
    return this.#told(history, conditioned, runs).map(({ beside, near }) =>
      beside === null
        ? null
        : { beside: inLosses(beside), near: inLosses(near), all: inLosses(ALL), trust: this.#trust },
    );
  }

  #conditionedOn(history: HistoryView, complete: readonly Ending[], endings: readonly Ending[]): Conditioned | null {
    const means = capped(endings);
    const { centre, scale } = unitOf(means);
    const theta = this.#thetaOf(history, complete);
    if (!(scale > 0) || theta === null) return null;
    const process = new GaussianProcess(this.#features.layout, theta);
    const targets = means.map((mean) => (mean - centre) / scale);
    const doubt = Float64Array.from(endings, ({ sd }) => (sd / scale) * (sd / scale));
    process.condition(this.#points(history, endings), endings.length, targets, endings.length, doubt);
    const known = new Map(endings.map(({ row }, i) => [row, { target: targets[i]!, doubt: doubt[i]! }]));
    return { process, centre, scale, known };
  }

  /** In the process's units. What is true of all runs is its belief before any data, and what a run told itself is taken out of the sum. */
  #told(
    history: HistoryView,
    { process, known }: Conditioned,
    runs: readonly Pick<Ending, 'row'>[],
  ): readonly { readonly beside: Normal | null; readonly near: Normal }[] {
    const points = this.#points(history, runs);
    const mean = new Float64Array(runs.length);
    const sd = new Float64Array(runs.length);
    const before = new Float64Array(runs.length);
    process.predict(mean, sd, points, runs.length);
    process.variances(before, points, runs.length);
    const { noise } = process;
    return runs.map(({ row }, i) => {
      let precision = 1 / (sd[i]! * sd[i]!);
      let weighed = mean[i]! * precision;
      const own = known.get(row);
      if (own !== undefined) {
        precision -= 1 / (own.doubt + noise);
        weighed -= own.target / (own.doubt + noise);
      }
      const end = (of: number): Normal => ({ mean: weighed / of, sd: Math.sqrt(1 / of + noise) });
      const beside = precision - 1 / before[i]!;
      return { beside: beside > LEAST ? end(beside) : null, near: end(Math.max(precision, LEAST)) };
    });
  }

  #thetaOf(history: HistoryView, complete: readonly Ending[]): Hyperparameters | null {
    const key = complete.map(({ row, mean }) => `${row}:${mean}`).join();
    if (key === this.#fitted.key) return this.#fitted.theta;
    const means = capped(complete);
    if (!(unitOf(means).scale > 0)) return null;
    const { layout } = this.#features;
    const prior = belief(layout.groups, NOISY);
    const sample = { layout, points: this.#points(history, complete), targets: standardised(means), n: means.length };
    const { theta } = fit(sample, prior, [prior.mean], EFFORT);
    this.#fitted = { key, theta };
    return theta;
  }

  /** Shape (runs × columns). */
  #points(history: HistoryView, runs: readonly Pick<Ending, 'row'>[]): Float64Array {
    const points = new Float64Array(runs.length * this.#features.layout.columns);
    runs.forEach(({ row }, i) =>
      this.#features.write(
        points,
        i,
        nodeValues(this.#space, (name) => history.columns.get(name)?.values[row]),
      ),
    );
    return points;
  }
}

function chosen(endings: readonly Ending[]): readonly Ending[] {
  const sorted = endings.slice().sort((a, b) => a.mean - b.mean || a.row - b.row);
  const rest = sorted.length - BEST;
  if (rest <= OTHERS) return sorted;
  const others = Array.from({ length: OTHERS }, (_, i) => sorted[BEST + Math.floor((i * rest) / OTHERS)]!);
  return [...sorted.slice(0, BEST), ...others];
}

/** Means, none of them above the cap. @param endings in ascending order of their means */
function capped(endings: readonly Ending[]): Float64Array {
  const cap = endings[Math.floor(CAP * (endings.length - 1))]!.mean;
  return Float64Array.from(endings, ({ mean }) => Math.min(mean, cap));
}

function unitOf(values: Float64Array): { readonly centre: number; readonly scale: number } {
  let centre = 0;
  for (const value of values) centre += value / values.length;
  let spread = 0;
  for (const value of values) spread += ((value - centre) * (value - centre)) / values.length;
  return { centre, scale: Math.sqrt(spread) };
}
