import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { SobolTable } from '../../math/sobol.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import type { Distribution } from '../../space/distribution.ts';
import * as feasible from '../../space/feasible.ts';
import { withFixed } from '../../space/moves.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { branchText } from '../branch-text.ts';
import { EndLosses } from '../end-losses.ts';
import { Evidence, STANDING } from '../evidence.ts';
import { FIRST_LOOK } from '../first-look.ts';
import { RunOrder } from '../run-order.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { isNew } from '../is-new.ts';
import { startPoint, startValue } from '../startup.ts';
import { type Choice, Winners } from '../transfer/winners.ts';
import { Belief } from './belief.ts';
import { Branches, type Fixed } from './branches.ts';
import { Features } from './features.ts';
import type { Settings } from './options.ts';
import { drawn, type Scene, search, stepsFromBest } from './search.ts';
import { type Orders, type Targets, targetsOf } from './targets.ts';

/** One run of `smac`. */
export class SmacRun implements SamplerRun {
  readonly #problem: Problem;
  readonly #joint: Joint | null;

  constructor(problem: Problem, chosen: Settings) {
    const { space } = problem;
    this.#problem = problem;
    this.#joint = space === null || space.nodes.length === 0 ? null : new Joint(problem, space, chosen);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#joint?.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    return this.#joint?.propose(trials, random) ?? trials.map(() => ({ params: new Map() }));
  }

  /** Parameters that no space declares are stratified one by one: a forest needs all of a trial's at once. */
  suggest(trial: number, name: string, distribution: Distribution): number {
    return startValue(trial, name, distribution, this.#problem.seed);
  }
}

/** How often new points are drawn where all so far have been tried; then one is tried again, if the study lets it. */
const ATTEMPTS = 10;

/** The model over a declared space. */
class Joint {
  readonly #problem: Problem;
  readonly #space: SearchSpace;
  readonly #settings: Settings;
  readonly #features: Features;
  readonly #branches: Branches;
  readonly #evidence: Evidence;
  #orders: Orders;
  readonly #directions: SobolTable;
  readonly #winners: Winners | null;
  #history: HistoryView | null = null;

  constructor(problem: Problem, space: SearchSpace, chosen: Settings) {
    this.#problem = problem;
    this.#space = space;
    this.#settings = chosen;
    this.#features = new Features(space);
    this.#branches = new Branches(space, problem.budget);
    this.#evidence = new Evidence(space, problem.objectives.length);
    this.#orders = ordersOf(problem);
    this.#directions = firstDirections();
    this.#winners =
      problem.transfer === undefined ? null : new Winners(space, problem.transfer, problem.objectives.length);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#evidence.observe(history, delta);
    if (delta.reset) this.#orders = ordersOf(this.#problem);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    const chosen: Float64Array[] = [];
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const { values, notes } = this.#winners?.next(this.#history, chosen) ?? this.#next(trial, stream, chosen);
      chosen.push(values);
      return { params: namedValues(this.#space, values), notes };
    });
  }

