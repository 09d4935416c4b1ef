import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { axisWidth } from '../../models/mixture/axis.ts';
import { sobolUnit } from '../../math/sobol.ts';
import type { Distribution } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { repair } from '../../space/feasible.ts';
import { isActive, type SearchSpace } from '../../space/nodes.ts';
import type { Proposal, Sampler, SamplerRun } from '../sampler.ts';
import { Branches } from './branch.ts';
import { climb, drawCandidates, isCoarse, Pool, type Scene } from './candidates.ts';
import { Coordinates } from './coordinates.ts';
import { Independent } from './independent.ts';
import { Ledger, STANDING } from './ledger.ts';
import { drawNearby, LEAST_GOOD } from './nearby.ts';
import { settings, type Settings, type TpeOptions } from './options.ts';
import { Population } from './population.ts';

/**
 * Tree-structured Parzen estimator: samples where good trials are dense and bad ones are not.
 *
 * Finished trials are split into the best tenth and the rest; each part gets a density, a mixture of one kernel a trial over
 * all parameters at once; candidates are drawn from the good one, improved by small steps, and the one with the largest ratio
 * that has not been tried becomes the proposal.
 *
 * Source: Bergstra et al. 2011; the joint model and its bandwidths as in Optuna 5; branch quotas, steps and missing-value kernels are ours.
 *
 * @example
 * const study = await createStudy({ space, sampler: tpe() });
 */
export function tpe(options: TpeOptions = {}): Sampler {
  return tpeOf(settings(options));
}

/** The sampler with other inner numbers: for measuring what they do. */
export function tpeOf(chosen: Settings): Sampler {
  return {
    name: 'tpe',
    traits: { objectives: 'many', constraints: true, conditional: true, joint: true },
    start: (problem) => new TpeRun(problem, chosen),
  };
}

class TpeRun implements SamplerRun {
  readonly #joint: Joint | null;
  readonly #independent: Independent;
  #history: HistoryView | null = null;

  constructor(problem: Problem, chosen: Settings) {
    this.#joint =
      problem.space === null || problem.space.nodes.length === 0 ? null : new Joint(problem, problem.space, chosen);
    this.#independent = new Independent(problem, chosen);
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#joint?.observe(history, delta);
    this.#independent.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    return this.#joint === null
      ? trials.map(() => ({ params: new Map() }))
      : this.#joint.propose(trials, random, this.#history);
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    return this.#independent.suggest(trial, name, distribution, random);
  }
}

/** Share of asks, where there are branches, that take what they share from the best trial of another one. */
const TRANSPLANTS = 0.3;

/** How often new points are drawn where all so far have been tried; then one is tried again, if the study lets it. */
const ATTEMPTS = 10;

/** The joint model over a declared space. */
class Joint {
  readonly #problem: Problem;
  readonly #space: SearchSpace;
  readonly #settings: Settings;
  readonly #coordinates: Coordinates;
  readonly #branches: Branches;
  #ledger: Ledger;
  #everything: Population;
  /** Populations of the trials that agree on some cases of branches, by those cases. */
  #agreeing = new Map<string, { readonly values: Float64Array; readonly population: Population }>();

