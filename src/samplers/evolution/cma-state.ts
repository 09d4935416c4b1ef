import { random } from '../../math/random.ts';
import { CmaEs } from '../../models/evolution/cma-es.ts';
import { usualSize } from '../../models/evolution/cma-parameters.ts';
import { ChoiceDistribution } from '../../models/evolution/choice-distribution.ts';
import { keepMargin } from '../../models/evolution/margin.ts';
import { nextRun, type Restarts, type RunPlan, type RunRecord } from '../../models/evolution/restarts.ts';
import { type LossWindow, stopReason, windowLength } from '../../models/evolution/stopping.ts';
import { promisingRegion } from '../../models/evolution/warm-start.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { type CmaAxes, type NormalAxis, positionOf, valueAt } from './cma-axes.ts';
import type { Rules } from './generations.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';

/** What a generation of CMA-ES is drawn from. Never changed once it is made. */
export interface CmaState {
  /** Null where there are no numbers. */
  readonly cma: CmaEs | null;
  /** Shape (normal axes): how much discrete coordinates are stretched when a point is decoded. */
  readonly scales: Float64Array;
  /** Null where there are no categories. */
  readonly choices: ChoiceDistribution | null;
  readonly run: RunPlan;
  /** Runs that have converged. */
  readonly past: readonly RunRecord[];
  /** Trials of this run. */
  readonly trials: number;
  readonly firstSigma: number;
  readonly window: LossWindow;
}

/** What the state depends on beside the trials. */
export interface CmaSettings {
  readonly population: number | null;
  readonly sigma: number;
  readonly restarts: Restarts;
  readonly adaptRates: boolean;
}

/** Numbers above which only variances are learned. */
const SEPARABLE = 100;
/** Share of earlier trials that a warm start is made from, and how few and how many they may be. */
const PROMISING = 0.1;
const FEWEST = 10;
const MOST = 200;

