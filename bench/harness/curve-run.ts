import type { Clock } from 'vernier';
import type { Curve, CurveTask } from '../tasks/curves.ts';
import type { Params } from './task.ts';

/** How a search over curves is run. */
export interface CurvePlan {
  readonly seed: number;
  /** Trials that train at the same time. */
  readonly workers: number;
  /** Ends when so many full runs' worth of epochs are trained; null = when all trials have ended. */
  readonly fullRuns: number | null;
  /** Configurations that may be started; null = any number. */
  readonly trials: number | null;
}

/** One search, whoever it is that decides: what to train next, and what to leave. */
export interface Search {
  /** What an idle worker trains: a new trial, or one that was paused, from the epochs that it has on; null = nothing now. */
  ask(): Promise<Asked | null>;
  /** After every epoch but the last; a trial that is not to go on has ended with the answer. NaN = diverged. */
  report(trial: number, value: number, epoch: number): Promise<Fate>;
  /** Complete, with the value of its last epoch; null = failed. */
  end(trial: number, value: number | null): Promise<void>;
  /** What its decisions took, in milliseconds. */
  readonly ms: number;
}

/** A trial to be trained. */
export interface Asked {
  readonly trial: number;
  readonly params: Params;
  /** Epochs that its checkpoint holds; 0 = from the beginning. */
  readonly from: number;
}

/** What becomes of a trial that has reported. A paused one may go on later. */
export type Fate = 'continue' | 'stop' | 'pause';

/** One search as it went. Plain JSON; lists are by trial number unless they say otherwise. */
export interface CurveRun {
  /** The value at the end of the full run, whether it got there or not; null = diverges. */
  readonly finals: readonly (number | null)[];
  /** Epochs trained. */
  readonly trained: readonly number[];
  /** A letter each: c complete, f failed, s stopped, p paused, r running when the budget ended. */
  readonly ends: string;
  /** [epochs spent, trial] whenever the recommendation changes. */
  readonly recommended: readonly (readonly [spent: number, trial: number])[];
  /** Trials that were stopped or paused and stayed so, with the trial that was recommended then (−1 = none). */
  readonly stops: readonly (readonly [trial: number, recommended: number])[];
  /** Epochs. */
  readonly spent: number;
  /** Virtual time. */
  readonly seconds: number;
  readonly ms: number;
}

/** A trial in the record. */
interface Trained {
  readonly curve: Curve;
  epochs: number;
  end: 'c' | 'f' | 's' | 'p' | 'r';
  recommendedThen: number;
}

/** A worker at an epoch. */
interface Epoch {
  readonly trial: number;
  readonly endsAt: number;
}

/**
 * Runs a search on virtual time: workers train an epoch each, the one that ends first reports first, and decisions take
 * no time.
 *
 * A trial reports every epoch and obeys. What was paused goes on from its checkpoint and pays for no epoch twice. A loss that
 * is NaN is reported; then the program gives up, unless it was pruned. At its last epoch a trial is complete whatever is said.
 *
 * Recommended is, of the trials that have come furthest, the one with the best value there: once one is complete, the best
 * complete one.
 *
 * @param start  makes the search; the clock is the one that passes here
 */
export async function runCurves(
  start: (clock: Clock) => Promise<Search>,
  task: CurveTask,
  plan: CurvePlan,
): Promise<CurveRun> {
  let now = 0;
  const search = await start({ instant: () => Math.round(now), elapsed: () => now, after: () => () => undefined });
  const limit = plan.fullRuns === null ? Number.POSITIVE_INFINITY : plan.fullRuns * task.epochs;
  const curveOf = task.search();
  const trials: Trained[] = [];
  const working: Epoch[] = [];
  const best = recommendation();
  let spent = 0;

  const train = (trial: number): void => {
    const { curve, epochs } = trials[trial]!;
    const endsAt = now + 1000 * curve.seconds(epochs + 1);
    // Behind those that end as early: who began first reports first.
    const place = working.findIndex((other) => other.endsAt > endsAt);
    working.splice(place < 0 ? working.length : place, 0, { trial, endsAt });
  };

  while (spent < limit) {
    while (working.length < plan.workers) {
      const asked = await search.ask();
      if (asked === null) break;
      take(trials, asked, curveOf);
      train(asked.trial);
    }
    const next = working.shift();
    if (next === undefined) break;
    now = next.endsAt;
    spent++;
    const trained = trials[next.trial]!;
    const epoch = ++trained.epochs;
    const value = trained.curve.value(epoch);
    best.hear(spent, next.trial, epoch, value);
    if (epoch === task.epochs && !Number.isNaN(value)) {
      trained.end = 'c';
      await search.end(next.trial, value);
      continue;
    }
    const fate = await search.report(next.trial, value, epoch);
    if (fate === 'continue' && !Number.isNaN(value)) {
      train(next.trial);
      continue;
    }
    trained.end = fate === 'continue' ? 'f' : fate === 'stop' ? 's' : 'p';
    trained.recommendedThen = best.trial;
    if (fate === 'continue') await search.end(next.trial, null);
  }
  return {
    finals: trials.map(({ curve }) => rounded(curve.value(task.epochs))),
    trained: trials.map(({ epochs }) => epochs),
    ends: trials.map(({ end }) => end).join(''),
    recommended: best.changes,
    stops: trials.flatMap(({ end, recommendedThen }, trial) =>
      end === 's' || end === 'p' ? [[trial, recommendedThen] as const] : [],
    ),
    spent,
    seconds: Math.round(now) / 1000,
    ms: Math.round(search.ms),
  };
}

/** A new trial, or one that goes on. @throws where it would go on from epochs that it has not trained */
function take(trials: Trained[], { trial, params, from }: Asked, curveOf: (params: Params) => Curve): void {
  const known = trials[trial];
  if (known === undefined) {
    if (trial !== trials.length || from !== 0)
      throw new Error(`Trial ${trial} is asked for from epoch ${from} on, and is new.`);
    trials.push({ curve: curveOf(params), epochs: 0, end: 'r', recommendedThen: -1 });
    return;
  }
  if (known.end !== 'p' || known.epochs !== from)
    throw new Error(
      `Trial ${trial} is to go on from epoch ${from}; it has ${known.epochs} and its end is "${known.end}".`,
    );
  known.end = 'r';
}

function recommendation() {
  const changes: [spent: number, trial: number][] = [];
  let furthest = 0;
  let least = Number.POSITIVE_INFINITY;
  return {
    changes,
    get trial(): number {
      return changes.at(-1)?.[1] ?? -1;
    },
    hear(spent: number, trial: number, epoch: number, value: number): void {
      if (Number.isNaN(value) || epoch < furthest || (epoch === furthest && value >= least)) return;
      furthest = epoch;
      least = value;
      if (trial !== this.trial) changes.push([spent, trial]);
    },
  };
}

/** Enough digits for any regret. */
function rounded(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(8));
}
