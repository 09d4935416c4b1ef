import type { Random } from '../math/random.ts';
import { permutation } from '../math/shuffle.ts';
import type { ParamGroup, SearchSpace } from './nodes.ts';
import { type Digit, digitsOf } from './digits.ts';

/** The configurations of a space, counted and never listed: conditional parameters exist only in those where they are active. */
export interface Points {
  /** How many; above 2^53 only roughly. */
  readonly size: number;
  /** Values by node of the point at `index`, NaN = inactive: nested loops in the order of declaration, the last one fastest. */
  valuesAt(index: number): Float64Array;
  /** The index of a configuration, or −1 where it is none of the points. */
  indexOf(values: Float64Array): number;
}

/**
 * The points of a space. A subset's own size limits are kept; constraints are not looked at.
 *
 * @param continuous levels of each continuous parameter, both ends included; without it a space that has one is infinite
 */
export function pointsOf(space: SearchSpace, continuous = Number.POSITIVE_INFINITY): Points {
  const loops = space.groups.flatMap((group) =>
    digitsOf(group, space.nodes, continuous).map((digit): Loop => ({ digit, waitsFor: parentsOf(space, group) })),
  );
  const tree = product(space, loops, new Float64Array(space.nodes.length).fill(Number.NaN));
  return {
    size: tree.size,
    valuesAt(index) {
      const values = new Float64Array(space.nodes.length).fill(Number.NaN);
      setProduct(tree, index, values);
      return values;
    },
    indexOf: (values) => indexInProduct(tree, values),
  };
}

/** Number of different configurations, constraints other than a subset's size apart; `Infinity` where a float has no step. */
export function spaceSize(space: SearchSpace): number {
  return pointsOf(space).size;
}

/** Every configuration of a finite space once (values by node, NaN = inactive), in a random order. */
export function* configurations(space: SearchSpace, random: Random): Generator<Float64Array> {
  const points = pointsOf(space);
  const order = permutation(points.size, random);
  for (let i = 0; i < points.size; i++) yield points.valuesAt(order(i));
}

/** One loop of the nest, and the nodes that decide whether it is there. */
interface Loop {
  readonly digit: Digit;
  readonly waitsFor: readonly number[];
}

/** Independent parts, combined freely. */
interface Product {
  readonly parts: readonly Part[];
  readonly size: number;
}

/** A loop, and what stands inside it at each of its levels; `inner` is empty where nothing depends on the loop. */
interface Part {
  readonly digit: Digit;
  readonly inner: readonly Product[];
  readonly size: number;
}

function parentsOf(space: SearchSpace, group: ParamGroup): readonly number[] {
  return space.nodes[group.nodes[0]!]!.when.map(({ node }) => node);
}

/** Splits loops into parts that share no condition. `values` holds the levels of the loops outside. */
function product(space: SearchSpace, loops: readonly Loop[], values: Float64Array): Product {
  const parts: Part[] = [];
  let rest = loops;
  while (rest.length > 0) {
    const together = connected(rest);
    parts.push(part(space, together, values));
    rest = rest.filter((loop) => !together.includes(loop));
  }
  return { parts, size: parts.reduce((size, { size: own }) => size * own, 1) };
}

/** The first loop, and all that depend on it directly, through each other, or through a common parent. */
function connected(loops: readonly Loop[]): readonly Loop[] {
  const chosen = new Set([loops[0]!]);
  for (let before = 0; before < chosen.size; ) {
    before = chosen.size;
    for (const loop of loops)
      if ([...chosen].some((other) => depends(loop, other) || depends(other, loop))) chosen.add(loop);
  }
  return loops.filter((loop) => chosen.has(loop));
}

const depends = (loop: Loop, other: Loop): boolean => loop.waitsFor.some((node) => other.digit.nodes.includes(node));

function part(space: SearchSpace, [first, ...others]: readonly Loop[], values: Float64Array): Part {
  const { digit } = first!;
  if (others.length === 0) return { digit, inner: [], size: digit.levels };
  const inner: Product[] = [];
  const known = new Map<string, Product>(); // levels that switch the same loops on share what is inside
  for (let level = 0; level < digit.levels; level++) {
    digit.set(values, level);
    const left = surviving(space, others, digit, values);
    const key = left.map((loop) => loop.digit.nodes[0]).join();
    const made = known.get(key) ?? product(space, left, values);
    known.set(key, made);
    inner.push(made);
  }
  for (const node of digit.nodes) values[node] = Number.NaN;
  return { digit, inner, size: inner.reduce((sum, { size }) => sum + size, 0) };
}

/** The loops that are still possible now that `set` has its level, with that condition taken off them. */
function surviving(space: SearchSpace, loops: readonly Loop[], set: Digit, values: Float64Array): readonly Loop[] {
  const gone = new Set<number>();
  const left: Loop[] = [];
  for (const { digit, waitsFor } of loops) {
    const met = space.nodes[digit.nodes[0]!]!.when.every(
      ({ node, choices }) => !gone.has(node) && (!set.nodes.includes(node) || choices.includes(values[node]!)),
    );
    if (met) left.push({ digit, waitsFor: waitsFor.filter((node) => !set.nodes.includes(node)) });
    else for (const node of digit.nodes) gone.add(node);
  }
  return left;
}

function setProduct({ parts }: Product, index: number, values: Float64Array): void {
  for (let i = parts.length - 1; i >= 0; i--) {
    const { size } = parts[i]!;
    setPart(parts[i]!, index % size, values);
    index = Math.floor(index / size);
  }
}

function setPart({ digit, inner }: Part, index: number, values: Float64Array): void {
  if (inner.length === 0) return digit.set(values, index);
  let level = 0;
  for (; index >= inner[level]!.size; level++) index -= inner[level]!.size;
  digit.set(values, level);
  setProduct(inner[level]!, index, values);
}

function indexInProduct({ parts }: Product, values: Float64Array): number {
  let index = 0;
  for (const one of parts) {
    const own = indexInPart(one, values);
    if (own < 0) return -1;
    index = index * one.size + own;
  }
  return index;
}

function indexInPart({ digit, inner }: Part, values: Float64Array): number {
  const level = digit.levelOf(values);
  if (level < 0 || inner.length === 0) return level;
  const own = indexInProduct(inner[level]!, values);
  if (own < 0) return -1;
  let before = 0;
  for (let i = 0; i < level; i++) before += inner[i]!.size;
  return before + own;
}