  constructor(problem: Problem, space: SearchSpace, chosen: Settings) {
    this.#problem = problem;
    this.#space = space;
    this.#settings = chosen;
    this.#coordinates = new Coordinates(space);
    this.#branches = new Branches(this.#coordinates);
    this.#ledger = new Ledger(this.#coordinates, problem.objectives.length);
    this.#everything = this.#population(false);
  }

  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) {
      this.#ledger = new Ledger(this.#coordinates, this.#problem.objectives.length);
      this.#everything = this.#population(false);
      this.#agreeing.clear();
    }
    const rows = delta.reset ? Array.from({ length: history.size }, (_, row) => row) : delta.rows;
    for (const row of rows) this.#ledger.take(history, row, this.#leave, this.#enter);
  }

  propose(trials: readonly number[], random: Random, history: HistoryView | null): readonly Proposal[] {
    for (const trial of trials) this.#forget(trial);
    const proposals = trials.map((trial): Proposal => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const isEarly = this.#everything.finished < this.#settings.startup;
      const values = isEarly ? this.#start(trial, stream, history) : this.#model(stream, history);
      if (trials.length > 1) {
        this.#ledger.place(trial, values); // the next one must see it
        this.#enter(trial);
      }
      return { params: this.#coordinates.named(values) };
    });
    for (const trial of trials) {
      this.#forget(trial);
      if (history !== null && trial < history.size) this.#ledger.take(history, trial, this.#leave, this.#enter);
    }
    return proposals;
  }

  #forget(trial: number): void {
    if (trial >= this.#ledger.size) return;
    this.#leave(trial);
    this.#ledger.standing[trial] = STANDING.none;
  }

  /** A point of the start-up design: trial n takes point n, so that workers need not speak to each other. */
  #start(trial: number, stream: Random, history: HistoryView | null): Float64Array {
    let values = configurationAt(this.#space, (node) => sobolUnit(trial, node, this.#problem.seed));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      values = repair(this.#space, values, stream) ?? values;
      if (this.#isNew(values, history)) return values;
      values = configurationAt(this.#space, () => stream.uniform());
    }
    return values;
  }

  #isNew(values: Float64Array, history: HistoryView | null): boolean {
    return history === null || history.find(this.#coordinates.named(values)) === null;
  }

  #model(stream: Random, history: HistoryView | null): Float64Array {
    const { nodes } = this.#branches;
    const cases = nodes.length === 0 ? null : this.#branches.choose(this.#ledger, this.#everything, stream);
    const population = cases === null ? this.#everything : this.#populationFor(cases);
    population.prepare();
    const plain = this.#scene(population, cases);
    const near = this.#nearby(plain, population, stream, history);
    if (near !== null) return near;
    const scene = cases !== null && stream.uniform() < TRANSPLANTS ? this.#transplanted(plain, cases) : plain;
    return this.#best(scene, stream, history) ?? this.#best(plain, stream, history) ?? this.#again(plain, stream);
  }

  /** A new point near the best trials, in some of the asks. */
  #nearby(scene: Scene, population: Population, stream: Random, history: HistoryView | null): Float64Array | null {
    if (stream.uniform() >= this.#settings.nearby(population.finished)) return null;
    const good = population.ranked.subarray(
      0,
      Math.max(LEAST_GOOD, Math.min(25, Math.ceil(0.2 * population.finished))),
    );
    if (good.length < LEAST_GOOD || scene.free.length === 0 || this.#ledger.objectives > 1) return null;
    const { candidates } = this.#settings;
    const pool = new Pool(this.#coordinates.width, candidates);
    drawNearby(scene, this.#ledger, good, pool, candidates, stream);
    return this.#firstNew(pool, history);
  }

  /** The best new one among drawn points; null where all were tried before. */
  #best(scene: Scene, stream: Random, history: HistoryView | null): Float64Array | null {
    const { climbs, steps } = this.#settings;
    const candidates = (isCoarse(scene) ? 2 : 1) * this.#settings.candidates; // many of a coarse grid are the same, or known
    const pool = new Pool(this.#coordinates.width, candidates + climbs * steps);
    const attempts = scene.free.length === 0 ? 1 : ATTEMPTS;
    for (let attempt = 0; attempt < attempts; attempt++) {
      drawCandidates(scene, pool, candidates, stream);
      if (isCoarse(scene))
        for (const i of pool.ranked().slice(0, climbs)) climb(scene, pool, pool.at(i).slice(), steps, stream);
      const found = this.#firstNew(pool, history);
      if (found !== null) return found;
    }
    return null;
  }

  /** The configuration of highest score that was not tried yet. */
  #firstNew(pool: Pool, history: HistoryView | null): Float64Array | null {
    for (const i of pool.ranked()) {
      const values = this.#coordinates.decode(pool.at(i));
      if (this.#isNew(values, history)) return values;
    }
    return null;
  }

  #again(scene: Scene, stream: Random): Float64Array {
    const pool = new Pool(this.#coordinates.width, this.#settings.candidates);
    drawCandidates(scene, pool, this.#settings.candidates, stream);
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
    return { coordinates: this.#coordinates, below: population.below, above: population.above, free, frame };
  }

  /**
   * Takes the parameters that the best trial shares from there, where that one went another branch: so a branch is judged
   * with good settings, and one whose own parameters were found first does not win by that alone.
   */
  #transplanted(scene: Scene, cases: Float64Array): Scene {
    const best = this.#everything.ranked[0];
    if (best === undefined || this.#ledger.objectives > 1 || this.#agrees(best, cases)) return scene;
    const frame = scene.frame.slice();
    const from = best * this.#ledger.width;
    const free = scene.free.filter((axis) => {
      const at = this.#coordinates.offsetOf(axis);
      if (Number.isNaN(this.#ledger.points[from + at]!)) return true;
      const width = axisWidth(this.#coordinates.axes[axis]!);
      frame.set(this.#ledger.points.subarray(from + at, from + at + width), at);
      return false;
    });
    return { ...scene, frame, free };
  }

  /** The trials that agree on as many cases as leaves enough of them; branches declared first matter most. */
  #populationFor(cases: Float64Array): Population {
    const decided = this.#branches.nodes.filter((node) => !Number.isNaN(cases[node]!));
    for (let agreed = decided.length; agreed > 0; agreed--) {
      const wanted = new Float64Array(cases.length).fill(Number.NaN);
      for (const node of decided.slice(0, agreed)) wanted[node] = cases[node]!;
      const population = this.#agreeingOn(wanted);
      if (population.finished >= 5) return population;
    }
    return this.#everything;
  }

  #agreeingOn(values: Float64Array): Population {
    const key = values.join();
    let found = this.#agreeing.get(key);
    if (found === undefined) {
      found = { values, population: this.#population(true) };
      this.#agreeing.set(key, found);
      for (let row = 0; row < this.#ledger.size; row++)
        if (this.#ledger.standing[row] !== STANDING.none && this.#agrees(row, values)) found.population.add(row);
    }
    return found.population;
  }

  #agrees(row: number, values: Float64Array): boolean {
    for (const node of this.#branches.nodes) {
      if (Number.isNaN(values[node]!)) continue;
      const at = row * this.#ledger.width + this.#coordinates.offsetOf(this.#coordinates.axisOf(node));
      if (this.#ledger.points[at] !== values[node]) return false;
    }
    return true;
  }

  readonly #leave = (row: number): void => {
    if (this.#ledger.standing[row] === STANDING.none) return;
    this.#everything.remove(row);
    for (const { values, population } of this.#agreeing.values()) if (this.#agrees(row, values)) population.remove(row);
  };

  readonly #enter = (row: number): void => {
    this.#everything.add(row);
    for (const { values, population } of this.#agreeing.values()) if (this.#agrees(row, values)) population.add(row);
  };

  #population(inBranch: boolean): Population {
    const { good, goodOfSeveral, goodInBranch, below, above } = this.#settings;
    const share = inBranch ? goodInBranch : this.#problem.objectives.length > 1 ? goodOfSeveral : good;
    return new Population(this.#ledger, this.#coordinates.axes, { good: share, below, above });
  }
}
