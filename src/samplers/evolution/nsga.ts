import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { index, type Random, random } from '../../math/random.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { paretoRanks } from '../../math/pareto.ts';
import { crowded } from '../../models/evolution/crowding.ts';
import { directions, pickByDirections } from '../../models/evolution/reference-points.ts';
import type { Distribution } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { fromUnit } from '../../space/encode.ts';
import * as feasible from '../../space/feasible.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import { FIRST_LOOK } from '../first-look.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { isNew } from '../is-new.ts';
import { startPoint } from '../startup.ts';
import { Configurations, isReal } from './configurations.ts';
import { Generations } from './generations.ts';
import { Ledger } from './ledger.ts';
import { Breeder, type Variation } from './variation.ts';

/** Picks survivors from losses of shape (n × k): indices and grades (lower is better), best first. */
export type Survivors = (losses: Float64Array, k: number, count: number, stream: Random) => readonly Survivor[];

/** One that lives on. */
export interface Survivor {
  readonly index: number;
  readonly grade: number;
}

/** Survivors of `nsga2`: by front and room. */
export const byCrowding: Survivors = (losses, k, count) =>
  crowded(losses, k)
    .order.slice(0, count)
    .map((index, grade) => ({ index, grade }));

/** Survivors of `nsga3`: by front and directions. */
export function byDirections(objectives: number, population: number): Survivors {
  const towards = directions(objectives, population);
  return (losses, k, count, stream) => {
    const ranks = paretoRanks(losses, k);
    return pickByDirections(losses, k, count, towards, stream).map((index) => ({ index, grade: ranks[index]! }));
  };
}

/** The parents of a generation. Never changed once made. */
interface Population {
  readonly rows: readonly number[];
  readonly values: readonly Float64Array[];
  readonly grades: readonly number[];
  /** These, and those that have just died out. */
  readonly known: Configurations;
}

const VARIATION: Variation = { crossover: 0.9, crossoverIndex: 20, mutationIndex: 20, mutations: 1 };
/** How often a child that is known already is made anew; then as many random configurations are tried. */
const ATTEMPTS = 10;

/** A population whose better half breeds: what `nsga2` and `nsga3` share. */
export class NsgaRun implements SamplerRun {
  readonly #name: string;
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #size: number;
  readonly #survivors: Survivors;
  readonly #ledger: Ledger;
  readonly #generations: Generations<Population>;
  readonly #breeder: Breeder;
  readonly #isReal: boolean;
  readonly #directions = firstDirections();
  #history: HistoryView | null = null;

  /** @param name what it calls itself in its reasons */
  constructor(name: string, problem: Problem, space: SearchSpace, size: number, survivors: Survivors) {
    this.#name = name;
    this.#space = space;
    this.#seed = problem.seed;
    this.#size = size;
    this.#survivors = survivors;
    this.#breeder = new Breeder(space, VARIATION);
    this.#isReal = isReal(space);
    this.#ledger = new Ledger(space, problem.objectives.length);
    this.#generations = new Generations(this.#ledger, {
      pickEarlier: (finished) => [...this.#selected(finished, 0).rows].sort((a, b) => a - b),
      first: (earlier) => this.#selected(earlier, 0),
      size: () => size,
      next: (population, members, number) => this.#selected([...population.rows, ...members], number + 1, population),
    });
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#generations.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    const { number, state, notes: memory } = this.#generations.current();
    const isEarly = state.values.length < this.#size;
    const why = isEarly
      ? FIRST_LOOK
      : `${this.#name} breeds generation ${number + 1} from the best ${this.#size} trials.`;
    const notes = { ...memory, why };
    const taken = new Configurations();
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const values = isEarly
        ? startPoint(this.#space, trial, this.#seed, this.#directions, stream, this.#history, feasible)
        : this.#offspring(state, stream, taken);
      if (trials.length > 1) taken.add(values);
      return { params: namedValues(this.#space, values), notes };
    });
  }

  suggest(_: number, name: string, distribution: Distribution, random: Random): number {
    return fromUnit(distribution, random.fork(name).uniform());
  }

  #offspring(population: Population, stream: Random, taken: Configurations): Float64Array {
    const isFresh = (values: Float64Array): boolean =>
      !population.known.has(values) &&
      !taken.has(values) &&
      (this.#isReal || isNew(this.#space, values, this.#history));
    let made: Float64Array = this.#child(population, stream);
    for (let attempt = 0; attempt < 2 * ATTEMPTS && !isFresh(made); attempt++)
      made =
        attempt < ATTEMPTS
          ? this.#child(population, stream)
          : this.#kept(
              configurationAt(this.#space, () => stream.uniform()),
              stream,
            );
    return made;
  }

  #child({ values, grades }: Population, stream: Random): Float64Array {
    const n = values.length;
    const parent = (): number => {
      const a = index(stream, n);
      const b = index(stream, n);
      return grades[b]! < grades[a]! ? b : a;
    };
    const donor = (node: number): number => {
      const from = index(stream, n);
      for (let i = 0; i < n; i++) {
        const value = values[(from + i) % n]![node]!;
        if (!Number.isNaN(value)) return value;
      }
      return Number.NaN;
    };
    const a = parent();
    let b = parent();
    for (let attempt = 0; attempt < ATTEMPTS && b === a; attempt++) b = parent();
    return this.#kept(this.#breeder.child(values[a]!, values[b]!, donor, stream), stream);
  }

  #kept(values: Float64Array, stream: Random): Float64Array {
    return feasible.repair(this.#space, values, stream) ?? values;
  }

  /** The best of these trials: feasible ones by their losses, then the others as the ledger has them; no configuration twice. */
  #selected(rows: readonly number[], generation: number, before?: Population): Population {
    const ledger = this.#ledger;
    const known = new Configurations();
    const values = new Map<number, Float64Array>();
    const comparable: number[] = [];
    const rest: number[] = [];
    rows.forEach((row, i) => {
      if (!ledger.isFinished(row)) return; // taken back since
      const own = before?.rows[i] === row ? before.values[i]! : ledger.valuesOf(row);
      if (!known.add(own)) return;
      values.set(row, own);
      (ledger.isComparable(row) ? comparable : rest).push(row);
    });
    const k = ledger.objectives;
    const losses = new Float64Array(comparable.length * k);
    comparable.forEach((row, i) => losses.set(ledger.lossesOf(row), i * k));
    const stream = random(this.#seed).fork('selection').fork(generation);
    const count = Math.min(this.#size, comparable.length);
    const chosen: [row: number, grade: number][] = this.#survivors(losses, k, count, stream).map(({ index, grade }) => [
      comparable[index]!,
      grade,
    ]);
    rest.sort((a, b) => ledger.compareRanks(a, b) || a - b);
    rest.slice(0, this.#size - chosen.length).forEach((row, i) => chosen.push([row, this.#size + i]));
    return {
      known,
      rows: chosen.map(([row]) => row),
      values: chosen.map(([row]) => values.get(row)!),
      grades: chosen.map(([, grade]) => grade),
    };
  }
}
