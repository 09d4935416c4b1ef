import type { Problem } from '../../history/problem.ts';
import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import { isActive, namedValues, type SearchSpace } from '../../space/nodes.ts';
import type { Proposal, Sampler, SamplerRun } from '../sampler.ts';
import { isNew } from '../is-new.ts';
import type { Winners } from '../transfer/winners.ts';
import type { Untried } from '../untried.ts';
import type { BranchModels } from './branch-models.ts';
import { drawCandidates, isCoarse, Pool, type Scene } from './candidates.ts';
import { Coordinates } from './coordinates.ts';
import { Independent } from './independent.ts';
import { STANDING, standingOf } from '../standing.ts';
import { Ledger } from './ledger.ts';
import { drawNearby, LEAST_GOOD } from './nearby.ts';
import { type Effort, settings, type Settings, type TpeOptions } from './options.ts';
import { loadParts, type Parts } from './parts.ts';
import { Population, type PopulationOptions } from './population.ts';
import type { Grounds } from './at-start.ts';

/**
 * Tree-structured Parzen estimator: samples where good trials are dense and bad ones are not.
 *
 * Finished trials are split into the best tenth and the rest; each part gets a density, a mixture of one kernel a trial over
 * all parameters at once; candidates are drawn from the good one, improved by small steps, and the one with the largest ratio
 * that has not been tried becomes the proposal.
 *
 * Source: Bergstra et al. 2011; the joint model and its bandwidths as in Optuna 5; branch quotas, steps and missing-value kernels are ours.
 *
 * @throws `parameter-invalid` for options that do not exist or are out of range, when it starts.
 * @example
 * const study = await createStudy({ space, sampler: tpe() });
 */
export function tpe(options?: TpeOptions): Sampler {
  const chosen = settings(options ?? {});
  const { startup, candidates } = chosen;
  return { ...tpeOf(chosen, options), options: { startup, candidates } };
}

/** The sampler with other inner numbers: for measuring what they do. */
export function tpeOf(chosen: Settings, options?: TpeOptions): Sampler {
  return {
    name: 'tpe',
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true, transfer: true },
    async start(problem) {
      if (options !== undefined) (await import('./check.ts')).check(options); // words that most pages need not load
      return startTpe(problem, chosen);
    },
  };
}

/** A run, whose asks can be told how hard to look. */
export async function startTpe(problem: Problem, chosen: Settings): Promise<TpeRun> {
  return new TpeRun(problem, chosen, await loadParts(problem));
}

/** One run of `tpe`: the joint model over a declared space; other names have a model each. */
export class TpeRun implements SamplerRun {
  readonly #newJoint: () => Joint | null;
  readonly #independent: Independent;
  readonly why: string;
  #joint: Joint | null;
  #history: HistoryView | null = null;

  constructor(problem: Problem, chosen: Settings, parts: Parts) {
    const { space } = problem;
    this.#newJoint = () =>
      space === null || space.nodes.length === 0 ? null : new Joint(problem, space, chosen, parts);
    this.#joint = this.#newJoint();
    this.why = parts.oneByOne;
    this.#independent = new Independent(problem, chosen, parts);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (delta.reset) this.#joint = this.#newJoint();
    this.#joint?.observe(history, delta);
    this.#independent.observe(history, delta);
  }

  /** @param effort how hard to look, if not as hard as the settings say */
  propose(trials: readonly number[], random: Random, effort?: Effort): readonly Proposal[] {
    return this.#joint === null
      ? trials.map(() => ({ params: new Map() }))
      : this.#joint.propose(trials, random, this.#history, effort);
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    return this.#independent.suggest(trial, name, distribution, random);
  }
}

/** How often new points are drawn where all so far have been tried; then one is tried again, if the study lets it. */
const ATTEMPTS = 10;

/** One trial's turn in an ask. */
interface Turn {
  readonly stream: Random;
  readonly history: HistoryView | null;
  /** Configurations of the trials before it in the ask. */
  readonly mine: readonly Float64Array[];
  readonly effort: Effort;
}

