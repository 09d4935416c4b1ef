import type { Random } from '../../math/random.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import { exploration, explores } from './batch.ts';
import { type Criterion, hypervolumeImprovement, improvement, scalarisedGain, together, within } from './criterion.ts';
import type { Features } from '../../space/features.ts';
import type { Modelled } from './outputs.ts';
import { keeps } from './search.ts';

/**
 * Results from which, on a grid of steps and choices, the fitted noise counts as a chance of improvement: there each
 * neighbour of the best is a draw of what no model explains, and one cannot come nearer. Earlier the noise is not known well.
 */
const KNOWS_NOISE = 40;

/**
 * What is sought: an expected gain of one objective (the criterion is its logarithm, apart from chances), doubt beside many open
 * trials, a better front of several objectives, or anything feasible.
 */
export type Seeks = 'gain' | 'doubt' | 'front' | 'feasible';

/** What an ask is after: how points are judged, and the trials around which they are looked for, best first. */
export interface Target {
  readonly criterion: Criterion;
  readonly centres: readonly number[];
  /** With one objective: what the model thinks of the best trial; NaN otherwise. */
  readonly incumbent: number;
  readonly seeks: Seeks;
  /** The gain of hypervolume that is sought, without the chances of constraints; null where none is known exactly. */
  readonly volume: Criterion | null;
}

/** A trial, the configurations whose results are awaited meanwhile, and where it has to lie. */
export interface Beside {
  readonly trial: number;
  readonly open: readonly Float64Array[];
  /** Values by node, NaN = free: the case of a branch that is looked into; null = anywhere. */
  readonly fixed: Float64Array | null;
}

const ALONE: Beside = { trial: 0, open: [], fixed: null };

/**
 * The target that models, objectives first, allow: improvement where something feasible is known, feasibility before.
 *
 * @param beside with one objective, open trials count as if they turned out as expected; in a case with feasible results
 * improvement is that on the best of them: what the case can do is only seen where it is at its best
 */
export function targetOf(
  models: readonly Modelled[],
  objectives: number,
  evidence: Evidence,
  features: Features,
  stream: Random,
  beside: Beside = ALONE,
): Target {
  const { rows } = models[0]!.output;
  const isFeasible = rows.map((row) => !(evidence.violations[row]! > 0));
  const chances = models
    .slice(objectives)
    .map(({ output }, i) =>
      within(objectives + i, output.limit, output.key === 'crash' ? 1 + failedInARow(evidence) : 1),
    );
  if (!isFeasible.includes(true)) {
    const centres = rows.slice().sort((a, b) => evidence.violations[a]! - evidence.violations[b]! || a - b);
    return { criterion: together(chances), centres, incumbent: Number.NaN, seeks: 'feasible', volume: null };
  }
  const known = rows.map((row) => evidence.at(row));
  const means = models.slice(0, objectives).map((model) => meansOf(model, known, features));
  const everywhere = rows.map((_, i) => i).filter((i) => isFeasible[i]);
  const there = everywhere.filter((i) => keeps(known[i]!, beside.fixed));
  const [feasible, fixed] = there.length > 0 ? [there, beside.fixed] : [everywhere, null];
  const open = beside.open.filter((values) => keeps(values, fixed));
  const { criterion, order, seeks } =
    objectives === 1
      ? ofOne(means[0]!, feasible, {
          trial: beside.trial,
          open: expected(models, open, features),
          noise: noiseThatCounts(models[0]!, features),
        })
      : ofSeveral(means, feasible, stream);
  return {
    criterion: chances.length === 0 ? criterion : together([criterion, ...chances]),
    centres: order.map((i) => rows[i]!),
    incumbent: objectives === 1 ? means[0]![order[0]!]! : Number.NaN,
    seeks,
    volume: objectives === 2 ? criterion : null,
  };
}

/**
 * How many of the newest trials failed, one after the other. Each makes the chance of success count once more: at the edge of a region
 * that fails, where the largest gains seem to lie, one would go on failing.
 */
