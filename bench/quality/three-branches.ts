import { branch, float, int, type ParamsOf, space } from 'vernier';

/**
 * A conditional task with three branches; minimum 0, in branch b only. A search that ends in a wrong branch keeps a
 * value of 1 or more.
 */
export const threeBranches = space({
  k: branch({ a: { a: float(0, 1) }, b: { b1: float(-5, 5), b2: int(0, 20) }, c: {} }),
  lr: float(1e-5, 1, { log: true }),
  n: int(1, 64, { log: true }),
  d: float(0, 0.9, { step: 0.1 }),
});

/** Its value. */
export function threeBranchesValue(p: ParamsOf<typeof threeBranches>): number {
  const shared = (Math.log10(p.lr) + 2.5) ** 2 + (Math.log2(p.n) - 4) ** 2 / 4 + (p.d - 0.3) ** 2 * 4;
  if (p.k === 'a') return shared + 1 + (p.a - 0.7) ** 2 * 4;
  if (p.k === 'b') return shared + (p.b1 - 2) ** 2 / 4 + (p.b2 - 13) ** 2 / 50;
  return shared + 3;
}
