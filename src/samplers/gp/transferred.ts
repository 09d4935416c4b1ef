import type { EarlierStudy, Problem } from '../../history/problem.ts';
import type { Json } from '../../history/record.ts';
import { belief, fit, hyperparameters, Likelihood } from '../../models/gp/fit.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import { warped } from '../../models/gp/warp.ts';
import { random } from '../../math/random.ts';
import { portfolio, type Winner } from '../transfer/portfolio.ts';
import { rankingWeights } from '../transfer/weights.ts';
import type { Features } from './features.ts';
import type { Output, Predictor } from './outputs.ts';
import type { FitNote } from './regression.ts';
import type { Settings } from './settings.ts';

/** Fewest results of an earlier study that make a model. */
const ENOUGH = 5;

/** Most results of this study by which earlier models are judged. */
const JUDGES = 100;

/** Models of less weight are left out; so are all but the best few. */
const LEAST_WEIGHT = 0.05;
const MOST_MODELS = 5;

/** How many results the belief is worth that an earlier model's scale is right as it stands. */
const SCALE_BELIEF = 1;

/** A configuration to try, and what its trial's notes say. */
export interface Choice {
  readonly values: Float64Array;
  readonly notes: Readonly<Record<string, Json>>;
}

/**
 * What the earlier studies of a problem give to its Gaussian processes: configurations to try first, and a mean to start from.
 *
 * An earlier study's model predicts this study's results; weighted by how well it ranks those that are known, it becomes the
 * mean of the process, which learns the rest. Where it ranks no better than chance it counts for nothing.
 */
export class Transferred {
  readonly #winners: readonly Winner[];
  readonly #features: Features;
  readonly #settings: Settings;
  readonly #seed: number;
  readonly #studies: readonly EarlierStudy[];
  readonly #objectives: number;
  /** By objective: made when first asked for. */
  readonly #models = new Map<number, readonly GaussianProcess[]>();

  constructor(problem: Problem, features: Features, settings: Settings) {
    this.#features = features;
    this.#settings = settings;
    this.#seed = problem.seed;
    this.#studies = problem.transfer ?? [];
    this.#objectives = problem.objectives.length;
    this.#winners = portfolio(features.space, this.#studies, this.#objectives);
  }

  /** The next winner to try; null where all have been. */
  next(isNew: (values: Float64Array) => boolean): Choice | null {
    const winner = this.#winners.find(({ values }) => isNew(values));
    if (winner === undefined) return null;
    return { values: winner.values, notes: { why: `Among the best of study "${winner.study}".` } };
  }

  /**
   * The mean that earlier studies give to an output; null where it is no objective, or they are not trusted.
   *
   * @param points shape (≥ results × columns): those of the output's results
   * @param last the newest fit of this study's own process
   */
  mean(output: Output, points: Float64Array, last: FitNote | null): EarlierMean | null {
    const objective = objectiveOf(output.key);
    if (objective === null) return null;
    const models = this.#modelsOf(objective);
    const n = output.rows.length;
    if (models.length === 0 || n < 2) return null;
    const predictions = models.map((model) => {
      const means = new Float64Array(n);
      model.means(means, points, n);
      return means;
    });
    const judges = spread(n, JUDGES);
    const losses = output.warps[0]!.targets;
    const weights = rankingWeights(
      judges.map((i) => losses[i]!),
      this.#ownPredictions(judges, losses, points, last),
      predictions.map((each) => judges.map((i) => each[i]!)),
      random(this.#seed).fork('transfer').fork(objective).fork(output.results),
    );
    const trusted = weights
      .map((weight, k) => ({ weight, k }))
      .filter(({ weight }) => weight >= LEAST_WEIGHT)
      .sort((a, b) => b.weight - a.weight || a.k - b.k)
      .slice(0, MOST_MODELS);
    if (trusted.length === 0) return null;
    const sum = trusted.reduce((all, { weight }) => all + weight, 0);
    const parts = trusted.map(({ weight, k }) => ({ model: models[k]!, share: weight / sum }));
    const known = Float64Array.from(losses, (_, i) =>
      trusted.reduce((all, { weight, k }) => all + (weight / sum) * predictions[k]![i]!, 0),
    );
    return new EarlierMean(parts, sum, known);
  }

  /** The own process's prediction of each judging result from all other ones. */
  #ownPredictions(
    judges: readonly number[],
    losses: Float64Array,
    points: Float64Array,
    last: FitNote | null,
  ): Float64Array {
    const { layout } = this.#features;
    const { columns, groups } = layout;
    const own = new Float64Array(judges.length * columns);
    judges.forEach((row, i) => own.set(points.subarray(row * columns, (row + 1) * columns), i * columns));
    const targets = Float64Array.from(judges, (i) => losses[i]!);
    const isUsable = last !== null && last.theta.length === hyperparameters(groups);
    const theta = isUsable ? Float64Array.from(last.theta) : belief(groups, this.#settings.prior).mean;
    const likelihood = new Likelihood({ layout, points: own, targets, n: targets.length });
    likelihood.at(theta, new Float64Array(theta.length));
    return likelihood.leftOut();
  }

  #modelsOf(objective: number): readonly GaussianProcess[] {
    let models = this.#models.get(objective);
    if (models === undefined) {
      models = this.#studies.flatMap((study) => this.#modelOf(study, objective));
      this.#models.set(objective, models);
    }
    return models;
  }

