import type { Random } from '../../math/random.ts';

/**
 * Simulated binary crossover of two numbers in the unit interval: one child, as near to either parent as they are to each other.
 *
 * Source: Deb and Agrawal 1995, bounded as in Deb's NSGA-II code. A larger `index` keeps children nearer.
 */
export function simulatedBinary(a: number, b: number, index: number, stream: Random): number {
  const gap = Math.abs(a - b);
  const u = stream.uniform();
  const isLower = stream.uniform() < 0.5;
  if (gap < 1e-14) return a;
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const room = isLower ? low : 1 - high;
  const alpha = 2 - root(1 + (2 * room) / gap, -(index + 1));
  const spread = u <= 1 / alpha ? root(u * alpha, 1 / (index + 1)) : root(1 / (2 - u * alpha), 1 / (index + 1));
  return clamped(0.5 * (low + high + (isLower ? -spread : spread) * gap));
}

/** A number of the unit interval moved a little, rarely far. Source: Deb and Goyal 1996. A larger `index` moves less. */
export function polynomial(x: number, index: number, stream: Random): number {
  const u = stream.uniform();
  const power = 1 / (index + 1);
  const by =
    u < 0.5
      ? root(2 * u + (1 - 2 * u) * root(1 - x, index + 1), power) - 1
      : 1 - root(2 * (1 - u) + 2 * (u - 0.5) * root(x, index + 1), power);
  return clamped(x + by);
}

/** x to a power, x ≥ 0. */
function root(x: number, power: number): number {
  return x <= 0 ? 0 : Math.exp(power * Math.log(x));
}

const clamped = (x: number): number => Math.min(1, Math.max(0, x));
