import type { EarlierStudy, Problem } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';
import { belief, fit } from '../../models/gp/fit.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import { warped } from '../../models/gp/warp.ts';
import { leastMisranking, probabilities } from '../transfer/weights.ts';
import { type Choice, Winners } from '../transfer/winners.ts';
import { EarlierMean, lineTo, restOf } from './earlier-mean.ts';
import type { Features } from './features.ts';
import type { Output } from './outputs.ts';
import type { Settings } from './settings.ts';

/** Fewest results of an earlier study that make a model. */
const ENOUGH = 5;

/** Most results of this study by which earlier models are judged. */
const JUDGES = 100;

/** So many models, those that misrank the fewest results, are held against each other; those of less weight are left out. */
const MOST_MODELS = 3;
const LEAST_WEIGHT = 0.05;

/** Evaluations of the likelihood to judge a model. */
const EVALUATIONS = 12;

/** What an earlier mean's own two numbers, offset and slope, take from its log evidence: they were chosen to fit. */
const PENALTY = 1;

/**
 * What the earlier studies of a problem give to its Gaussian processes: configurations to try first, and a mean to start from.
 *
 * An earlier study's model predicts this study's results. As probable as it is that these are what it says plus a process,
 * rather than a process alone, so much of it becomes the mean of the process, which learns the rest.
 */
export class Transferred {
  readonly #winners: Winners;
  readonly #features: Features;
  readonly #settings: Settings;
  readonly #studies: readonly EarlierStudy[];
  readonly #objectives: number;
  /** By objective: made when first asked for. */
  readonly #models = new Map<number, readonly GaussianProcess[]>();

  constructor(problem: Problem, features: Features, settings: Settings) {
    this.#features = features;
    this.#settings = settings;
    this.#studies = problem.transfer ?? [];
    this.#objectives = problem.objectives.length;
    this.#winners = new Winners(features.space, this.#studies, this.#objectives);
  }

  /** The next winner to try; null where none is left that deserves it. */
  next(history: HistoryView | null, mine: readonly Float64Array[]): Choice | null {
    return this.#winners.next(history, mine);
  }

  /** Trials of winners that do not count as first looks. */
  disappointed(history: HistoryView | null): number {
    return this.#winners.disappointed(history);
  }

  /**
   * The mean that earlier studies give to an output; null where it is no objective, or they are not trusted.
   *
   * @param points shape (≥ results × columns): those of the output's results
   */
  mean(output: Output, points: Float64Array): EarlierMean | null {
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
    const pick = (values: Float64Array): Float64Array => Float64Array.from(judges, (i) => values[i]!);
    const losses = pick(output.warps[0]!.targets);
    const judged = predictions.map(pick);
    const best = leastMisranking(losses, judged, MOST_MODELS);
    const weights = this.#weights(
      judges,
      points,
      losses,
      best.map((k) => judged[k]!),
    );
    const trusted = best.flatMap((k, i) => (weights[i]! >= LEAST_WEIGHT ? [{ k, weight: weights[i]! }] : []));
    if (trusted.length === 0) return null;
    const trust = trusted.reduce((sum, { weight }) => sum + weight, 0);
    const parts = trusted.map(({ k, weight }) => ({
      model: models[k]!,
      share: weight / trust,
      known: predictions[k]!,
    }));
    return new EarlierMean(parts, trust);
  }

  /** How probable each earlier mean is beside none. */
  #weights(
    judges: readonly number[],
    all: Float64Array,
    losses: Float64Array,
    predictions: readonly Float64Array[],
  ): readonly number[] {
    const { layout } = this.#features;
    const { columns, groups } = layout;
    const n = judges.length;
    const points = new Float64Array(n * columns);
    judges.forEach((row, i) => points.set(all.subarray(row * columns, (row + 1) * columns), i * columns));
    const prior = belief(groups, this.#settings.prior);
    const evidence = (targets: Float64Array): number =>
      fit({ layout, points, targets, n }, prior, [prior.mean], { evaluations: EVALUATIONS }).score;
    const alone = evidence(losses);
    return probabilities(
      predictions.map((known) => evidence(restOf(known, losses, lineTo(known, losses))) - PENALTY - alone),
    );
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

/** The objective that an output models. */
function objectiveOf(key: string): number | null {
  return key.startsWith('loss:') ? Number(key.slice('loss:'.length)) : null;
}

/** At most `most` of the indices below n, evenly spread. */
function spread(n: number, most: number): readonly number[] {
  const count = Math.min(n, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}
