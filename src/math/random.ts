/** A stream of random numbers, and its independent children. */
export interface Random {
  /** Uniform in (0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream for a key; the same key gives the same stream, whatever was drawn before. */
  fork(key: string | number): Random;
}

const TWO_M32 = 2 ** -32;
const TWO_M53 = 2 ** -53;
const TWO_M54 = 2 ** -54;

/** Mixes 32 bits. Source: lowbias32 constants, C. Wellons, "Prospecting for hash functions", 2018. */
export function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/**
 * sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state with a counter, so that no stream runs into another.
 * Keys have 128 bits as well: 32-bit keys would collide among some 10^5 streams.
 */
class Sfc32 implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;
  readonly #key: readonly [number, number, number, number];
  #spare = Number.NaN;
  #warm = false;

  constructor(key: readonly [number, number, number, number]) {
    this.#key = key;
    this.#a = key[0];
    this.#b = key[1];
    this.#c = key[2];
    this.#d = key[3];
  }

  #next(): number {
    if (!this.#warm) {
      this.#warm = true; // mixing is put off: many forks are made only to be forked again
      for (let i = 0; i < 12; i++) this.#next();
    }
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  uniform(): number {
    const high = this.#next() >>> 5; // 27 bits
    const low = this.#next() >>> 6; // 26 bits
    return (high * 2 ** 26 + low) * TWO_M53 || TWO_M54;
  }

  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    // Box–Muller: the polar form would draw a varying number of uniforms.
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  fork(key: string | number): Random {
    return new Sfc32(childKey(this.#key, key));
  }
}

/** Hashes a parent's key and a child's name into four words, each with its own constant. */
function childKey(
  parent: readonly [number, number, number, number],
  key: string | number,
): readonly [number, number, number, number] {
  let [a, b, c, d] = parent;
  const absorb = (word: number) => {
    a = mix(a ^ word);
    b = mix((b + a + 0x9e3779b9) ^ Math.imul(word, 0x85ebca6b));
    c = mix((c + b + 0x7f4a7c15) ^ Math.imul(word, 0xc2b2ae35));
    d = mix((d + c + 0x165667b1) ^ Math.imul(word, 0x27d4eb2f));
  };
  if (typeof key === 'number') {
    absorb(0x4e554d00); // numbers and strings never meet: fork(1) is not fork('1')
    absorb(key | 0);
    absorb(Math.floor(key * TWO_M32)); // rounded down: 1 and 1 − 2^32 are two keys
  } else {
    absorb(0x53545200);
    absorb(key.length);
    for (let i = 0; i < key.length; i++) absorb(key.charCodeAt(i));
  }
  absorb(a ^ d);
  return [a, b, c, d];
}

/** The stream of a seed: any whole number within ±2^53. */
export function random(seed: number): Random {
  return new Sfc32(childKey([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], seed)); // first words of π
}

/** A whole number in 0 … count − 1. */
export function index(stream: Random, count: number): number {
  return Math.min(count - 1, Math.floor(stream.uniform() * count));
}
