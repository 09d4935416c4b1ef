import { quantile } from '../../math/statistics.ts';
import { wrong } from '../check-value.ts';
import type { StoppedBy } from '../study.ts';
import type { Plan } from './plan.ts';
import { type SimulatedRun, simulatedRun } from './simulated-run.ts';

/** A number over simulated searches: the middle one, and what 80 % of them lie between. */
export interface Band {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What a search is expected to be. */
export interface Preview {
  /** How many searches were simulated. */
  readonly simulations: number;
  readonly trials: Band;
  /** Paused trials of the study that go on; `full`, `stopped` and `cut` count them, too. */
  readonly resumed: Band;
  /** Trials that run the best ones again in the end (`confirm`); `trials`, `full`, `stopped` and `cut` leave them out. */
  readonly confirming: Band;
  /** Trials that run to their end. */
  readonly full: Band;
  /** Trials that the pruner stops, or leaves paused, by their last step: a few stretches of steps, ascending. */
  readonly stopped: readonly { readonly from: number; readonly to: number; readonly trials: Band }[];
  /** Trials that a limit ends. */
  readonly cut: Band;
  /** Steps of all trials; null where trials have none. */
  readonly steps: Band | null;
  /** Steps that the same trials would have without a pruner; null as `saved`. */
  readonly wholeSteps: Band | null;
  /** Share of these which is not run; null where trials have none, or go on from each other's checkpoints. */
  readonly saved: Band | null;
  readonly computeSeconds: Band;
  readonly wallSeconds: Band;
  /** null = nothing is known of the cost. */
  readonly cost: Band | null;
  /** What ends the search, in how many of the simulations; the most frequent first. */
  readonly stoppedBy: readonly { readonly reason: StoppedBy; readonly simulations: number }[];
  /** Was the simulation broken off, for it took too long? The search is longer than what is said here. */
  readonly isBrokenOff: boolean;
}

/** How much is simulated. */
export interface PreviewOptions {
  /** Searches; default 20. */
  readonly simulations?: number;
  /** Milliseconds after which no further one begins; the first is broken off after three times as long. Default 4000. */
  readonly ms?: number;
}

/**
 * Simulates a search before anything is spent: the study's own pruner, limits and lanes, on a storage in memory, in virtual time, with
 * trials that report made-up learning curves (`madeCurve`).
 *
 * @throws `config-invalid` for limits or lengths that make no sense
 */
export async function preview(plan: Plan, { simulations = 20, ms = 4000 }: PreviewOptions = {}): Promise<Preview> {
  const { seconds, steps, spread, start = 0 } = plan.length;
  if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY)) throw wrong('length.seconds', seconds, 'a number above 0');
  if (steps !== null && !(Number.isInteger(steps) && steps >= 1))
    throw wrong('length.steps', steps, 'a whole number of at least 1, or null');
  if (!(start >= 0 && start < seconds))
    throw wrong('length.start', start, 'a number of at least 0, below length.seconds');
  if (!(spread >= 0 && spread < Number.POSITIVE_INFINITY))
    throw wrong('length.spread', spread, 'a number of at least 0');
  await rehearse(plan);
  const began = performance.now();
  const spent = (): number => performance.now() - began;
  const runs: SimulatedRun[] = [];
  for (let i = 0; i < simulations && (i === 0 || spent() < ms); i++)
    runs.push(await simulatedRun(plan, plan.seed + i, () => spent() < 3 * ms));
  return summarised(runs, plan);
}

/**
 * A few trials that do not count: what a study loads when it first needs it takes real time, in which that of a simulation would go on.
 */
async function rehearse(plan: Plan): Promise<void> {
  await import('../telling/steps.ts'); // where a trial goes on that was paused
  const trials = Math.min(8, plan.limits.trials ?? 8);
  await simulatedRun({ ...plan, limits: { ...plan.limits, trials } }, plan.seed, () => true);
}

function summarised(all: readonly SimulatedRun[], { study, length: { steps: most }, limits }: Plan): Preview {
  const whole = all.filter(({ stoppedBy }) => stoppedBy !== null);
  const runs = whole.length > 0 ? whole : all;
  const band = (of: (run: SimulatedRun) => number): Band => bandOf(runs.map(of));
  const reasons = new Map<StoppedBy, number>();
  for (const { stoppedBy } of whole) reasons.set(stoppedBy!, (reasons.get(stoppedBy!) ?? 0) + 1);
  const { costPerHour } = limits;
  const isCompared = most !== null && study.sampler?.traits.judges !== true;
  return {
    simulations: runs.length,
    trials: band(({ trials }) => trials),
    resumed: band(({ resumed }) => resumed),
    confirming: band(({ confirming }) => confirming),
    full: band(({ full }) => full),
    stopped: stretches(runs),
    cut: band(({ cut }) => cut),
    steps: most === null ? null : band(({ steps }) => steps),
    wholeSteps: isCompared ? band((run) => run.wholeSteps) : null,
    saved: isCompared ? band(savedBy) : null,
    computeSeconds: band(({ computeSeconds }) => computeSeconds),
    wallSeconds: band(({ wallSeconds }) => wallSeconds),
    cost: costPerHour === undefined ? null : band(({ computeSeconds }) => (computeSeconds / 3600) * costPerHour),
    stoppedBy: [...reasons].map(([reason, simulations]) => ({ reason, simulations })).sort(byFrequency),
    isBrokenOff: whole.length === 0,
  };
}

const savedBy = ({ steps, wholeSteps }: SimulatedRun): number => (wholeSteps === 0 ? 0 : 1 - steps / wholeSteps);

const byFrequency = (a: { readonly simulations: number }, b: { readonly simulations: number }): number =>
  b.simulations - a.simulations;

function bandOf(numbers: readonly number[]): Band {
  const [low, median, high] = [0.1, 0.5, 0.9].map((p) => quantile(numbers, p));
  return { median: median!, low: low!, high: high! };
}

/** Stretches of steps at most: rungs each have their own. */
const MOST_STRETCHES = 6;

/** Trials stopped by their last step: each step by itself, or stretches that hold about as many. */
function stretches(runs: readonly SimulatedRun[]): Preview['stopped'] {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { stoppedAt } of runs)
    for (const step of stoppedAt) {
      counts.set(step, (counts.get(step) ?? 0) + 1);
      total++;
    }
  const steps = [...counts.keys()].sort((a, b) => a - b);
  const parts: (readonly [from: number, to: number])[] = [];
  let before = 0;
  let from: number | null = null;
  for (const [i, step] of steps.entries()) {
    from ??= step;
    before += counts.get(step)!;
    const isFull = before >= ((parts.length + 1) * total) / MOST_STRETCHES;
    if (steps.length > MOST_STRETCHES && !isFull && i < steps.length - 1) continue;
    parts.push([from, step]);
    from = null;
  }
  return parts.map(([low, high]) => ({
    from: low,
    to: high,
    trials: bandOf(runs.map(({ stoppedAt }) => stoppedAt.filter((step) => step >= low && step <= high).length)),
  }));
}
