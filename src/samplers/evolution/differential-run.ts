import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { index, type Random } from '../../math/random.ts';
import { firstDirections } from '../../math/sobol-table.ts';
import { drawGains, type Gains } from '../../models/evolution/success-memory.ts';
import { cardinality, type Distribution } from '../../space/distribution.ts';
import { configurationAt, priorValue } from '../../space/draw.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import * as feasible from '../../space/feasible.ts';
import { completed, stepped } from '../../space/moves.ts';
import { namedValues, type ParamGroup, type SearchSpace } from '../../space/nodes.ts';
import { FIRST_LOOK } from '../first-look.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { isNew } from '../is-new.ts';
import { startPoint } from '../startup.ts';
import { Configurations } from './configurations.ts';
import { Ledger } from './ledger.ts';
import { Places } from './places.ts';

/** What the run depends on beside the problem. */
export interface DifferentialSettings {
  readonly population: number | null;
  readonly strategy: 'shade' | 'classic';
}

const CLASSIC: Gains = { factor: 0.5, crossover: 0.9 };
/** Share of the population that others lean to, at least two. */
const ELITE = 0.11;
/** How often a child that is known already is made anew; then as many random configurations are tried. */
const ATTEMPTS = 10;

/** The run of `differentialEvolution` on a space. */
export class DifferentialRun implements SamplerRun {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #strategy: 'shade' | 'classic';
  readonly #ledger: Ledger;
  readonly #places: Places;
  readonly #directions = firstDirections();
  #history: HistoryView | null = null;

