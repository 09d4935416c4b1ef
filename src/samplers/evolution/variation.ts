import { index, type Random } from '../../math/random.ts';
import { polynomial, simulatedBinary } from '../../models/evolution/operators.ts';
import { assemble, disassemble } from '../../space/composite.ts';
import { cardinality } from '../../space/distribution.ts';
import { priorValue } from '../../space/draw.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import { activeGroups, completed, stepped, stepValue } from '../../space/moves.ts';
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

/**
 * A child of two configurations: numbers between and around theirs, categories of either, then a mutation or so.
 *
 * A branch is taken from either parent; what it switches on comes from the parent that has it, else from `donor`, so that
 * what was learned of a branch is not lost while others lead; from the prior where nobody has it. Constraints are not looked at.
 *
 * @returns values by node
 */
export function child(
  space: SearchSpace,
  a: Float64Array,
  b: Float64Array,
  donor: (node: number) => number,
  variation: Variation,
  stream: Random,
): Float64Array {
  const mixed =
    stream.uniform() < variation.crossover ? crossed(space, a, b, variation.crossoverIndex, stream) : a.slice();
  const whole = completed(space, mixed, (node) => {
    const given = Number.isNaN(a[node]!) ? (Number.isNaN(b[node]!) ? donor(node) : b[node]!) : a[node]!;
    return Number.isNaN(given) ? priorValue(space.nodes[node]!, stream.uniform()) : given;
  });
  return mutated(space, whole, donor, variation, stream);
}

function crossed(space: SearchSpace, a: Float64Array, b: Float64Array, near: number, stream: Random): Float64Array {
  const values = a.slice();
  for (const { parameter, nodes } of space.groups) {
    const first = nodes[0]!;
    if (Number.isNaN(b[first]!)) continue;
    if (Number.isNaN(a[first]!)) for (const node of nodes) values[node] = b[node]!;
    else if (parameter.kind === 'permutation') orderCrossed(parameter, nodes, values, b, stream);
    else
      for (const node of nodes) {
        if (stream.uniform() < 0.5) continue;
        const { distribution } = space.nodes[node]!;
        values[node] =
          distribution.kind === 'categorical' && !distribution.ordered
            ? b[node]!
            : fromUnit(
                distribution,
                simulatedBinary(toUnit(distribution, a[node]!), toUnit(distribution, b[node]!), near, stream),
              );
      }
  }
  return values;
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

function mutated(
  space: SearchSpace,
  values: Float64Array,
  donor: (node: number) => number,
  { mutations, mutationIndex }: Variation,
  stream: Random,
): Float64Array {
  const active = activeGroups(space, values).filter((g) => !isFixed(space, space.groups[g]!));
  if (active.length === 0) return values;
  const chance = mutations / active.reduce((sum, g) => sum + weightOf(space.groups[g]!), 0);
  let next = values;
  for (const g of active) {
    const group = space.groups[g]!;
    if (Number.isNaN(next[group.nodes[0]!]!)) continue; // an earlier mutation has switched it off
    const { kind } = group.parameter;
    if (kind === 'permutation' || kind === 'subset') {
      if (stream.uniform() < chance * weightOf(group)) next = stepped(space, next, [g], 0, stream);
      continue;
    }
    for (const node of group.nodes) {
      if (stream.uniform() >= chance) continue;
      if (next === values) next = values.slice();
      next[node] = mutatedValue(space, node, next[node]!, mutationIndex, stream);
    }
  }
  return completed(space, next, (node) => {
    const given = donor(node);
    return Number.isNaN(given) ? priorValue(space.nodes[node]!, stream.uniform()) : given;
  });
}

function mutatedValue(space: SearchSpace, node: number, value: number, near: number, stream: Random): number {
  const { distribution } = space.nodes[node]!;
  if (distribution.kind === 'categorical' && !distribution.ordered) return stepValue(distribution, value, 0, stream);
  const moved = fromUnit(distribution, polynomial(toUnit(distribution, value), near, stream));
  // A step too small for the next value of a discrete parameter would be none at all.
  return moved === value ? stepValue(distribution, value, 0.05, stream) : moved;
}

/** Parts that can mutate; an ordering has as many as it has items. */
const weightOf = ({ nodes }: ParamGroup): number => nodes.length;

function isFixed(space: SearchSpace, { nodes }: ParamGroup): boolean {
  return nodes.every((node) => cardinality(space.nodes[node]!.distribution) === 1);
}
