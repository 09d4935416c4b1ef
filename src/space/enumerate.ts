import { index, type Random } from '../math/random.ts';
import { cardinality, type Distribution, gridValue } from './distribution.ts';
import { isActive, type SearchSpace } from './space.ts';

/** Value `k` of a distribution with finitely many, in ascending order. */
export function valueAt(distribution: Distribution, k: number): number {
  switch (distribution.kind) {
    case 'categorical':
      return k;
    case 'int':
      return distribution.low + k * distribution.step;
    case 'float':
      return distribution.step === null ? distribution.low : gridValue(distribution.low, distribution.step, k);
  }
}

/**
 * Every configuration of a finite space once (values by node, NaN = inactive), each parameter's values from a random start
 * onwards, so that searches for a free one do not all begin at the same corner. Constraints are not looked at.
 */
export function* configurations(space: SearchSpace, random: Random): Generator<Float64Array> {
  const sizes = space.nodes.map(({ distribution }) => cardinality(distribution));
  const starts = sizes.map((size) => index(random, size));
  const values = new Float64Array(space.nodes.length);
  function* from(i: number): Generator<Float64Array> {
    if (i === values.length) {
      yield values.slice();
      return;
    }
    values[i] = Number.NaN;
    if (!isActive(space, values, i)) {
      yield* from(i + 1);
      return;
    }
    for (let k = 0; k < sizes[i]!; k++) {
      values[i] = valueAt(space.nodes[i]!.distribution, (starts[i]! + k) % sizes[i]!);
      yield* from(i + 1);
    }
    values[i] = Number.NaN;
  }
  yield* from(0);
}