/** The joint model over a declared space. */
class Joint {
  readonly #space: SearchSpace;
  readonly #settings: Settings;
  readonly #start: (trial: number, stream: Random, history: HistoryView | null) => Float64Array;
  readonly #feasibility: Feasibility;
  readonly #climb: Parts['climb'];
  readonly #reasonOf: Parts['reasonOf'];
  readonly #coordinates: Coordinates;
  readonly #ledger: Ledger;
  readonly #everything: Population;
  /** Open trials whose last changes were not taken in yet. */
  readonly #waiting = new Set<number>();
  readonly #branches: BranchModels | null;
  /** What the model's latest configuration rests on. */
  #grounds: Grounds | null = null;
  readonly #winners: Winners | null;
  readonly #lastOnes: Parts['lastOnes'];
  readonly #untried: Untried | null;

  constructor(problem: Problem, space: SearchSpace, chosen: Settings, parts: Parts) {
    const { good, goodOfSeveral, goodInBranch, below, above } = chosen;
    const objectives = problem.objectives.length;
    this.#space = space;
    this.#settings = chosen;
    this.#start = (trial, stream, history) =>
      parts.startPoint(space, trial, problem.seed, parts.directions, stream, history, parts.feasibility);
    this.#feasibility = parts.feasibility;
    this.#climb = parts.climb;
    this.#reasonOf = parts.reasonOf;
    this.#coordinates = new Coordinates(space, parts.orders);
    this.#ledger = new Ledger(this.#coordinates, objectives);
    const population = (share: PopulationOptions['good']): Population =>
      new Population(this.#ledger, this.#coordinates.axes, { good: share, below, above }, parts);
    this.#everything = population(objectives > 1 ? goodOfSeveral : good);
    this.#branches =
      parts.BranchModels === null
        ? null
        : new parts.BranchModels(this.#coordinates, this.#ledger, this.#everything, () => population(goodInBranch));
    this.#lastOnes = parts.lastOnes;
    this.#untried = parts.lastOnes?.Untried.of(space, parts.feasibility.satisfies) ?? null;
    this.#winners = parts.Winners === null ? null : new parts.Winners(space, problem.transfer ?? [], objectives);
  }

  observe(history: HistoryView, delta: Delta): void {
    const rows = delta.reset ? everythingIn(history).rows : delta.rows;
    for (const row of rows) {
      // A trial on its way is of no account until the next ask; most end before it, and so enter the mixtures once.
      if (isOpen(history, row)) this.#waiting.add(row);
      else this.#take(history, row);
    }
    this.#untried?.observe(history, delta);
  }

  propose(
    trials: readonly number[],
    random: Random,
    history: HistoryView | null,
    effort: Effort = this.#settings,
  ): readonly Proposal[] {
    if (history !== null) for (const row of this.#waiting) this.#take(history, row);
    for (const trial of trials) this.#forget(trial);
    const startup = this.#settings.startup + (this.#winners?.disappointed(history) ?? 0);
    const mine: Float64Array[] = [];
    const proposals = trials.map((trial): Proposal => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const winner = this.#winners?.next(history, mine) ?? null;
      const isEarly = this.#everything.finished < startup;
      const values =
        winner !== null
          ? winner.values
          : isEarly
            ? this.#start(trial, stream, history)
            : this.#model({ stream, history, mine, effort });
      mine.push(values);
      if (trials.length > 1) {
        this.#ledger.place(trial, values); // the next one must see it
        this.#enter(trial);
      }
      const params = namedValues(this.#space, values);
      return { params, notes: winner?.notes ?? { why: this.#reasonOf(isEarly ? null : this.#grounds) } };
    });
    for (const trial of trials) {
      this.#forget(trial);
      if (history !== null && trial < history.size) this.#take(history, trial);
    }
    return proposals;
  }

  /** Takes in the present state of a trial. */
  #take(history: HistoryView, row: number): void {
    this.#waiting.delete(row);
    this.#ledger.take(history, row, this.#leave, this.#enter);
  }

  #forget(trial: number): void {
    if (trial >= this.#ledger.size) return;
    this.#leave(trial);
    this.#ledger.standing[trial] = STANDING.none;
  }

  #model(turn: Turn): Float64Array {
    const { stream } = turn;
    const branches = this.#branches;
    const cases = branches?.choose(stream) ?? null;
    const population = cases === null ? this.#everything : branches!.populationFor(cases);
    population.prepare();
    const plain = this.#scene(population, cases);
    const left =
      this.#untried === null || turn.history === null
        ? null
        : this.#lastOnes!.left(this.#untried, plain, this.#settings, turn.history, turn.mine);
    this.#grounds = { population, cases, branches, isNear: false };
    if (left !== null) return left.length === 0 ? this.#again(plain, turn) : this.#lastOnes!.bestOf(left, plain);
    const near = this.#nearby(plain, population, turn);
    this.#grounds = { population, cases, branches, isNear: near !== null };
    if (near !== null) return near;
    const scene = cases === null ? plain : branches!.transplanted(plain, cases, stream);
    return this.#best(scene, turn) ?? this.#best(plain, turn) ?? this.#again(plain, turn);
  }

  /** A new point near the best trials, in some of the asks. */
  #nearby(scene: Scene, population: Population, { stream, history, effort }: Turn): Float64Array | null {
    if (stream.uniform() >= this.#settings.nearby(population.finished)) return null;
    if (scene.free.length === 0 || this.#ledger.objectives > 1) return null;
    const good = population.best(Math.max(LEAST_GOOD, Math.min(25, Math.ceil(0.2 * population.finished))));
    const { candidates } = effort;
    const pool = new Pool(this.#coordinates.width, candidates);
    drawNearby(scene, this.#ledger, good, pool, candidates, stream);
    return this.#firstNew(pool, history);
  }

  /** The best new one among drawn points; null where all were tried before. */
  #best(scene: Scene, { stream, history, effort }: Turn): Float64Array | null {
    const { climbs, steps } = effort;
    const candidates = (isCoarse(scene) ? 2 : 1) * effort.candidates; // many of a coarse grid are the same, or known
    const pool = new Pool(this.#coordinates.width, candidates + climbs * steps);
    const attempts = scene.free.length === 0 ? 1 : ATTEMPTS;
    for (let attempt = 0; attempt < attempts; attempt++) {
      drawCandidates(scene, pool, candidates, stream);
      if (isCoarse(scene))
        for (const i of pool.ranked().slice(0, climbs)) this.#climb!(scene, pool, pool.at(i).slice(), steps, stream);
      const found = this.#firstNew(pool, history);
      if (found !== null) return found;
    }
    return null;
  }

  /** The configuration of highest score that was not tried yet. */
  #firstNew(pool: Pool, history: HistoryView | null): Float64Array | null {
    for (const i of pool.ranked()) {
      const values = this.#coordinates.decode(pool.at(i));
      if (isNew(this.#space, values, history)) return values;
    }
    return null;
  }

  #again(scene: Scene, { stream, effort }: Turn): Float64Array {
    const pool = new Pool(this.#coordinates.width, effort.candidates);
    drawCandidates(scene, pool, effort.candidates, stream);
    return this.#coordinates.decode(pool.at(pool.ranked()[0]!));
  }

  #scene(population: Population, cases: Float64Array | null): Scene {
    const frame = new Float64Array(this.#coordinates.width).fill(Number.NaN);
    const free: number[] = [];
    const values = cases ?? new Float64Array(this.#space.nodes.length).fill(Number.NaN);
    this.#coordinates.axes.forEach((_, axis) => {
      const node = this.#coordinates.nodeOf(axis);
      if (!isActive(this.#space, values, node)) return;
      if (Number.isNaN(values[node]!)) free.push(axis);
      else frame[this.#coordinates.offsetOf(axis)] = values[node]!;
    });
    const { below, above } = population;
    return { coordinates: this.#coordinates, feasibility: this.#feasibility, below, above, free, frame };
  }

  readonly #leave = (row: number): void => {
    if (this.#ledger.standing[row] === STANDING.none) return;
    this.#everything.remove(row);
    this.#branches?.leave(row);
  };

  readonly #enter = (row: number): void => {
    this.#everything.add(row);
    this.#branches?.enter(row);
  };
}

const isOpen = (history: HistoryView, row: number): boolean => standingOf(history, row) === STANDING.pending;
