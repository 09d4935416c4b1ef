import type { Random } from '../../math/random.ts';
import { axisWidth } from '../../models/mixture/axis.ts';
import { branchText } from '../branch-text.ts';
import { Branches } from './branch.ts';
import type { Scene } from './candidates.ts';
import type { Coordinates } from './coordinates.ts';
import { STANDING } from '../standing.ts';
import type { Ledger } from './ledger.ts';
import type { Population } from './population.ts';

/** Share of asks that take what branches share from the best trial of another one. */
const TRANSPLANTS = 0.3;

/** Fewest finished trials that a case is modelled by. */
const FEWEST = 5;

/** The cases of all branches, chosen one by one, and a population for each combination of them that was met. */
export class BranchModels {
  readonly #coordinates: Coordinates;
  readonly #ledger: Ledger;
  readonly #everything: Population;
  readonly #newPopulation: () => Population;
  readonly #branches: Branches;
  /** Populations of the trials that agree on some cases of branches, by those cases. */
  readonly #agreeing = new Map<string, { readonly values: Float64Array; readonly population: Population }>();

  /** @param everything all trials of the ledger */
  constructor(coordinates: Coordinates, ledger: Ledger, everything: Population, newPopulation: () => Population) {
    this.#coordinates = coordinates;
    this.#ledger = ledger;
    this.#everything = everything;
    this.#newPopulation = newPopulation;
    this.#branches = new Branches(coordinates);
  }

  /** Values by node of the cases for a new trial; NaN elsewhere. */
  choose(stream: Random): Float64Array {
    return this.#branches.choose(this.#ledger, this.#everything, stream);
  }

  /** Cases in words: ` of model = tree`. */
  textOf(cases: Float64Array): string {
    const text = branchText(this.#coordinates.space, cases);
    return text === '' ? '' : ` of ${text}`;
  }

  /** The trials that agree on as many cases as leaves enough of them; branches declared first matter most. */
  populationFor(cases: Float64Array): Population {
    const decided = this.#branches.nodes.filter((node) => !Number.isNaN(cases[node]!));
    for (let agreed = decided.length; agreed > 0; agreed--) {
      const wanted = new Float64Array(cases.length).fill(Number.NaN);
      for (const node of decided.slice(0, agreed)) wanted[node] = cases[node]!;
      const population = this.#agreeingOn(wanted);
      if (population.finished >= FEWEST) return population;
    }
    return this.#everything;
  }

  /**
   * In some of the asks, takes the parameters that the best trial shares from there, where that one went another branch: so a
   * branch is judged with good settings, and one whose own parameters were found first does not win by that alone.
   */
  transplanted(scene: Scene, cases: Float64Array, stream: Random): Scene {
    if (stream.uniform() >= TRANSPLANTS) return scene;
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

  /** A trial of the ledger is about to change. */
  leave(row: number): void {
    for (const { values, population } of this.#agreeing.values()) if (this.#agrees(row, values)) population.remove(row);
  }

  /** A trial of the ledger has changed. */
  enter(row: number): void {
    for (const { values, population } of this.#agreeing.values()) if (this.#agrees(row, values)) population.add(row);
  }

  #agreeingOn(values: Float64Array): Population {
    const key = values.join();
    let found = this.#agreeing.get(key);
    if (found === undefined) {
      found = { values, population: this.#newPopulation() };
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
}
