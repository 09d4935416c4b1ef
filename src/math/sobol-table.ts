import type { SobolTable } from './sobol.ts';

/** The first 64 dimensions. */
export function firstDirections(): SobolTable {
  first ??= directions(FIRST_DIRECTIONS);
  return first;
}

let first: SobolTable | null = null;

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

/**
 * Dimensions 1 … 63, packed in six bits a character: of each dimension the inner coefficients of its polynomial
 * (degree − 1 bits) and (m_i − 1) / 2 in i − 1 bits, i = 2 … degree. Source and licence: see `sobol-directions.ts`.
 */
export const FIRST_DIRECTIONS = `
2QJM2JKESJ3ZtANBXsvDYeGj0qE24mOYrTszKU-B9s-YnzHiHOOL5GgMaOmSOqcW-PVVmjzmImifeBIEHTJdlMxylO1gbq5bpGUJai3SuA3DYe
97cbzH1Q7QHT-Zj0V3_r7AtKpZviaXaxhF79FoLMecfAnZQSUHM0UlR05x6ELLkOlyTo43rz7G1CFfhwwg3Vyxn7hCSPnFv_dXopatQgjLkL1u
8NtEGwQiEAomWCqxaLDns_kZFVD7RbLFUdhztS9ebKA78079NMRuNwbPvvKTtbztjFA-Oy6auA`;
