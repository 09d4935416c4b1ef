import type { Conditioned, Posterior } from './conditioned.ts';
import { PlainPosterior } from './plain-posterior.ts';
import { ROWS_AT_ONCE } from './wasm/packed.ts';
import { wasmPosterior } from './wasm/posterior.ts';

/** Predictions from what a process is conditioned on. */
export function posteriorOf(conditioned: Conditioned): Posterior {
  return (conditioned.rows >= ROWS_AT_ONCE ? wasmPosterior(conditioned) : null) ?? new PlainPosterior(conditioned);
}
