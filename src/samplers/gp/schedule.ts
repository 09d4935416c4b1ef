/**
 * The first number of results after `last` at which hyperparameters are fitted anew: each one up to 30, then every twentieth
 * part more, at most every tenth.
 */
export function nextFit(last: number): number {
  let n = 30;
  if (last < n) return last + 1;
  while (n <= last) n += Math.min(10, Math.ceil(0.05 * n));
  return n;
}
