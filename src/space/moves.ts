import { index, type Random } from '../math/random.ts';
import { cardinality, type Distribution } from './distribution.ts';
import { limited, priorValue } from './draw.ts';
import { fromUnit, toUnit } from './encode.ts';
import { isActive, type ParamGroup, type SearchSpace } from './nodes.ts';

/**
 * A configuration without gaps: values of nodes that are not active are taken out, missing ones are filled, parents first.
 *
 * @param values values by node, NaN = missing; not changed
 * @param fill the value of an active node that has none
 */
export function completed(space: SearchSpace, values: ArrayLike<number>, fill: (node: number) => number): Float64Array {
  const next = new Float64Array(space.nodes.length);
  for (let i = 0; i < next.length; i++)
    next[i] = !isActive(space, next, i) ? Number.NaN : Number.isNaN(values[i]!) ? fill(i) : values[i]!;
  return next;
}

/**
 * A configuration with some values set: what these switch off is taken out, what they switch on is drawn from its prior.
 *
 * @param fixed values by node, NaN = free; null = all are
 */
export function withFixed(
  space: SearchSpace,
  values: Float64Array,
  fixed: Float64Array | null,
  stream: Random,
): Float64Array {
  if (fixed === null) return values;
  const next = values.map((value, node) => (Number.isNaN(fixed[node]!) ? value : fixed[node]!));
  return completed(space, next, (node) => priorValue(space.nodes[node]!, stream.uniform()));
}

/**
 * A configuration near another one: each chosen parameter takes a step of its own kind.
 *
 * Reals move by a normal step of `spread` times their range, and are clamped to it; whole, stepped and ordinal values by at
 * least one value; a categorical changes to any other choice; an ordering moves one item; a subset takes one item in or out,
 * or swaps two; shares are redrawn around the present ones. Parameters that a changed branch switches on are drawn from their
 * prior. Constraints are not looked at.
 *
 * @param groups indices of `space.groups` that move; inactive ones are passed over
 */
export function stepped(
  space: SearchSpace,
  values: Float64Array,
  groups: readonly number[],
  spread: number,
  stream: Random,
): Float64Array {
  const next = values.slice();
  for (const g of groups) {
    const group = space.groups[g]!;
    if (!Number.isNaN(next[group.nodes[0]!]!)) stepGroup(space, next, group, spread, stream);
  }
  return completed(space, next, (node) => priorValue(space.nodes[node]!, stream.uniform()));
}

/** Groups that are active in a configuration. */
export function activeGroups(space: SearchSpace, values: ArrayLike<number>): number[] {
  const active: number[] = [];
  for (let g = 0; g < space.groups.length; g++) if (!Number.isNaN(values[space.groups[g]!.nodes[0]!]!)) active.push(g);
  return active;
}

function stepGroup(
  space: SearchSpace,
  values: Float64Array,
  { parameter, nodes }: ParamGroup,
  spread: number,
  stream: Random,
): void {
  if (parameter.kind === 'permutation') moveItem(values, nodes, parameter.items.length, stream);
  else if (parameter.kind === 'subset') {
    const isLimited = limited(parameter);
    toggle(values, nodes, isLimited ? parameter.min : 0, isLimited ? parameter.max : nodes.length, stream);
  } else
    for (const node of nodes) values[node] = stepValue(space.nodes[node]!.distribution, values[node]!, spread, stream);
}

/** A value near another one of the same parameter; a different one where it is discrete and has several. */
export function stepValue(distribution: Distribution, value: number, spread: number, stream: Random): number {
  const count = cardinality(distribution);
  if (count === 1) return value;
  if (distribution.kind === 'categorical' && !distribution.ordered) {
    const other = index(stream, count - 1);
    return other >= value ? other + 1 : other;
  }
  const unit = toUnit(distribution, value);
  const step = spread * stream.normal();
  const moved = fromUnit(distribution, Math.min(1, Math.max(0, unit + step)));
  if (count === Number.POSITIVE_INFINITY || moved !== value) return moved;
  return neighbour(distribution, value, step < 0 ? -1 : 1);
}

/** The next value of a discrete parameter in a direction, or in the other one at the end. */
function neighbour(distribution: Distribution, value: number, direction: number): number {
  if (distribution.kind === 'categorical') {
    const last = distribution.choices.length - 1;
    return value + direction < 0 || value + direction > last ? value - direction : value + direction;
  }
  const { low, high, step } = distribution;
  const by = direction * (step ?? 0);
  const next =
    value + by < low - 1e-9 * Math.abs(by) || value + by > high + 1e-9 * Math.abs(by) ? value - by : value + by;
  return distribution.kind === 'float' ? fromUnit(distribution, toUnit(distribution, next)) : next;
}

/** Takes one item of an ordering (a Lehmer code in `nodes`) out and puts it in elsewhere, or turns a stretch around. */
function moveItem(values: Float64Array, nodes: readonly number[], count: number, stream: Random): void {
  const left = Array.from({ length: count }, (_, i) => i);
  const order: number[] = nodes.map(
    (node) => left.splice(Math.min(left.length - 1, Math.max(0, values[node]!)), 1)[0]!,
  );
  order.push(left[0]!);
  const a = index(stream, count);
  const b = (a + 1 + index(stream, count - 1)) % count;
  const [from, to] = a < b ? [a, b] : [b, a];
  const move = index(stream, 3);
  if (move === 0) [order[a], order[b]] = [order[b]!, order[a]!];
  else if (move === 1) order.splice(b, 0, order.splice(a, 1)[0]!);
  else order.splice(from, to - from + 1, ...order.slice(from, to + 1).toReversed());
  const rest = Array.from({ length: count }, (_, i) => i);
  nodes.forEach((node, i) => {
    const digit = rest.indexOf(order[i]!);
    rest.splice(digit, 1);
    values[node] = digit;
  });
}

/** Takes one item in or out of a subset, or swaps a member for another item, within its size limits. */
function toggle(values: Float64Array, nodes: readonly number[], min: number, max: number, stream: Random): void {
  const members = nodes.filter((node) => values[node] === 1);
  const others = nodes.filter((node) => values[node] !== 1);
  const canGrow = others.length > 0 && members.length < max;
  const canShrink = members.length > 0 && members.length > min;
  const canSwap = members.length > 0 && others.length > 0;
  const moves = [canGrow ? 'grow' : null, canShrink ? 'shrink' : null, canSwap ? 'swap' : null].filter(
    (move) => move !== null,
  );
  if (moves.length === 0) return;
  const move = moves[index(stream, moves.length)]!;
  if (move !== 'grow') values[members[index(stream, members.length)]!] = 0;
  if (move !== 'shrink') values[others[index(stream, others.length)]!] = 1;
}
