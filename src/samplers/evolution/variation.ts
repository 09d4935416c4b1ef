import { index, type Random } from '../../math/random.ts';
import { polynomial, simulatedBinary } from '../../models/evolution/operators.ts';
import { assemble, disassemble } from '../../space/composite.ts';
import { cardinality } from '../../space/distribution.ts';
import { priorValue } from '../../space/draw.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import { completed, stepped, stepValue } from '../../space/moves.ts';
import type { ParamGroup, SearchSpace } from '../../space/nodes.ts';
import type { Permutation } from '../../space/shape.ts';

/** How much children differ from their parents. */
export interface Variation {
  /** Chance that a child has two parents at all. */
  readonly crossover: number;
  /** Distribution index of the crossover of numbers: larger stays nearer to the parents. */
  readonly crossoverIndex: number;
  /** Distribution index of the mutation of numbers: larger moves less. */
  readonly mutationIndex: number;
  /** Mutations of a child, on average. */
  readonly mutations: number;
}

/** A value for a node that a branch switches on, from somebody who has it; NaN where nobody does. */
export type Donor = (node: number) => number;

interface FreeGroup extends Omit<ParamGroup, 'name'> {
  /** Among the groups of the space. */
  readonly at: number;
}

/** Makes children of configurations of a space. */
export class Breeder {
  readonly #space: SearchSpace;
  readonly #variation: Variation;
  /** Groups that have more than one value. Copies: to walk along a frozen list is slow. */
  readonly #free: readonly FreeGroup[];
  readonly #isConditional: boolean;

  constructor(space: SearchSpace, variation: Variation) {
    this.#space = space;
    this.#variation = variation;
    this.#isConditional = space.nodes.some(({ when }) => when.length > 0);
    this.#free = space.groups.flatMap((group, at) =>
      isFixed(space, group) ? [] : [{ at, parameter: group.parameter, nodes: [...group.nodes] }],
    );
  }

  /**
   * A child of two configurations: numbers between and around theirs, categories of either, then a mutation or so.
   *
   * A branch is taken from either parent; what it switches on comes from the parent that has it, else from `donor`, so that
   * what was learned of a branch is not lost while others lead; from the prior where nobody has it. Constraints are not looked at.
   *
   * @returns values by node
   */
  child(a: Float64Array, b: Float64Array, donor: Donor, stream: Random): Float64Array {
    const values = a.slice();
    if (stream.uniform() < this.#variation.crossover) this.#cross(values, b, stream);
    const heirs: Donor = (node) => [a, b].find((parent) => !Number.isNaN(parent[node]!))?.[node] ?? donor(node);
    return this.#mutated(this.#completed(values, heirs, stream), donor, stream);
  }

  #cross(values: Float64Array, b: Float64Array, stream: Random): void {
    for (const { parameter, nodes } of this.#free) {
      const first = nodes[0]!;
      if (Number.isNaN(b[first]!)) continue;
      if (Number.isNaN(values[first]!)) for (const node of nodes) values[node] = b[node]!;
      else if (parameter.kind === 'permutation') orderCrossed(parameter, nodes, values, b, stream);
      else
        for (const node of nodes)
          if (stream.uniform() >= 0.5) values[node] = this.#between(node, values[node]!, b[node]!, stream);
    }
  }

  #between(node: number, a: number, b: number, stream: Random): number {
    const { distribution } = this.#space.nodes[node]!;
    if (distribution.kind === 'categorical' && !distribution.ordered) return b;
    const { crossoverIndex } = this.#variation;
    return fromUnit(
      distribution,
      simulatedBinary(toUnit(distribution, a), toUnit(distribution, b), crossoverIndex, stream),
    );
  }

  #mutated(values: Float64Array, donor: Donor, stream: Random): Float64Array {
    let parts = 0;
    for (const { nodes } of this.#free) if (!Number.isNaN(values[nodes[0]!]!)) parts += nodes.length;
    const chance = this.#variation.mutations / parts;
    let next = values;
    for (const { at, parameter, nodes } of this.#free) {
      if (Number.isNaN(next[nodes[0]!]!)) continue; // off, or switched off by an earlier mutation
      if (parameter.kind === 'permutation' || parameter.kind === 'subset') {
        // An ordering has as many chances as it has items.
        if (stream.uniform() < chance * nodes.length) next = stepped(this.#space, next, [at], 0, stream);
        continue;
      }
      for (const node of nodes)
        if (stream.uniform() < chance) next[node] = this.#mutatedValue(node, next[node]!, stream);
    }
    return this.#completed(next, donor, stream);
  }

  #mutatedValue(node: number, value: number, stream: Random): number {
    const { distribution } = this.#space.nodes[node]!;
    if (distribution.kind === 'categorical' && !distribution.ordered) return stepValue(distribution, value, 0, stream);
    const moved = fromUnit(
      distribution,
      polynomial(toUnit(distribution, value), this.#variation.mutationIndex, stream),
    );
    // A step too small for the next value of a discrete parameter would be none at all.
    return moved === value ? stepValue(distribution, value, 0.05, stream) : moved;
  }

  /** Takes out what is switched off, and fills in what is switched on. */
  #completed(values: Float64Array, donor: Donor, stream: Random): Float64Array {
    if (!this.#isConditional && !hasGaps(values)) return values;
    return completed(this.#space, values, (node) => {
      const given = donor(node);
      return Number.isNaN(given) ? priorValue(this.#space.nodes[node]!, stream.uniform()) : given;
    });
  }
}

function hasGaps(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) return true;
  return false;
}

/** A stretch of one ordering stays where it is, the rest comes in the order of the other. Source: Davis 1985. */
function orderCrossed(
  parameter: Permutation,
  nodes: readonly number[],
  values: Float64Array,
  b: Float64Array,
  stream: Random,
): void {
  const orderOf = (of: Float64Array): readonly unknown[] =>
    assemble(
      parameter,
      nodes.map((node) => of[node]!),
    ) as readonly unknown[];
  const own = orderOf(values);
  const cuts = [index(stream, own.length + 1), index(stream, own.length + 1)].sort((x, y) => x - y);
  const kept = new Set(own.slice(cuts[0], cuts[1]));
  const rest = orderOf(b).filter((item) => !kept.has(item));
  const joined = [...rest.slice(0, cuts[0]), ...kept, ...rest.slice(cuts[0])];
  disassemble(parameter, joined)!.forEach((digit, i) => {
    values[nodes[i]!] = digit;
  });
}

function isFixed(space: SearchSpace, { nodes }: ParamGroup): boolean {
  return nodes.every((node) => cardinality(space.nodes[node]!.distribution) === 1);
}
