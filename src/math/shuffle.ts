import { index, type Random } from './random.ts';

/** Largest size that `permutation` can shuffle, and that numbers of the language count without gaps many times over. */
export const LARGEST = 2 ** 52;

/**
 * A random permutation of 0 … size − 1 by index, in no memory: a Feistel network on the next even power of two,
 * walked on until it falls within the size.
 *
 * Source: Luby and Rackoff 1988; cycle walking: Black and Rogaway 2002.
 */
export function permutation(size: number, stream: Random): (index: number) => number {
  let bits = 1;
  while (4 ** bits < size) bits++;
  const half = 2 ** bits;
  const keys = Array.from({ length: ROUNDS }, () => index(stream, 2 ** 32));
  return (at) => {
    let shuffled = at;
    do shuffled = network(shuffled, half, keys);
    while (shuffled >= size);
    return shuffled;
  };
}

/** Shuffles in place, every order equally likely. Source: Fisher and Yates 1938, from the end as in Durstenfeld 1964. */
export function shuffle(items: Float64Array | Int32Array, stream: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = index(stream, i + 1);
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
}

const ROUNDS = 6;

function network(at: number, half: number, keys: readonly number[]): number {
  let left = Math.floor(at / half);
  let right = at % half;
  for (const key of keys) [left, right] = [right, (left ^ hashed(right, key)) & (half - 1)];
  return left * half + right;
}

/** Constants: lowbias32, C. Wellons, "Prospecting for hash functions", 2018. */
function hashed(word: number, key: number): number {
  let x = (word ^ key) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
