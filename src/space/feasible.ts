import { VernierError } from '../errors.ts';
import { index, type Random, random } from '../math/random.ts';
import type { Constraint, LinearConstraint } from './constraint.ts';
import { checkConstraints } from './constraint-check.ts';
import { toInternal } from './distribution.ts';
import { configurationAt, limited, priorValue } from './draw.ts';
import { fromUnit } from './encode.ts';
import { isActive, type SearchSpace } from './nodes.ts';
import type { Subset } from './shape.ts';
import { walkInto } from './walk.ts';

export { configurationAt } from './draw.ts';

/** Does a configuration (values by node, NaN = inactive) meet every constraint? */
export function satisfies(space: SearchSpace, values: ArrayLike<number>): boolean {
  for (let i = 0; i < space.constraints.length; i++) if (excess(space, space.constraints[i]!, values) > 0) return false;
  return true;
}

/** How far all constraints together are missed; 0 = met. */
function missedBy(space: SearchSpace, values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < space.constraints.length; i++) sum += excess(space, space.constraints[i]!, values);
  return sum;
}

/** How far a constraint is missed; 0 = met. */
function excess(space: SearchSpace, constraint: Constraint, values: ArrayLike<number>): number {
  switch (constraint.kind) {
    case 'linear': {
      const { nodes, weights } = termsOf(space, constraint);
      let sum = 0;
      for (let i = 0; i < nodes.length; i++) {
        const value = values[nodes[i]!]!;
        if (!Number.isNaN(value)) sum += weights[i]! * value;
      }
      const slack = 1e-12 * Math.max(1, Math.abs(constraint.atMost)); // sums of decimals such as 0.1 + 0.2
      return Math.max(0, sum - constraint.atMost - slack);
    }
    case 'forbidden': {
      let met = 0;
      for (let i = 0; i < space.nodes.length; i++) {
        const { name, distribution } = space.nodes[i]!;
        if (
          !Number.isNaN(values[i]!) &&
          Object.hasOwn(constraint.all, name) &&
          toInternal(distribution, constraint.all[name]!) === values[i]
        )
          met++;
      }
      return met === Object.keys(constraint.all).length ? 1 : 0;
    }
    case 'count': {
      let on = 0;
      let active = 0;
      for (let i = 0; i < space.nodes.length; i++) {
        const isMeant = constraint.nodes?.includes(i) ?? constraint.names.includes(space.nodes[i]!.name);
        if (!isMeant || Number.isNaN(values[i]!)) continue;
        active++;
        on += values[i]!;
      }
      return active === 0 ? 0 : Math.max(0, constraint.atLeast - on, on - constraint.atMost);
    }
  }
}

/** The nodes that a linear constraint weighs, ascending, and their weights. */
interface Terms {
  readonly of: SearchSpace['nodes'];
  readonly nodes: Int32Array;
  readonly weights: Float64Array;
}

/** By constraint: names are looked up once, sums are taken thousands of times in an ask. */
const TERMS = new WeakMap<LinearConstraint, Terms>();

function termsOf(space: SearchSpace, constraint: LinearConstraint): Terms {
  const known = TERMS.get(constraint);
  if (known?.of === space.nodes) return known;
  const weighed = space.nodes.flatMap(({ name }, i) => (Object.hasOwn(constraint.weights, name) ? [i] : []));
  const terms: Terms = {
    of: space.nodes,
    nodes: Int32Array.from(weighed),
    weights: Float64Array.from(weighed, (i) => constraint.weights[space.nodes[i]!.name]!),
  };
  TERMS.set(constraint, terms);
  return terms;
}

const TRIES = 2000;
const NEAR = TRIES / 4;
const RESTART = 250;
const WALKS = 100;

/**
 * A configuration that meets the constraints, near the one given: subsets are brought to an allowed size, then
 * coordinates are drawn again, few at first, and kept where they miss the constraints by less. In the end the search
 * starts from anywhere. Where linear constraints leave too little room for 2,000 draws, the numbers walk there.
 *
 * @param values values by node, NaN = inactive or missing; not changed
 * @returns values by node, or null where none was found
 */
export function repair(space: SearchSpace, values: Float64Array, stream: Random): Float64Array | null {
  if (satisfies(space, values)) return values;
  return (wayInto(space) === 'draws' ? redrawn(space, values, stream) : null) ?? walked(space, values, stream);
}

