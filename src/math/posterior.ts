import type { Conditioned, Posterior } from './conditioned.ts';
import { PlainPosterior } from './plain-posterior.ts';
import { wasmPosterior } from './wasm/posterior.ts';

/** Predictions from what a process is conditioned on. */
export function posteriorOf(conditioned: Conditioned): Posterior {
  return (conditioned.rows >= FEW ? wasmPosterior(conditioned) : null) ?? new PlainPosterior(conditioned);
}

// Below, WebAssembly saves nothing.
const FEW = 4;
