import type { Random } from '../../math/random.ts';

/** What becomes of a run that has converged. */
export type Restarts = 'none' | 'ipop' | 'bipop';

/** How large a run's generations were, and what it cost. */
export interface RunRecord {
  readonly kind: 'first' | 'large' | 'small';
  readonly size: number;
  readonly trials: number;
}

/** A run to come: where `sigma` is a factor of the usual first step size. */
export interface RunPlan {
  readonly kind: 'first' | 'large' | 'small';
  readonly size: number;
  readonly sigma: number;
}

/**
 * The next run, after those that have converged.
 *
 * IPOP doubles the generations each time; BIPOP does so too, but spends as many trials on small, often narrow runs in between.
 * Source: Auger and Hansen 2005 (IPOP); Hansen 2009 (BIPOP).
 */
export function nextRun(restarts: Restarts, past: readonly RunRecord[], usual: number, stream: Random): RunPlan {
  const large = past.filter(({ kind }) => kind === 'large');
  const doubled = usual * powerOfTwo(large.length + 1);
  if (restarts === 'ipop') return { kind: 'large', size: doubled, sigma: 1 };
  const spent = (kind: RunRecord['kind']): number =>
    past.reduce((sum, run) => sum + (run.kind === kind ? run.trials : 0), 0);
  if (large.length === 0 || spent('large') <= spent('small')) return { kind: 'large', size: doubled, sigma: 1 };
  const last = large.at(-1)!.size;
  const u = stream.uniform();
  return {
    kind: 'small',
    size: Math.max(usual, Math.floor(usual * Math.exp(u * u * Math.log((0.5 * last) / usual)))),
    sigma: Math.exp(-2 * Math.LN10 * stream.uniform()),
  };
}

function powerOfTwo(n: number): number {
  return 2 ** Math.min(n, 20);
}