  #modelOf({ configurations, losses }: EarlierStudy, objective: number): readonly GaussianProcess[] {
    const { layout } = this.#features;
    const kept = configurations
      .map((values, i) => ({ values, loss: losses[i * this.#objectives + objective]! }))
      .filter(({ loss }) => Number.isFinite(loss));
    const n = kept.length;
    if (n < ENOUGH) return [];
    const points = new Float64Array(n * layout.columns);
    kept.forEach(({ values }, i) => this.#features.write(points, i, values));
    const { targets } = warped(
      'half',
      Float64Array.from(kept, ({ loss }) => loss),
    );
    const prior = belief(layout.groups, this.#settings.prior);
    const { theta } = fit({ layout, points, targets, n }, prior, [prior.mean], {
      evaluations: this.#settings.evaluations,
    });
    const process = new GaussianProcess(layout, theta);
    process.condition(points, n, targets, n);
    return [process];
  }
}

/** A weighted sum of earlier models, brought onto the scale of this study's results. */
export class EarlierMean {
  /** How much the earlier models are trusted together, in (0, 1]. */
  readonly trust: number;
  readonly #parts: readonly { readonly model: GaussianProcess; readonly share: number }[];
  /** The sum at each known result. */
  readonly #known: Float64Array;

  constructor(
    parts: readonly { readonly model: GaussianProcess; readonly share: number }[],
    trust: number,
    known: Float64Array,
  ) {
    this.#parts = parts;
    this.trust = trust;
    this.#known = known;
  }

  /** The output with what is left for the process to explain. */
  rest(output: Output): Output {
    return {
      ...output,
      warps: output.warps.map((form) => {
        const { offset, slope } = this.#line(form.targets);
        return { ...form, targets: form.targets.map((target, i) => target - offset - slope * this.#known[i]!) };
      }),
    };
  }

  /** The process on top of this mean. @param targets those that the process had before the mean was taken off */
  under(process: GaussianProcess, targets: Float64Array): Predictor {
    const { offset, slope } = this.#line(targets);
    const earlier = (points: Float64Array, count: number): Float64Array => {
      const sum = new Float64Array(count).fill(offset);
      const means = new Float64Array(count);
      for (const { model, share } of this.#parts) {
        model.means(means, points, count);
        for (let i = 0; i < count; i++) sum[i]! += slope * share * means[i]!;
      }
      return sum;
    };
    return {
      predict: (mean, sd, points, count) => {
        process.predict(mean, sd, points, count);
        earlier(points, count).forEach((value, i) => {
          mean[i]! += value;
        });
      },
      means: (mean, points, count) => {
        process.means(mean, points, count);
        earlier(points, count).forEach((value, i) => {
          mean[i]! += value;
        });
      },
      gradient: (point, ofMean, ofSd) => {
        const [own, sd] = process.gradient(point, ofMean, ofSd);
        let mean = own + offset;
        const slopes = new Float64Array(point.length);
        const unused = new Float64Array(point.length);
        for (const { model, share } of this.#parts) {
          mean += slope * share * model.gradient(point, slopes, unused)[0];
          for (let c = 0; c < slopes.length; c++) ofMean[c]! += slope * share * slopes[c]!;
        }
        return [mean, sd];
      },
    };
  }

  /** The line that leads from the sum to some targets, never downwards, times the trust. */
  #line(targets: Float64Array): { readonly offset: number; readonly slope: number } {
    const n = targets.length;
    const x = average(this.#known);
    const y = average(targets);
    let xx = SCALE_BELIEF;
    let xy = SCALE_BELIEF;
    for (let i = 0; i < n; i++) {
      xx += (this.#known[i]! - x) * (this.#known[i]! - x);
      xy += (this.#known[i]! - x) * (targets[i]! - y);
    }
    const slope = Math.max(0, xy / xx);
    return { offset: this.trust * (y - slope * x), slope: this.trust * slope };
  }
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The objective that an output models. */
function objectiveOf(key: string): number | null {
  return key.startsWith('loss:') ? Number(key.slice('loss:'.length)) : null;
}

/** At most `most` of the indices below n, evenly spread. */
function spread(n: number, most: number): readonly number[] {
  const count = Math.min(n, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}
