import type { EarlierStudy, Problem } from '../../history/problem.ts';
import type { HistoryView } from '../../history/view.ts';
import { random } from '../../math/random.ts';
import { type Belief, belief, fit } from '../../models/gp/fit.ts';
import { GaussianProcess } from '../../models/gp/process.ts';
import { warped } from '../../models/gp/warp.ts';
import { rankingWeights } from '../transfer/weights.ts';
import { type Choice, Winners } from '../transfer/winners.ts';
import { EarlierMean } from './earlier-mean.ts';
import type { Features } from '../../space/features.ts';
import type { Output } from './outputs.ts';
import type { Settings } from './settings.ts';

/** Fewest results of an earlier study that make a model. */
const ENOUGH = 5;

/** Finished trials before the model is asked, where a winner of an earlier study was among the best. */
const PROVED = 3;

/** Most results of this study by which earlier models are judged. */
const JUDGES = 100;

/** Models of less weight are left out; so are all but the best few. */
const LEAST_WEIGHT = 0.05;
const MOST_MODELS = 5;

/**
 * What the earlier studies of a problem give to its Gaussian processes: configurations to try first, and a mean to start from.
 *
 * An earlier study's model predicts this study's results; weighted by how well it ranks those that are known, it becomes the
 * mean of the process, which learns the rest. Where it ranks no better than chance it counts for nothing.
 */
export class Transferred {
  readonly #winners: Winners;
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
    this.#winners = new Winners(features.space, this.#studies, this.#objectives);
  }

  /** The next winner to try; null where none is left that deserves it. */
  next(history: HistoryView | null, mine: readonly Float64Array[]): Choice | null {
    return this.#winners.next(history, mine);
  }

  /** Finished trials before the model is asked: few where earlier studies help, all of the start-up design where they do not. */
  startup(history: HistoryView | null): number {
    const { startup } = this.#settings;
    return this.#winners.haveProved(history)
      ? Math.min(startup, PROVED)
      : startup + this.#winners.disappointed(history);
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
    const losses = output.warps[0]!.targets;
    const weights = rankingWeights(
      judges.map((i) => losses[i]!),
      predictions.map((each) => judges.map((i) => each[i]!)),
      random(this.#seed).fork('transfer').fork(objective).fork(output.results),
    );
    const trusted = weights
      .map((weight, k) => ({ weight, k }))
      .filter(({ weight }) => weight >= LEAST_WEIGHT)
      .sort((a, b) => b.weight - a.weight || a.k - b.k)
      .slice(0, MOST_MODELS);
    if (trusted.length === 0) return null;
    const trust = trusted.reduce((sum, { weight }) => sum + weight, 0);
    const parts = trusted.map(({ k, weight }) => ({
      model: models[k]!,
      share: weight / trust,
      known: predictions[k]!,
    }));
    return new EarlierMean(parts, trust);
  }

  /**
   * What earlier studies let one believe of an output's hyperparameters: what matters there is thought to matter here, and noise,
   * trends and main effects to be as large. The signal is not: the process learns what the earlier model leaves.
   */
  prior(key: string): Belief | undefined {
    const objective = objectiveOf(key);
    const models = objective === null ? [] : this.#modelsOf(objective);
    if (models.length === 0) return undefined;
    const { groups } = this.#features.layout;
    const usual = belief(groups, this.#settings.prior);
    const mean = usual.mean.map((value, i) =>
      i === groups ? value : models.reduce((sum, { theta }) => sum + theta[i]!, 0) / models.length,
    );
    return { ...usual, mean };
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
