import { cardinality } from '../../space/distribution.ts';
import type { SearchSpace } from '../../space/nodes.ts';

/** Does every configuration have a real number? Then what is drawn anew does not come twice, and only copies have to be avoided. */
export function neverRepeats({ nodes }: SearchSpace): boolean {
  return nodes.some(
    ({ when, distribution }) => when.length === 0 && cardinality(distribution) === Number.POSITIVE_INFINITY,
  );
}

/**
 * Are all parameters that vary real numbers? Then a child is a copy of a parent or has a number of its own. Beside categories and
 * whole numbers it may be put together from what several had, and be one that lived long ago.
 */
export function isReal({ nodes }: SearchSpace): boolean {
  return nodes.every(({ when, distribution }) => {
    const values = cardinality(distribution);
    return values === 1 || (when.length === 0 && values === Number.POSITIVE_INFINITY);
  });
}

/** Different configurations (values by node, NaN = inactive). */
export class Configurations {
  readonly #byKey = new Map<number, Float64Array[]>();

  /** Adds one; false where it is there already. */
  add(values: Float64Array): boolean {
    const key = keyOf(values);
    const others = this.#byKey.get(key);
    if (others === undefined) this.#byKey.set(key, [values]);
    else if (others.some((other) => same(other, values))) return false;
    else others.push(values);
    return true;
  }

  has(values: Float64Array): boolean {
    return this.#byKey.size > 0 && (this.#byKey.get(keyOf(values))?.some((other) => same(other, values)) ?? false);
  }
}

/** Any number that equal configurations share and others hardly do. */
function keyOf(values: Float64Array): number {
  let key = 0;
  for (const value of values) key = 0.7 * key + (value === value ? value : 0.123);
  return key;
}

/** Are two configurations the same? */
export function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !(Number.isNaN(a[i]!) && Number.isNaN(b[i]!))) return false;
  return true;
}
