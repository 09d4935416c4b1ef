import { cardinality, type Distribution } from '../../space/distribution.ts';
import { fromUnit, valueOfCell } from '../../space/encode.ts';
import { isActive, type SearchSpace } from '../../space/nodes.ts';

/** Choices that an axis has at most. */
const MOST_CHOICES = 64;

/**
 * Values along a parameter's axis, ascending internal ones: each where there are no more than `most` (64 for categories), else even
 * steps on its own scale, ends included.
 */
export function levelsOf(distribution: Distribution, most: number): Float64Array {
  const cells = cardinality(distribution);
  const limit = distribution.kind === 'categorical' ? Math.max(most, MOST_CHOICES) : most;
  if (cells <= limit) {
    const isPlain = distribution.kind === 'int' && distribution.log;
    return Float64Array.from({ length: cells }, (_, i) =>
      isPlain ? distribution.low + i : valueOfCell(distribution, i),
    );
  }
  const found = Float64Array.from({ length: limit }, (_, i) => fromUnit(distribution, i / (limit - 1)));
  return found.filter((value, i) => i === 0 || value !== found[i - 1]);
}

/**
 * A configuration with some parameters set, the others as in `base` (in the middle of their range where `base` does not have them). What
 * the set ones depend on is set so that they are active, unless it is set itself.
 *
 * @param fixed internal values by stored name
 * @returns values by node; null where the set ones cannot all be active
 */
export function configurationWith(
  space: SearchSpace,
  base: Float64Array,
  fixed: ReadonlyMap<string, number>,
): Float64Array | null {
  const forced = new Map<number, number>();
  for (const name of fixed.keys()) {
    const own = space.nodes.flatMap((node, i) => (node.name === name ? [i] : []));
    const node = own.find((i) => !Number.isNaN(base[i]!)) ?? own[0];
    if (node === undefined) return null; // the space no longer has it
    if (!opened(space, node, base, fixed, forced)) return null;
  }
  const values = new Float64Array(space.nodes.length).fill(Number.NaN);
  let met = 0;
  for (let i = 0; i < values.length; i++) {
    if (!isActive(space, values, i)) continue;
    const { name, distribution } = space.nodes[i]!;
    const set = fixed.get(name);
    if (set !== undefined) met++;
    values[i] = set ?? forced.get(i) ?? (Number.isNaN(base[i]!) ? fromUnit(distribution, 0.5) : base[i]!);
  }
  return met === fixed.size ? values : null;
}

/** Sets what a node depends on; false where something that is set, or was set before, forbids it. */
function opened(
  space: SearchSpace,
  node: number,
  base: Float64Array,
  fixed: ReadonlyMap<string, number>,
  forced: Map<number, number>,
): boolean {
  return space.nodes[node]!.when.every(({ node: parent, choices }) => {
    const set = fixed.get(space.nodes[parent]!.name) ?? forced.get(parent);
    if (set !== undefined) return choices.includes(set);
    forced.set(parent, choices.includes(base[parent]!) ? base[parent]! : choices[0]!);
    return opened(space, parent, base, fixed, forced);
  });
}
