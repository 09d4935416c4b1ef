import type { Random } from '../../math/random.ts';

/**
 * Simulated binary crossover of two numbers in the unit interval: one child, as near to either parent as they are to each other.
 *
 * Source: Deb and Agrawal 1995, bounded as in Deb's NSGA-II code. A larger `index`, a whole number, keeps children nearer.
 */
export function simulatedBinary(a: number, b: number, index: number, stream: Random): number {
  const gap = Math.abs(a - b);
  const u = stream.uniform();
  const isLower = stream.uniform() < 0.5;
  if (gap < 1e-14) return a;
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const room = isLower ? low : 1 - high;
  const alpha = 2 - 1 / power(1 + (2 * room) / gap, index + 1);
  const spread = root(u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha), index + 1);
  return clamped(0.5 * (low + high + (isLower ? -spread : spread) * gap));
}

/** A number of the unit interval moved a little, rarely far. Source: Deb and Goyal 1996. A larger `index`, a whole number, moves less. */
export function polynomial(x: number, index: number, stream: Random): number {
  const u = stream.uniform();
  const by =
    u < 0.5
      ? root(2 * u + (1 - 2 * u) * power(1 - x, index + 1), index + 1) - 1
      : 1 - root(2 * (1 - u) + 2 * (u - 0.5) * power(x, index + 1), index + 1);
  return clamped(x + by);
}

/** The n-th root of x ≥ 0. */
function root(x: number, n: number): number {
  return x <= 0 ? 0 : Math.exp(Math.log(x) / n);
}

/** x to a whole power, by squaring. */
function power(x: number, n: number): number {
  let result = 1;
  for (let base = x, left = n; left > 0; left >>= 1, base *= base) if ((left & 1) === 1) result *= base;
  return result;
}

const clamped = (x: number): number => Math.min(1, Math.max(0, x));
