import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Images and their digits: `pixels` has shape (count × 64), values 0 … 1. */
export interface Digits {
  readonly count: number;
  readonly pixels: Float64Array;
  readonly labels: Uint8Array;
}

/** The 1,797 digits in three parts that never mix: to learn from, to choose by, and to judge the winner once. */
export function readDigits(file = new URL('./data/digits.csv.gz', import.meta.url)): {
  readonly train: Digits;
  readonly validation: Digits;
  readonly test: Digits;
} {
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1);
  const order = shuffled(rows.length, uniform(20));
  const part = (from: number, to: number): Digits => {
    const count = to - from;
    const pixels = new Float64Array(count * 64);
    const labels = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const cells = rows[order[from + i]!]!.split(',');
      for (let k = 0; k < 64; k++) pixels[i * 64 + k] = Number(cells[k]) / 16;
      labels[i] = Number(cells[64]);
    }
    return { count, pixels, labels };
  };
  return { train: part(0, 1000), validation: part(1000, 1400), test: part(1400, rows.length) };
}

/** Uniform in [0, 1) from a seed (mulberry32): the same training each time, so that only the parameters differ. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 0 … count − 1 in random order (Fisher–Yates). */
export function shuffled(count: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