function failedInARow({ standing, size }: Evidence): number {
  let failed = 0;
  for (let row = size - 1; row >= 0; row--) {
    if (standing[row]! <= STANDING.underway) continue;
    if (standing[row] !== STANDING.failed) break;
    failed++;
  }
  return failed;
}

/** What the model thinks of configurations. */
function meansOf({ process }: Modelled, configurations: readonly Float64Array[], features: Features): Float64Array {
  const count = configurations.length;
  const points = new Float64Array(count * features.layout.columns);
  configurations.forEach((values, i) => features.write(points, i, values));
  const means = new Float64Array(count);
  process.means(means, points, count);
  return means;
}

/** What the first model thinks of each open trial; infinite where another model thinks that it misses its limit. */
function expected(
  [first, ...others]: readonly Modelled[],
  open: readonly Float64Array[],
  features: Features,
): Float64Array {
  const means = meansOf(first!, open, features);
  for (const model of others)
    meansOf(model, open, features).forEach((mean, i) => {
      if (mean > model.output.limit) means[i] = Number.POSITIVE_INFINITY;
    });
  return means;
}

interface Aim {
  readonly criterion: Criterion;
  /** Indices of feasible trials, best first. */
  readonly order: readonly number[];
  readonly seeks: Seeks;
}

/** What a gain of one objective depends on beside the results. */
interface Circumstances {
  readonly trial: number;
  /** What open trials are expected to show. */
  readonly open: Float64Array;
  /** Variance that counts as a chance of improvement. */
  readonly noise: number;
}

function ofOne(means: Float64Array, feasible: readonly number[], { trial, open, noise }: Circumstances): Aim {
  const order = feasible.slice().sort((a, b) => means[a]! - means[b]! || a - b);
  const bound = Math.min(means[order[0]!]!, ...open);
  return explores(trial, open.length)
    ? { criterion: exploration(bound), order, seeks: 'doubt' }
    : { criterion: improvement(bound, noise), order, seeks: 'gain' };
}

function noiseThatCounts({ output, process }: Modelled, { sliders }: Features): number {
  return sliders.length === 0 && output.results >= KNOWS_NOISE ? process.noise : 0;
}

function ofSeveral(means: readonly Float64Array[], feasible: readonly number[], stream: Random): Aim {
  const d = means.length;
  const points = new Float64Array(feasible.length * d);
  feasible.forEach((i, at) => means.forEach((mean, k) => (points[at * d + k] = mean[i]!)));
  const ranks = paretoRanks(points, d);
  const front = feasible.filter((_, at) => ranks[at] === 0);
  const low = means.map((mean) => Math.min(...front.map((i) => mean[i]!)));
  const high = means.map((mean) => Math.max(...front.map((i) => mean[i]!)));
  const all = means.map((mean) => Math.max(...feasible.map((i) => mean[i]!)));
  const reference = high.map(
    (worst, k) => worst + 0.1 * (worst > low[k]! ? worst - low[k]! : Math.max(all[k]! - worst, 1)),
  );
  const order = [...shuffled(front, stream), ...feasible.filter((_, at) => ranks[at] === 1)];
  if (d === 2) {
    const pairs = front.map((i) => [means[0]![i]!, means[1]![i]!] as const);
    return { criterion: hypervolumeImprovement(pairs, [reference[0]!, reference[1]!]), order, seeks: 'front' };
  }
  const raw = means.map(() => Math.abs(stream.normal()) + 1e-3);
  const length = Math.sqrt(raw.reduce((sum, w) => sum + w * w, 0));
  const weights = raw.map((w, k) => (w / length) * (reference[k]! - low[k]!));
  const gain = (i: number): number => Math.min(...means.map((mean, k) => (reference[k]! - mean[i]!) / weights[k]!));
  const incumbent = Math.max(...front.map(gain));
  const byGain = feasible.slice().sort((a, b) => gain(b) - gain(a) || a - b);
  return { criterion: scalarisedGain(reference, weights, incumbent), order: byGain, seeks: 'front' };
}

function shuffled(items: readonly number[], stream: Random): number[] {
  return items
    .map((item) => [stream.uniform(), item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item);
}
