import { exp } from '../math/elementary.ts';
import type { Random } from '../math/random.ts';
import { belief, fit } from '../models/gp/fit.ts';
import { GaussianProcess } from '../models/gp/process.ts';
import { warped } from '../models/gp/warp.ts';
import { configurationAt, satisfies } from '../space/feasible.ts';
import { Features } from '../space/features.ts';
import { activeGroups, stepped } from '../space/moves.ts';
import type { SearchSpace } from '../space/nodes.ts';

/** Configurations that may come next: drawn from the whole space, and near each of the best. */
const ANYWHERE = 192;
const CENTRES = 4;
const NEAR = 32;
/** How far from the best is near, by turns; shares of a range. */
const SPREADS = [0.2, 0.1, 0.05, 0.02];

/** Results that the process is made from at most: the best ones and the latest. */
const MOST = 200;

/** Evaluations of the likelihood in the fit. */
const EVALUATIONS = 25;

/** Results of configurations, in the order of their trials. */
export interface Results {
  /** Values by node, NaN = inactive. */
  readonly configurations: readonly Float64Array[];
  /** Finite; lower is better. */
  readonly losses: Float64Array;
}

/**
 * Draws of what further trials gain, by a Gaussian process of the objective.
 *
 * Each draw is a path of the process over some hundred configurations: what all of them would give, jointly. The next trials
 * are those that other paths like best (Thompson), no configuration twice.
 *
 * Source: posterior sampling, Rasmussen and Williams 2006, §A.2; Thompson's picks, Kandasamy et al. 2018.
 */
export class Paths {
  /** Shape (draws × candidates): what a path gains at a candidate, in units of the loss; below 0 = nothing. */
  readonly #gains: Float64Array;
  /** Candidates, the first one picked first. */
  readonly #picked: readonly number[];
  readonly #draws: number;

  constructor(space: SearchSpace, { configurations, losses }: Results, draws: number, stream: Random) {
    const features = new Features(space);
    const rows = chosen(losses);
    const known = Float64Array.from(rows, (row) => losses[row]!);
    const order = rows.map((_, i) => i).sort((a, b) => known[a]! - known[b]! || a - b);
    const centres = order.slice(0, CENTRES).map((i) => configurations[rows[i]!]!);
    const candidates = candidatesOf(space, centres, stream.fork('candidates'));
    const { targets, logSlopes } = warped('half', known);
    const { layout } = features;
    const points = new Float64Array((rows.length + candidates.length) * layout.columns);
    rows.forEach((row, i) => features.write(points, i, configurations[row]!));
    candidates.forEach((values, i) => features.write(points, rows.length + i, values));
    const prior = belief(layout.groups);
    const sample = { layout, points, targets, n: rows.length };
    const process = new GaussianProcess(layout, fit(sample, prior, [prior.mean], { evaluations: EVALUATIONS }).theta);
    process.condition(points, rows.length + candidates.length, targets, rows.length);
    const mean = new Float64Array(candidates.length);
    process.means(mean, points.subarray(rows.length * layout.columns), candidates.length);
    const best = order[0]!;
    const unit = exp(-logSlopes[best]!);
    const normals = new Float64Array(candidates.length);
    const normal = stream.fork('paths');
    this.#draws = draws;
    this.#gains = new Float64Array(draws * candidates.length);
    for (let d = 0; d < draws; d++) {
      for (let i = 0; i < normals.length; i++) normals[i] = normal.normal();
      const path = this.#gains.subarray(d * candidates.length, (d + 1) * candidates.length);
      process.draw(mean, normals, path);
      for (let i = 0; i < path.length; i++) path[i] = (targets[best]! - path[i]!) * unit;
    }
    this.#picked = picks(this.#gains, draws, candidates.length);
  }

  /** What the next so many trials gain, by draw; a draw never falls where there are more trials. */
  gains(trials: number): Float64Array {
    const count = this.#picked.length;
    const picked = this.#picked.slice(0, trials);
    return Float64Array.from({ length: this.#draws }, (_, d) => {
      let most = 0;
      for (const candidate of picked) most = Math.max(most, this.#gains[d * count + candidate]!);
      return most;
    });
  }
}

/** The results that are modelled: all, or the best half and the latest of the others. */
function chosen(losses: Float64Array): readonly number[] {
  const rows = [...losses.keys()];
  if (rows.length <= MOST) return rows;
  const order = rows.slice().sort((a, b) => losses[a]! - losses[b]! || a - b);
  const best = order.slice(0, MOST / 2);
  const latest = order.slice(MOST / 2).sort((a, b) => b - a);
  return [...best, ...latest.slice(0, MOST / 2)].sort((a, b) => a - b);
}

function candidatesOf(space: SearchSpace, centres: readonly Float64Array[], stream: Random): readonly Float64Array[] {
  const found: Float64Array[] = [];
  const take = (values: Float64Array): void => {
    if (satisfies(space, values)) found.push(values);
  };
  for (let i = 0; i < ANYWHERE; i++) take(configurationAt(space, () => stream.uniform()));
  for (const centre of centres)
    for (let i = 0; i < NEAR; i++) {
      const groups = activeGroups(space, centre).filter(() => stream.uniform() < 0.5);
      take(stepped(space, centre, groups, SPREADS[i % SPREADS.length]!, stream));
    }
  return found;
}

/** Candidates in the order in which they would be tried: round by round, each path names the best that none has named. */
function picks(gains: Float64Array, draws: number, count: number): readonly number[] {
  const named = new Uint8Array(count);
  const order: number[] = [];
  for (let turn = 0; order.length < count; turn++) {
    const path = gains.subarray((turn % draws) * count, ((turn % draws) + 1) * count);
    let best = -1;
    for (let i = 0; i < count; i++) if (named[i] === 0 && (best < 0 || path[i]! > path[best]!)) best = i;
    named[best] = 1;
    order.push(best);
  }
  return order;
}
