import type { SearchSpace } from './nodes.ts';

/**
 * The same configuration, with 0 where a value means nothing: in a simplex after a stick that takes all that is left.
 *
 * Shares are stored as sticks broken off what the earlier ones left, so all sticks after a whole one make the same shares.
 *
 * @param values values by node, NaN = inactive; not changed
 */
export function meant(space: SearchSpace, values: Float64Array): Float64Array {
  const next = values.slice();
  for (const { parameter, nodes } of space.groups) {
    if (parameter.kind !== 'simplex') continue;
    let isOver = false;
    for (const node of nodes) {
      if (isOver) next[node] = 0;
      isOver ||= next[node] === 1;
    }
  }
  return next;
}
