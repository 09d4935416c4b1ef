import type { Observed, PairLikelihood } from './observed.ts';
import { PlainLikelihood } from './plain-likelihood.ts';
import { wasmLikelihood } from './wasm/likelihood.ts';

/** The likelihood of some targets. */
export function likelihoodOf(observed: Observed): PairLikelihood {
  return (observed.n >= FEW ? wasmLikelihood(observed) : null) ?? new PlainLikelihood(observed);
}

// Below, WebAssembly saves nothing.
const FEW = 4;
