import { MOST } from '../gp/local.ts';
import type { Effort } from '../gp/search.ts';
import { costOf, type Work } from './governor.ts';

/** Who proposes: Gaussian processes with much or little effort, density estimation, evolution. */
export type Expert = 'gp' | 'brisk' | 'tpe' | 'cmaEs';

/** What a choice rests on; all of it is recorded. */
export interface Situation {
  readonly trial: number;
  /** Finished trials with a value. */
  readonly results: number;
  /** Trials that a process is made from: those, and pruned ones. */
  readonly modelled: number;
  /** Columns of a Gaussian process's point, and processes. */
  readonly columns: number;
  readonly models: number;
  /** Random numbers that it takes to meet the space's constraints: see `repairsOf`. */
  readonly repairs: number;
  /** Milliseconds that an ask may take. */
  readonly allowance: number;
  /** Do numbers make up most of the space, without branches and orderings? */
  readonly isNumeric: boolean;
}

/** The chosen expert, and the reason where it is not the first choice. */
export interface Decision {
  readonly expert: Expert;
  readonly because: string | null;
}

/** Results up to which Gaussian processes propose alone. */
const ALONE = 400;

/** How hard a Gaussian process in a hurry looks. */
export const BRISK: Effort = { candidates: 128, starts: 2, evaluations: 15, rounds: 3 };

/** The rule, first match wins. */
export function decide(at: Situation): Decision {
  const expert = affordable(at);
  if (expert === null) {
    const because = 'trials are too quick for a Gaussian process';
    return at.isNumeric && at.results > 10 * at.columns && at.trial % 2 === 1
      ? { expert: 'cmaEs', because }
      : { expert: 'tpe', because };
  }
  if (at.results > ALONE) return taken(at, expert);
  return { expert, because: null };
}

/** Many results: the experts take turns. */
function taken(at: Situation, expert: Expert): Decision {
  const because = 'there are many results, so experts take turns';
  const turn = at.trial % 4;
  if (turn === 1) return { expert: 'tpe', because };
  if (turn === 3) return { expert: at.isNumeric ? 'cmaEs' : 'tpe', because };
  return { expert, because };
}

/** The full or the light Gaussian process, if one is within the allowance. */
function affordable({ modelled, columns, models, repairs, allowance }: Situation): 'gp' | 'brisk' | null {
  const task = { n: Math.min(modelled, MOST), columns, models, repairs };
  if (costOf(full(task.n), task) <= allowance) return 'gp';
  return costOf(brisk(task.n), task) <= allowance ? 'brisk' : null;
}

const full = (n: number): Work => ({ candidates: 768, climbs: 200, fits: fitsPerAsk(n) });
const brisk = (n: number): Work => ({
  candidates: BRISK.candidates,
  climbs: BRISK.starts * BRISK.evaluations,
  fits: fitsPerAsk(n),
});

/** Evaluations of the likelihood: two starts of 20, three forms of the losses up to 60 results, spread over the asks between fits. */
function fitsPerAsk(n: number): number {
  return (40 * (n <= 60 ? 3 : 1)) / (n < 30 ? 1 : Math.min(10, Math.ceil(0.05 * n)));
}
