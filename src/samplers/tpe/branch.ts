import type { Random } from '../../math/random.ts';
import { isActive } from '../../space/nodes.ts';
import type { Coordinates } from './coordinates.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';
import type { Population } from './population.ts';

/** No case gets fewer trials than this times √(trials of the branch): what looks hopeless may have been unlucky. */
const FLOOR = 1.4;

/** Of more cases than this each gets a smaller quota. */
const MANY = 6;

/** Share of a case's trials whose spread says how much better it may get. A small share would trust a few unlucky trials. */
const LOOKED_AT = 2 / 3;

/** The cases of one branch, as its trials have shown them. */
interface Case {
  readonly choice: number;
  readonly trials: number;
  /** Losses of finished trials, best first. */
  readonly losses: readonly number[];
  /** Parameters that only this case switches on. */
  readonly own: number;
}

/**
 * Chooses the case of every branch, parents first.
 *
 * Each case first gets a quota of trials. Then the case is taken whose best possible result, drawn at random, is smallest:
 * y₁ − (y_k − y₁) · E / √(n/4), with E exponential, y_i the i-th best of the case's n trials and k = ⅔ n. So a case that was
 * unlucky early keeps being tried, the less often the clearer it lags.
 */
export class Branches {
  /** Nodes that switch others on. */
  readonly nodes: readonly number[];
  readonly #coordinates: Coordinates;

  constructor(coordinates: Coordinates) {
    this.#coordinates = coordinates;
    const parents = new Set(coordinates.space.nodes.flatMap((node) => node.when.map((condition) => condition.node)));
    this.nodes = [...parents].sort((a, b) => a - b);
  }

  /** Values by node of the chosen cases; NaN elsewhere. */
  choose(ledger: Ledger, population: Population, stream: Random): Float64Array {
    const { space } = this.#coordinates;
    const values = new Float64Array(space.nodes.length).fill(Number.NaN);
    for (const node of this.nodes)
      if (isActive(space, values, node)) values[node] = this.#case(node, ledger, population, stream);
    return values;
  }

  #case(node: number, ledger: Ledger, population: Population, stream: Random): number {
    const cases = this.#cases(node, ledger, population, stream);
    const shared = this.#coordinates.space.nodes.filter((other) => other.when.length === 0).length - 1;
    const total = cases.reduce((sum, each) => sum + each.trials, 0);
    const floor = Math.min(FLOOR * Math.sqrt(total), total / (2 * cases.length));
    const crowd = Math.min(1, MANY / cases.length);
    let poorest: Case | null = null;
    for (const candidate of cases) {
      const quota = Math.max(floor, crowd * (4 + Math.ceil(candidate.own / 2) + shared / 2));
      if (candidate.trials < quota && (poorest === null || candidate.trials < poorest.trials)) poorest = candidate;
    }
    if (poorest !== null) return poorest.choice;
    let least = Number.POSITIVE_INFINITY;
    let chosen = cases.reduce((a, b) => (b.trials < a.trials ? b : a)).choice; // where nothing is known of any
    for (const candidate of cases) {
      const draw = achievable(candidate, stream);
      if (draw >= least) continue;
      least = draw;
      chosen = candidate.choice;
    }
    return chosen;
  }

  #cases(node: number, ledger: Ledger, population: Population, stream: Random): readonly Case[] {
    const { space } = this.#coordinates;
    const { distribution } = space.nodes[node]!;
    const count = distribution.kind === 'categorical' ? distribution.choices.length : 0;
    const at = this.#coordinates.offsetOf(this.#coordinates.axisOf(node));
    const trials = new Int32Array(count);
    for (let row = 0; row < ledger.size; row++) {
      const choice = ledger.standing[row] === STANDING.none ? Number.NaN : ledger.points[row * ledger.width + at]!;
      if (!Number.isNaN(choice)) trials[choice]!++;
    }
    const losses = Array.from({ length: count }, (): number[] => []);
    for (const [row, loss] of scalarLosses(ledger, population, stream)) {
      const choice = ledger.points[row * ledger.width + at]!;
      if (!Number.isNaN(choice)) losses[choice]!.push(loss);
    }
    return losses.map((sorted, choice) => ({
      choice,
      trials: trials[choice]!,
      losses: sorted,
      own: space.nodes.filter((other) =>
        other.when.some((condition) => condition.node === node && condition.choices.includes(choice)),
      ).length,
    }));
  }
}

function achievable({ losses }: Case, stream: Random): number {
  const draw = -Math.log(stream.uniform());
  if (losses.length === 0) return Number.POSITIVE_INFINITY;
  const k = Math.min(losses.length, Math.max(3, Math.ceil(LOOKED_AT * losses.length)));
  const best = losses[0]!;
  return best - ((losses[k - 1]! - best) * draw) / Math.sqrt(losses.length / 4);
}

/**
 * One number for each finished trial, best first. With several objectives, a random weighting of them (their largest weighted
 * share of the range), so that over many asks every part of the front is looked at.
 */
function scalarLosses(
  ledger: Ledger,
  population: Population,
  stream: Random,
): readonly (readonly [row: number, loss: number])[] {
  const rows = [...population.ranked].filter(
    (row) => ledger.standing[row] !== STANDING.infeasible && isMeasured(ledger, row),
  );
  if (ledger.objectives === 1) return rows.map((row) => [row, ledger.losses[row]!] as const);
  const d = ledger.objectives;
  const weights = Array.from({ length: d }, () => stream.uniform());
  const loss = (row: number, o: number): number => ledger.losses[row * d + o]!;
  const low = weights.map((_, o) =>
    rows.reduce((least, row) => Math.min(least, loss(row, o)), Number.POSITIVE_INFINITY),
  );
  const high = weights.map((_, o) =>
    rows.reduce((most, row) => Math.max(most, loss(row, o)), Number.NEGATIVE_INFINITY),
  );
  const scalar = (row: number): number =>
    weights.reduce(
      (most, weight, o) => Math.max(most, (weight * (loss(row, o) - low[o]!)) / (high[o]! - low[o]! || 1)),
      0,
    );
  return rows.map((row) => [row, scalar(row)] as const).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

function isMeasured(ledger: Ledger, row: number): boolean {
  for (let o = 0; o < ledger.objectives; o++)
    if (!Number.isFinite(ledger.losses[row * ledger.objectives + o]!)) return false;
  return true;
}
