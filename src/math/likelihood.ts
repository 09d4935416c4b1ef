import type { Observed, PairLikelihood } from './observed.ts';
import { PlainLikelihood } from './plain-likelihood.ts';
import { wasmLikelihood } from './wasm/likelihood.ts';
import { ROWS_AT_ONCE } from './wasm/packed.ts';

/** The likelihood of some targets. */
export function likelihoodOf(observed: Observed): PairLikelihood {
  return (observed.n >= ROWS_AT_ONCE ? wasmLikelihood(observed) : null) ?? new PlainLikelihood(observed);
}