/** @throws `space-invalid` for constraints that do not suit their parameters, and where nothing was found that meets them */
export function checkFeasible(space: SearchSpace): void {
  checkConstraints(space);
  if (wayInto(space) === 'none')
    throw new VernierError('space-invalid', `No configuration was found that meets the constraints (${TRIES} draws).`, {
      hint: 'Loosen a constraint, or narrow the parameters to where it holds.',
    });
}

const ways = new WeakMap<SearchSpace, 'draws' | 'walks' | 'none'>();

/** How the middle of the space comes to where the constraints hold. Tried once: where draws find nothing they are given up, so that an ask stays quick. */
function wayInto(space: SearchSpace): 'draws' | 'walks' | 'none' {
  let way = ways.get(space);
  if (way === undefined) {
    const middle = new Float64Array(space.nodes.length); // all inactive would meet any constraint
    for (let i = 0; i < middle.length; i++)
      middle[i] = isActive(space, middle, i) ? fromUnit(space.nodes[i]!.distribution, 0.5) : Number.NaN;
    if (satisfies(space, middle) || redrawn(space, middle, random(1)) !== null) way = 'draws';
    else way = walked(space, middle, random(1)) === null ? 'none' : 'walks';
    ways.set(space, way);
  }
  return way;
}

/** What is not linear is met by draws, from elsewhere where the numbers find no way from here. */
function walked(space: SearchSpace, values: Float64Array, stream: Random): Float64Array | null {
  const others = { ...space, constraints: space.constraints.filter(({ kind }) => kind !== 'linear') };
  if (others.constraints.length === space.constraints.length) return null;
  for (let walk = 0; walk < WALKS; walk++) {
    const from = walk === 0 ? values : configurationAt(space, () => stream.uniform());
    const start = redrawn(others, from, stream);
    if (start === null) return null;
    const found = walkInto(space, start, stream);
    if (found !== null && satisfies(space, found)) return found;
  }
  return null;
}

function redrawn(space: SearchSpace, values: Float64Array, stream: Random): Float64Array | null {
  const size = space.nodes.length;
  const chosen = new Uint8Array(size);
  let spare = new Float64Array(size); // thousands of attempts share two arrays
  let best = partlyRedrawn(space, values, 0, stream, chosen, new Float64Array(size));
  let missed = missedBy(space, best);
  for (let attempt = 0; attempt < TRIES && missed > 0; attempt++) {
    const isNear = attempt < NEAR;
    const isFresh = !isNear && attempt % RESTART === 0;
    const count = isNear ? Math.ceil(((attempt + 1) * size) / NEAR) : 1 + index(stream, 2);
    if (isFresh) spare.set(configurationAt(space, () => stream.uniform()));
    else partlyRedrawn(space, best, count, stream, chosen, spare);
    const found = missedBy(space, spare);
    // Far from the start, moves that are no worse are taken too: forbidden combinations leave plateaus.
    if (!(found < missed || isFresh || (!isNear && found === missed))) continue;
    [best, spare] = [spare, best];
    missed = found;
  }
  return missed > 0 ? null : best;
}

/**
 * Draws some nodes anew, and what is missing.
 *
 * @param chosen scratch, shape (nodes)
 * @param next written to
 */
function partlyRedrawn(
  space: SearchSpace,
  values: Float64Array,
  count: number,
  stream: Random,
  chosen: Uint8Array,
  next: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  chosen.fill(0);
  for (let i = 0; i < count; i++) chosen[index(stream, chosen.length)] = 1;
  next.fill(Number.NaN);
  for (let g = 0; g < space.groups.length; g++) {
    const { parameter, nodes } = space.groups[g]!;
    if (!isActive(space, next, nodes[0]!)) continue;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      next[node] =
        chosen[node] === 1 || Number.isNaN(values[node]!)
          ? priorValue(space.nodes[node]!, stream.uniform())
          : values[node]!;
    }
    if (parameter.kind === 'subset' && limited(parameter)) resize(next, parameter, nodes, stream);
  }
  return next;
}

/** Takes random members out, or others in, until the subset has an allowed size. */
function resize(values: Float64Array, { min, max }: Subset, nodes: readonly number[], stream: Random): void {
  const of = (membership: number): number[] => nodes.filter((node) => values[node] === membership);
  for (let members = of(1); members.length > max; members = of(1)) values[members[index(stream, members.length)]!] = 0;
  for (let others = of(0); nodes.length - others.length < min; others = of(0))
    values[others[index(stream, others.length)]!] = 1;
}
