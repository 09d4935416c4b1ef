/**
 * Direction numbers of Sobol's sequence, one row of 32 a dimension: what `sobolUnit` reads.
 * Sixty-four dimensions are at hand; `sobol-directions.ts` has 1,024 in a module of its own, so that only who needs them loads them.
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
 * @param table      default: 64 dimensions
 * @returns the middle of one of 2^32 equal cells of (0, 1)
 * Cost O(log index). Source: Sobol 1967; Owen 1995, "Randomly permuted (t,m,s)-nets"; Burley 2020, "Practical hash-based Owen scrambling".
 */
export function sobolUnit(
  index: number,
  dimension: number,
  seed: number,
  table: SobolTable = firstDirections(),
): number {
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
export function sobolBits(index: number, dimension: number, table: SobolTable = firstDirections()): number {
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

/** The table of packed numbers (see `FIRST_DIRECTIONS`). Cost O(dimensions · 32). */
export function directions(packed: string): SobolTable {
  const read = bitReader(packed);
  const rows: number[] = [];
  for (let i = 0; i < BITS; i++) rows.push(2 ** (BITS - 1 - i)); // the first dimension is van der Corput's sequence
  for (let degree = 1; degree < POLYNOMIALS.length; degree++)
    for (let n = POLYNOMIALS[degree]!; n > 0; n--) {
      const more = read.left() >= ((degree - 1) * (degree + 2)) / 2;
      if (!more) return Uint32Array.from(rows);
      appendRow(rows, degree, read);
    }
  return Uint32Array.from(rows);
}

const BITS = 32;

/** How many primitive polynomials over GF(2) have degree s = 0, 1, …: φ(2^s − 1) / s. (Degree 0 stands for the first dimension.) */
const POLYNOMIALS = [0, 1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630];

/** v_i = v_{i−s} ⊕ (v_{i−s} >> s) ⊕ a_1 v_{i−1} ⊕ … ⊕ a_{s−1} v_{i−s+1}. Source: Joe and Kuo 2008, eq. 2. */
function appendRow(rows: number[], degree: number, read: BitReader): void {
  const start = rows.length;
  const inner = read.bits(degree - 1); // a_1 … a_{s−1}, a_1 on top
  for (let i = 0; i < degree; i++) rows.push((2 * read.bits(i) + 1) * 2 ** (BITS - 1 - i));
  for (let i = degree; i < BITS; i++) {
    const last = rows[start + i - degree]!;
    let v = last ^ (last >>> degree);
    for (let k = 1; k < degree; k++) if (((inner >>> (degree - 1 - k)) & 1) === 1) v ^= rows[start + i - k]!;
    rows.push(v >>> 0);
  }
}

interface BitReader {
  /** The next `count` bits as a number. */
  bits(count: number): number;
  left(): number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function bitReader(packed: string): BitReader {
  const digits = Array.from(packed.replace(/\s/g, ''), (character) => ALPHABET.indexOf(character));
  let at = 0;
  return {
    bits(count) {
      let value = 0;
      for (let i = 0; i < count; i++, at++)
        value = (value << 1) | ((digits[Math.floor(at / 6)]! >>> (5 - (at % 6))) & 1);
      return value;
    },
    left: () => digits.length * 6 - at,
  };
}

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

/** Constants: lowbias32, C. Wellons, "Prospecting for hash functions", 2018. */
function mixed(key: number, word: number): number {
  let x = Math.imul(key ^ word, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

let first: SobolTable | null = null;

function firstDirections(): SobolTable {
  first ??= directions(FIRST_DIRECTIONS);
  return first;
}

/**
 * Dimensions 1 … 63, packed in six bits a character: of each dimension the inner coefficients of its polynomial
 * (degree − 1 bits) and (m_i − 1) / 2 in i − 1 bits, i = 2 … degree. Source and licence: see `sobol-directions.ts`.
 */
export const FIRST_DIRECTIONS = `
2QJM2JKESJ3ZtANBXsvDYeGj0qE24mOYrTszKU-B9s-YnzHiHOOL5GgMaOmSOqcW-PVVmjzmImifeBIEHTJdlMxylO1gbq5bpGUJai3SuA3DYe
97cbzH1Q7QHT-Zj0V3_r7AtKpZviaXaxhF79FoLMecfAnZQSUHM0UlR05x6ELLkOlyTo43rz7G1CFfhwwg3Vyxn7hCSPnFv_dXopatQgjLkL1u
8NtEGwQiEAomWCqxaLDns_kZFVD7RbLFUdhztS9ebKA78079NMRuNwbPvvKTtbztjFA-Oy6auA`;