/** How the distribution begins, and moves with every generation. */
export function cmaRules(
  space: SearchSpace,
  axes: CmaAxes,
  ledger: Ledger,
  seed: number,
  settings: CmaSettings,
): Rules<CmaState> {
  const { normal } = axes;
  const d = normal.length;
  const separable = d > SEPARABLE;
  const usual = settings.population ?? usualSize(d + axes.choices.length);
  const cells = normal.flatMap(({ edges }, at) => (edges === null ? [] : [{ at, edges }]));
  const discrete = cells.length + axes.choices.length;
  const counts = axes.choices.map((node) => choicesOf(space, node));

  /** A run from `mean`, or from where the priors are. */
  function begun(run: RunPlan, past: readonly RunRecord[], mean: Float64Array | null): CmaState {
    const sigma = settings.sigma * run.sigma;
    const start = { size: run.size, separable, adaptRates: settings.adaptRates, sigma };
    const own = mean ?? Float64Array.from(normal, (axis) => priorPosition(space, axis));
    const cma = d === 0 ? null : new CmaEs({ ...start, mean: own, covariance: firstCovariance(mean === null) });
    return stateOf(cma, mean === null ? priorChances(space, axes) : undefined, run, past);
  }

  function stateOf(
    cma: CmaEs | null,
    chances: Float64Array | undefined,
    run: RunPlan,
    past: readonly RunRecord[],
  ): CmaState {
    const scales = new Float64Array(d).fill(1);
    if (cma !== null) keepMargin(cma, scales, cells, 1 / (d * run.size));
    const choices = counts.length === 0 ? null : new ChoiceDistribution(counts, discrete, chances);
    return { cma, scales, choices, run, past, trials: 0, firstSigma: cma?.sigma ?? 0, window: [] };
  }

  function firstCovariance(withPriors: boolean): Float64Array {
    const variances = normal.map(({ node }) => {
      const { prior } = space.nodes[node]!;
      const ratio = withPriors && prior?.kind === 'normal' ? Math.min(1, prior.spread / settings.sigma) : 1;
      return ratio * ratio;
    });
    if (separable) return Float64Array.from(variances);
    const matrix = new Float64Array(d * d);
    variances.forEach((variance, i) => {
      matrix[i * d + i] = variance;
    });
    return matrix;
  }

  /** The coordinates of a trial in the distribution of a state; the steps noted with it are used where they still fit. */
  function coordinatesOf(row: number, { cma, scales }: CmaState, generation: number, out: Float64Array): void {
    const values = ledger.valuesOf(row);
    const notes = cells.length === 0 ? null : ledger.notesOf(row);
    const noted = notes?.['generation'] === generation ? notes['steps'] : undefined;
    const steps = Array.isArray(noted) && noted.length === cells.length ? (noted as readonly number[]) : null;
    let cell = 0;
    normal.forEach((axis, i) => {
      const value = values[axis.node]!;
      const position = Number.isNaN(value) ? 0.5 : positionOf(axis, value);
      if (axis.edges === null) out[i] = position;
      else {
        const mean = cma!.mean[i]!;
        const by = steps === null ? Number.NaN : steps[cell]! * cma!.deviation(i);
        out[i] = valueAt(axis, mean + scales[i]! * by) === value ? mean + by : mean + (position - mean) / scales[i]!;
        cell++;
      }
    });
  }

  function next(state: CmaState, members: readonly number[], generation: number): CmaState {
    const ranked = [...members].sort((a, b) => ledger.compare(a, b));
    const cma = state.cma?.clone() ?? null;
    const scales = state.scales.slice();
    if (cma !== null) {
      const points = new Float64Array(ranked.length * d);
      ranked.forEach((row, k) => coordinatesOf(row, state, generation, points.subarray(k * d, (k + 1) * d)));
      cma.update(points);
      keepMargin(cma, scales, cells, 1 / (d * state.run.size));
    }
    const choices = state.choices?.clone(discrete) ?? null;
    choices?.update(
      ranked.flatMap((row) => {
        const values = ledger.valuesOf(row);
        return axes.choices.map((node) => values[node]!);
      }),
      cma?.parameters.weights ?? choiceWeights(ranked.length),
    );
    const window = windowAfter(state.window, ranked, cma);
    const trials = state.trials + members.length;
    const after = { ...state, cma, scales, choices, trials, window };
    const isOver = cma !== null && settings.restarts !== 'none' && stopReason(cma, window, state.firstSigma) !== null;
    return isOver ? restarted(after) : after;
  }

  function windowAfter(window: LossWindow, ranked: readonly number[], cma: CmaEs | null): LossWindow {
    const complete = ranked.filter((row) => ledger.standing[row] === STANDING.complete);
    if (cma === null || complete.length === 0) return window;
    const entry = [ledger.lossesOf(complete[0]!)[0]!, ledger.lossesOf(complete.at(-1)!)[0]!] as const;
    return [...window, entry].slice(-windowLength(d, cma.parameters.size));
  }

  function restarted({ run, past, trials }: CmaState): CmaState {
    const runs = [...past, { kind: run.kind, size: run.size, trials }];
    const stream = random(seed).fork('restart').fork(runs.length);
    const plan = nextRun(settings.restarts, runs, usual, stream);
    return begun(
      plan,
      runs,
      Float64Array.from(normal, () => stream.uniform()),
    );
  }

  function first(earlier: readonly number[]): CmaState {
    const run: RunPlan = { kind: 'first', size: usual, sigma: 1 };
    if (earlier.length === 0) return begun(run, [], null);
    const points = new Float64Array(earlier.length * d);
    const chances = new Float64Array(counts.reduce((sum, count) => sum + count, 0));
    for (const [k, row] of earlier.entries()) {
      const values = ledger.valuesOf(row);
      normal.forEach((axis, i) => {
        points[k * d + i] = Number.isNaN(values[axis.node]!) ? 0.5 : positionOf(axis, values[axis.node]!);
      });
      let at = 0;
      axes.choices.forEach((node, p) => {
        // Half of the chances are even, so that few good trials do not rule the others out.
        for (let c = 0; c < counts[p]!; c++)
          chances[at + c]! += (0.5 * (1 / counts[p]! + (values[node] === c ? 1 : 0))) / earlier.length;
        at += counts[p]!;
      });
    }
    const start = { size: run.size, separable, adaptRates: settings.adaptRates };
    const cma = d === 0 ? null : new CmaEs({ ...start, ...promisingRegion(points, d, separable) });
    return stateOf(cma, chances.length > 0 ? chances : undefined, run, []);
  }

  return {
    first,
    next,
    size: ({ run }) => run.size,
    pickEarlier(finished) {
      const complete = finished.filter((row) => ledger.isComparable(row)).sort((a, b) => ledger.compare(a, b));
      if (complete.length < FEWEST) return [];
      return complete.slice(0, Math.min(MOST, Math.floor(PROMISING * complete.length))).sort((a, b) => a - b);
    },
  };
}

function choicesOf(space: SearchSpace, node: number): number {
  const { distribution } = space.nodes[node]!;
  return distribution.kind === 'categorical' ? distribution.choices.length : 0;
}

function priorPosition(space: SearchSpace, axis: NormalAxis): number {
  const { prior } = space.nodes[axis.node]!;
  return prior?.kind === 'normal' ? positionOf(axis, prior.best) : 0.5;
}

/** Chances of all categories: the priors', mixed with some of even ones so that none is 0. */
function priorChances(space: SearchSpace, axes: CmaAxes): Float64Array {
  return Float64Array.from(
    axes.choices.flatMap((node) => {
      const count = choicesOf(space, node);
      const { prior } = space.nodes[node]!;
      if (prior?.kind !== 'weights') return Array<number>(count).fill(1 / count);
      const total = prior.weights.reduce((sum, weight) => sum + weight, 0);
      return prior.weights.map((weight) => (0.9 * weight) / total + 0.1 / count);
    }),
  );
}

/** Weights of the better half, where there is no normal distribution to take them from. */
function choiceWeights(count: number): number[] {
  const raw = Array.from({ length: Math.max(1, count >> 1) }, (_, i) => Math.log((count + 1) / 2) - Math.log(i + 1));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / (sum || 1)); // of a single trial nothing is learned
}
