import { mix } from './random.ts';

/**
 * Direction numbers of Sobol's sequence, one row of 32 a dimension: what `sobolUnit` reads.
 * `sobol-table.ts` has 64 dimensions, `sobol-directions.ts` 1,024: modules of their own, so that only who needs them loads them.
 */
export type SobolTable = Uint32Array;

/**
 * A coordinate of an Owen-scrambled Sobol point: any point of the sequence at once, without the ones before it.
 *
 * The first 2^k points put exactly one point in each of 2^k equal intervals of every dimension, and in pairs and more
 * dimensions as evenly as Sobol's sequence can. Seeds give independent scrambles of the same quality.
 * Dimensions beyond the table still have the first property, but meet the others only by chance.
 *
 * @param index      of the point, 0 … 2^32 − 1
 * @param dimension  0, 1, 2, …
 * @param seed       any whole number within ±2^53
 * @returns the middle of one of 2^32 equal cells of (0, 1)
 * Cost O(log index). Source: Sobol 1967; Owen 1995, "Randomly permuted (t,m,s)-nets"; Burley 2020, "Practical hash-based Owen scrambling".
 */
export function sobolUnit(index: number, dimension: number, seed: number, table: SobolTable): number {
  const key = keyOf(seed, dimension);
  if (dimension * BITS >= table.length) return paddedUnit(index, key);
  return middle(scrambled(sobolBits(index, dimension, table), key));
}

/**
 * A coordinate of a scrambled one-dimensional sequence whose order is shuffled by the key: each key is stratified alone, and pairs are as independent draws.
 * For parameters that appear one by one, and so have no dimension of their own.
 *
 * Source: Burley 2020, §4 (padding).
 */
export function paddedUnit(index: number, key: number): number {
  // The radical inverse of the shuffled index is its reversal; scrambling reverses once more.
  return middle(scrambled(reversed(scrambled(index, mixed(key, 0x9e3779b9))), key));
}

/** The 32 bits of an unscrambled point, in the order of the Gray code as in most programs; the top bit is worth one half. */
export function sobolBits(index: number, dimension: number, table: SobolTable): number {
  let bits = 0;
  let at = dimension * BITS;
  for (let gray = (index ^ (index >>> 1)) >>> 0; gray !== 0; gray >>>= 1, at++)
    if ((gray & 1) === 1) bits ^= table[at]!;
  return bits >>> 0;
}

/** A whole number of 32 bits from a text: the key of a parameter by its name. */
export function textKey(text: string, seed: number): number {
  let key = keyOf(seed, text.length);
  for (let i = 0; i < text.length; i++) key = mixed(key, text.charCodeAt(i));
  return key;
}

const BITS = 32;

const middle = (bits: number): number => (bits + 0.5) * 2 ** -32;

/** A random permutation of the tree of dyadic intervals: bit k of the result depends on bits above it and the key alone. */
function scrambled(bits: number, key: number): number {
  return reversed(lowToHigh(reversed(bits), key));
}

/**
 * A hash in which no bit depends on a higher one.
 * Source: Laine and Karras 2011, with the constants and the order of N. Vegdahl, "Building a better LK hash", 2021.
 */
function lowToHigh(x: number, key: number): number {
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + key) | 0;
  x = Math.imul(x, (key >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return x;
}

function reversed(x: number): number {
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

const keyOf = (seed: number, dimension: number): number =>
  mixed(mixed(mixed(0x243f6a88, seed | 0), Math.floor(seed * 2 ** -32)), dimension);

const mixed = (key: number, word: number): number => mix(Math.imul(key ^ word, 0x9e3779b1));