  constructor(problem: Problem, space: SearchSpace, settings: DifferentialSettings) {
    this.#space = space;
    this.#seed = problem.seed;
    this.#strategy = settings.strategy;
    this.#ledger = new Ledger(space, 1);
    this.#places = new Places(this.#ledger, settings.population ?? usualPopulation(space));
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#places.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    const holders = this.#places.holders();
    const isEarly = holders.length < Math.min(this.#places.size, 5 + this.#places.size / 2);
    const taken = new Configurations();
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const own = this.#places.holderFor(trial);
      if (isEarly || own < 0) {
        const values = startPoint(this.#space, trial, this.#seed, this.#directions, stream, this.#history, feasible);
        return { params: namedValues(this.#space, values), notes: { why: FIRST_LOOK } };
      }
      const isShade = this.#strategy === 'shade';
      const gains = isShade ? drawGains(this.#places.lessons(trial), stream) : CLASSIC;
      const values = this.#child(holders.indexOf(own), holders, gains, stream, taken);
      if (trials.length > 1) taken.add(values);
      const why = `Differential evolution mixes trials to put a better one in the place of trial ${own}.`;
      return { params: namedValues(this.#space, values), notes: isShade ? { ...gains, why } : { why } };
    });
  }

  suggest(_: number, name: string, distribution: Distribution, random: Random): number {
    return fromUnit(distribution, random.fork(name).uniform());
  }

  /** A new configuration to compete with the one at `place` among the rows of the population, best first. */
  #child(
    place: number,
    population: readonly number[],
    gains: Gains,
    stream: Random,
    taken: Configurations,
  ): Float64Array {
    const isFresh = (values: Float64Array): boolean => !taken.has(values) && isNew(this.#space, values, this.#history);
    let made: Float64Array = this.#mixed(place, population, gains, stream);
    for (let attempt = 0; attempt < 2 * ATTEMPTS && !isFresh(made); attempt++)
      made =
        attempt < ATTEMPTS
          ? this.#mixed(place, population, gains, stream)
          : this.#kept(
              configurationAt(this.#space, () => stream.uniform()),
              stream,
            );
    return made;
  }

  #mixed(place: number, population: readonly number[], gains: Gains, stream: Random): Float64Array {
    const valuesOf = (i: number): Float64Array => this.#ledger.valuesOf(population[i]!);
    const others = differentFrom(place, population.length, 3, stream);
    const [a, b, c] = others.map((i) => valuesOf(i)) as [Float64Array, Float64Array, Float64Array];
    const own = valuesOf(place);
    const elite = valuesOf(index(stream, Math.max(2, Math.ceil(ELITE * population.length))));
    const isShade = this.#strategy === 'shade';
    const scene: Scene = isShade
      ? { own, base: own, pull: elite, from: a, to: this.#former(stream) ?? b }
      : { own, base: a, pull: null, from: b, to: c };
    const values = own.slice();
    const forced = index(stream, this.#space.groups.length);
    this.#space.groups.forEach((group, g) => this.#mixGroup(group, values, scene, gains, g === forced, stream));
    const whole = completed(this.#space, values, (node) => {
      const given = [own, a, b, c, elite].find((other) => !Number.isNaN(other[node]!))?.[node];
      return given ?? priorValue(this.#space.nodes[node]!, stream.uniform());
    });
    return this.#kept(whole, stream);
  }

  /** A configuration of the last rounds, whether it holds a place or lost one: keeps differences long. */
  #former(stream: Random): Float64Array | null {
    const { size } = this.#ledger;
    const row = size - 1 - index(stream, Math.min(size, 2 * this.#places.size));
    return this.#ledger.isFinished(row) ? this.#ledger.valuesOf(row) : null;
  }

  #mixGroup(
    group: ParamGroup,
    values: Float64Array,
    scene: Scene,
    gains: Gains,
    forced: boolean,
    stream: Random,
  ): void {
    if (group.parameter.kind === 'permutation') {
      if (!forced && stream.uniform() >= gains.crossover) return;
      const from = stream.uniform() < gains.factor ? (scene.pull ?? scene.base) : scene.own;
      if (Number.isNaN(from[group.nodes[0]!]!)) return;
      const moved = from.slice();
      for (const node of group.nodes) values[node] = moved[node]!;
      const next = stepped(this.#space, moved, [this.#space.groups.indexOf(group)], 0, stream);
      for (const node of group.nodes) values[node] = next[node]!;
      return;
    }
    const sure = forced ? index(stream, group.nodes.length) : -1;
    group.nodes.forEach((node, i) => {
      if (i !== sure && stream.uniform() >= gains.crossover) return;
      const mutant = this.#mutant(node, scene, gains.factor, stream);
      if (!Number.isNaN(mutant)) values[node] = mutant;
    });
  }

  #mutant(node: number, { own, base, pull, from, to }: Scene, factor: number, stream: Random): number {
    const { distribution } = this.#space.nodes[node]!;
    if (cardinality(distribution) === 1) return own[node]!;
    if (distribution.kind === 'categorical' && !distribution.ordered)
      return chosen(node, base, pull, from, to, factor, stream);
    const at = (values: Float64Array): number => toUnit(distribution, values[node]!);
    const start = at(base);
    if (Number.isNaN(start)) return Number.NaN;
    const difference = (one: Float64Array | null, other: Float64Array): number => {
      const by = one === null ? Number.NaN : at(one) - at(other);
      return Number.isNaN(by) ? 0 : by;
    };
    const unit = start + factor * (difference(pull, base) + difference(from, to));
    const kept = Number.isNaN(own[node]!) ? start : at(own);
    // Beyond a bound: half of the way there, so that bounds are approached and not crowded.
    return fromUnit(distribution, unit < 0 ? kept / 2 : unit > 1 ? (1 + kept) / 2 : unit);
  }

  #kept(values: Float64Array, stream: Random): Float64Array {
    return feasible.repair(this.#space, values, stream) ?? values;
  }
}

/** own: whom the child competes with; base + F·(pull − base) + F·(from − to): where it is mixed from. */
interface Scene {
  readonly own: Float64Array;
  readonly base: Float64Array;
  readonly pull: Float64Array | null;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Categories have no differences: where two configurations differ, the first one's is taken with probability F. */
function chosen(
  node: number,
  base: Float64Array,
  pull: Float64Array | null,
  from: Float64Array,
  to: Float64Array,
  factor: number,
  stream: Random,
): number {
  if (pull !== null && pull[node] !== base[node] && stream.uniform() < factor) return pull[node]!;
  if (from[node] !== to[node] && stream.uniform() < factor) return from[node]!;
  return base[node]!;
}

/** Different indices below `count`, none of them `own`; repeats where there are too few. */
function differentFrom(own: number, count: number, wanted: number, stream: Random): number[] {
  const found: number[] = [];
  while (found.length < wanted) {
    let i = index(stream, count);
    for (let attempt = 0; attempt < ATTEMPTS && (i === own || found.includes(i)); attempt++) i = index(stream, count);
    found.push(i);
  }
  return found;
}

function usualPopulation(space: SearchSpace): number {
  return Math.min(30, Math.max(10, space.nodes.length));
}
