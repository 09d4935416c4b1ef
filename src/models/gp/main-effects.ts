import type { Effects } from '../../math/kernel.ts';

/** Hyperparameters of main effects: ln of their variance, and ln of their reach over the length scale of the same column. */
export const EFFECT_PARAMETERS = 2;

/** A variance whose logarithm is not above this one counts as none. */
export const NO_EFFECTS = -12;

/**
 * Main effects from the logarithms, which start at `at`; null where their variance counts as none, and where no column holds numbers.
 *
 * A sum of functions of one column each, beside the kernel over all of them: what a number does alone may be rough where the whole
 * is smooth, and is learnt from far fewer points. Codes take no part: they lie on no line that could be rough.
 *
 * @param weights shape (columns): 1/ℓ²
 *
 * Source: the first order of the additive kernels of Duvenaud et al. 2011.
 */
export function effectsFrom(theta: Float64Array, at: number, weights: Float64Array, codes: Uint8Array): Effects | null {
  const numbers = codes.reduce((count, code) => count + 1 - code, 0);
  if (theta[at]! <= NO_EFFECTS || numbers === 0) return null;
  const variance = Math.exp(theta[at]!);
  const shrink = Math.exp(-theta[at + 1]!);
  return {
    variance,
    each: variance / numbers,
    reach: weights.map((weight, c) => (codes[c] === 1 ? 0 : Math.sqrt(weight) * shrink)),
  };
}