  #next(trial: number, stream: Random, chosen: readonly Float64Array[]): Choice {
    const history = this.#history;
    const evidence = this.#evidence;
    const isFresh = (values: Float64Array): boolean =>
      isNew(this.#space, values, history) && !chosen.some((other) => same(other, values));
    const poorest = this.#branches.poorest(evidence, chosen, stream);
    const startup = this.#settings.startup + (this.#winners?.disappointed(history) ?? 0);
    const isEarly = history === null || evidence.finished < startup;
    if (isEarly || stream.uniform() < this.#settings.random)
      return because(isEarly ? FIRST_LOOK : BESIDE, this.#start(trial, poorest, stream));
    const targets = targetsOf(evidence, history, this.#orders, stream.fork('targets'));
    const ranked = this.#ranked(targets);
    const first = ranked[0] === undefined ? null : evidence.at(targets.rows[ranked[0]]!);
    const fixed =
      poorest ??
      this.#branches.elsewhere(trial, first, stream) ??
      (stream.uniform() < this.#settings.likely ? this.#branches.likely(evidence, targets, stream) : null);
    const forest = `Random forest on ${targets.rows.length} results`;
    const where = fixed === null ? '' : ` in ${branchText(this.#space, fixed)}`;
    if (fixed !== null && first !== null && !agrees(first, fixed) && stream.uniform() < this.#settings.transplants) {
      const values = withFixed(this.#space, first, fixed, stream);
      if (feasible.satisfies(this.#space, values) && isFresh(values))
        return because(`${forest} tries what is best elsewhere${where}.`, values);
    }
    const inside = ranked.filter((i) => agrees(evidence.at(targets.rows[i]!), fixed));
    const told = new Set(targets.rows);
    const silent = evidence
      .rows(STANDING.pending, STANDING.underway, STANDING.complete, STANDING.partial, STANDING.failed)
      .filter((row) => !told.has(row));
    const unknown = [...silent.map((row) => evidence.at(row)), ...chosen];
    const best = this.#best(targets, inside) ?? this.#best(targets, ranked) ?? Number.POSITIVE_INFINITY;
    const belief = new Belief(
      evidence,
      this.#features,
      targets,
      best,
      unknown,
      this.#settings.forest,
      stream.fork('forest'),
    );
    const { starts } = this.#settings;
    const good = [...inside.slice(0, starts), ...(fixed === null ? [] : ranked.slice(0, starts >> 1))];
    const scene: Scene = {
      space: this.#space,
      belief,
      good: good.map((i) => evidence.at(targets.rows[i]!)),
      fixed,
      settings: this.#settings,
    };
    if (stream.uniform() < this.#settings.near && good.length > 0) {
      const near = stepsFromBest(scene, stream).first(isFresh);
      if (near !== null) return because(`${forest} exploits: a small step from one of the best${where}.`, near);
    }
    const pool = search(scene, stream);
    const found = pool.first(isFresh);
    if (found !== null) return because(`${forest} looks for the largest expected gain${where}.`, found);
    const used = `${forest} likes nothing that is new${where}`;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++)
      for (const values of drawn({ space: this.#space, fixed: null }, 100, stream))
        if (isFresh(values)) return because(`${used}: a random configuration.`, values);
    const again = pool.configurations[pool.best(1)[0] ?? -1];
    return because(`${used}: one that was tried before.`, again ?? this.#start(trial, null, stream));
  }

  #start(trial: number, fixed: Fixed | null, stream: Random): Float64Array {
    const values = startPoint(
      this.#space,
      trial,
      this.#problem.seed,
      this.#directions,
      stream,
      this.#history,
      feasible,
    );
    if (fixed === null) return values;
    const moved = withFixed(this.#space, values, fixed, stream);
    return feasible.repair(this.#space, moved, stream) ?? values;
  }

  /** Places among the targets, best first: feasible before infeasible, each by target. */
  #ranked({ rows, values }: Targets): readonly number[] {
    const { violations } = this.#evidence;
    const order = rows.map((_, i) => i);
    return order.sort(
      (a, b) => compare(violations[rows[a]!]!, violations[rows[b]!]!) || values[a]! - values[b]! || a - b,
    );
  }

  /** The target of the first of these, if it is a good one: of a trial that was feasible, and that stands among whole ones. */
  #best({ rows, values, known }: Targets, ranked: readonly number[]): number | null {
    const first = ranked[0];
    const isGood = first !== undefined && first < known && !(this.#evidence.violations[rows[first]!]! > 0);
    return isGood ? values[first]! : null;
  }
}

const ordersOf = ({ objectives }: Problem): Orders => ({
  one: new RunOrder(),
  several: new EndLosses(objectives.length),
});

/** Why a configuration is drawn past the forest. */
const BESIDE = 'A look beside what the forest says: points spread evenly over the space.';

const because = (why: string, values: Float64Array): Choice => ({ values, notes: { why } });

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function agrees(values: Float64Array, fixed: Fixed | null): boolean {
  return fixed === null || values.every((value, i) => Number.isNaN(fixed[i]!) || fixed[i] === value);
}

function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
