import { MOST } from '../gp/local.ts';
import type { Effort } from '../gp/search.ts';
import { effortAt, settings } from '../gp/settings.ts';
import { type Effort as DensityEffort, settings as densitySettings } from '../tpe/options.ts';
import type { Extent } from './extent.ts';
import { costOf, densityCostOf, type DensityWork, type Work } from './governor.ts';

/** Who proposes: Gaussian processes or density estimation, with much or little effort; evolution; points spread evenly. */
export type Expert = 'gp' | 'brisk' | 'tpe' | 'lightTpe' | 'cmaEs' | 'quasiRandom';

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
  readonly extent: Extent;
  /** Configurations of a small space that no trial has; null where there are more than anybody goes through. */
  readonly untried: number | null;
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

/** How hard density estimation in a hurry looks. */
export const LIGHT: DensityEffort = { candidates: 3, climbs: 1, steps: 8 };

/** Most configurations that are all looked at. */
export const LISTED = settings({}).effort.candidates;

/** The rule, first match wins. */
export function decide(at: Situation): Decision {
  const expert = affordable(at);
  if (expert === null) {
    if (mayEvolve(at) && at.results > 10 * at.columns && at.trial % 2 === 1) return { expert: 'cmaEs', because: QUICK };
    return density(at) ?? { expert: 'quasiRandom', because: 'trials are too quick for any model of so large a space' };
  }
  if (at.results > ALONE) return taken(at, expert);
  return { expert, because: null };
}

const QUICK = 'trials are too quick for a Gaussian process';

/** Many results: the experts take turns. */
function taken(at: Situation, expert: Expert): Decision {
  const because = 'there are many results, so experts take turns';
  const turn = at.trial % 4;
  if (turn === 3 && mayEvolve(at)) return { expert: 'cmaEs', because };
  return { expert: turn % 2 === 1 ? (density(at)?.expert ?? expert) : expert, because };
}

/** The last configurations of a small space are chosen by who can compare them; a normal distribution would draw in vain. */
const mayEvolve = ({ isNumeric, untried }: Situation): boolean => isNumeric && untried === null;

/** The full or the light Gaussian process, if one is within the allowance. */
function affordable(at: Situation): 'gp' | 'brisk' | null {
  const { modelled, columns, models, extent, allowance } = at;
  const task = { n: Math.min(modelled, MOST), columns, models, repairs: extent.repairs };
  if (costOf(work(at, full, 200, 3), task) <= allowance) return 'gp';
  return costOf(work(at, BRISK, BRISK.starts * BRISK.evaluations, 2), task) <= allowance ? 'brisk' : null;
}

/** The full or the light density estimation, if one is within the allowance. */
function density(at: Situation): Decision | null {
  const { modelled, extent, allowance } = at;
  const task = { n: modelled, ...extent };
  if (densityCostOf(densityWork(at, densitySettings({})), task) <= allowance) return { expert: 'tpe', because: QUICK };
  return densityCostOf(densityWork(at, LIGHT), task) <= allowance ? { expert: 'lightTpe', because: QUICK } : null;
}

const { effort: full, evaluations } = settings({});

/**
 * What an ask does.
 *
 * @param climbs evaluations of all climbs along gradients
 * @param rounds of steps that a climb usually makes
 */
function work({ modelled, untried, extent }: Situation, effort: Effort, climbs: number, rounds: number): Work {
  const fits = fitsPerAsk(Math.min(modelled, MOST));
  if (untried !== null && untried <= effortAt(effort, modelled).candidates)
    return { candidates: untried, climbs: 0, steps: 0, fits }; // one and all
  return { candidates: effort.candidates, climbs, steps: effort.starts * rounds * extent.neighbours, fits };
}

function densityWork({ untried, extent: { isCoarse } }: Situation, effort: DensityEffort): DensityWork {
  const { candidates, climbs, steps } = effort;
  if (!isCoarse || (untried !== null && untried <= densitySettings({}).candidates)) return { candidates, steps: 0 };
  return { candidates: 2 * candidates, steps: climbs * steps };
}

/** Starts of a fit: what is believed and what was found last; beyond some results the last alone, but of several forms now and then. */
const STARTS = 2;

/** Evaluations of the likelihood: those of a fit, of three forms of the losses up to 60 results, spread over the asks between fits. */
function fitsPerAsk(n: number): number {
  return (STARTS * evaluations * (n <= 60 ? 3 : 1)) / (n < 30 ? 1 : Math.min(10, Math.ceil(0.05 * n)));
}
