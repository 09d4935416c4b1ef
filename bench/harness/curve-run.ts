import type { Clock } from 'vernier';
import { championOf, type Contender } from '../../src/models/curve/champion.ts';
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
  /** What Vernier recommends by these reports, whoever searched (`recommendation` of `vernier/analysis`). */
  readonly recommended: Recommended;
  /** The plain way: of the trials that have come furthest, the one with the best value there. Once one is complete, the best complete one. */
  readonly furthest: Recommended;
  /** Trials that were stopped or paused and stayed so, with the trials that were recommended then (−1 = none), in either way. */
  readonly stops: readonly (readonly [trial: number, recommended: number, furthest: number])[];
  /** Epochs. */
  readonly spent: number;
  /** Virtual time. */
  readonly seconds: number;
  readonly ms: number;
}

/** [epochs spent, trial] whenever a recommendation changes. */
export type Recommended = readonly (readonly [spent: number, trial: number])[];

/** A trial in the record: what it has trained. */
interface Trained extends Contender {
  readonly curve: Curve;
  readonly steps: number[];
  readonly losses: number[];
  final: number | null;
  end: 'c' | 'f' | 's' | 'p' | 'r';
  /** What was recommended when it was stopped or paused, in either way. */
  recommendedThen: readonly [recommended: number, furthest: number];
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
  const [recommended, furthest] = [changes(), changes()];
  const furthestNow = furthestSoFar();
  let spent = 0;

  const train = (trial: number): void => {
    const { curve, steps } = trials[trial]!;
    const endsAt = now + 1000 * curve.seconds(steps.length + 1);
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
    const epoch = trained.steps.length + 1;
    const value = trained.curve.value(epoch);
    trained.steps.push(epoch);
    trained.losses.push(value);
    if (epoch === task.epochs) trained.final = value;
    recommended.hear(spent, championOf(trials, task.epochs));
    furthest.hear(spent, furthestNow(next.trial, epoch, value));
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
    trained.recommendedThen = [recommended.trial, furthest.trial];
    if (fate === 'continue') await search.end(next.trial, null);
  }
  return {
    finals: trials.map(({ curve }) => rounded(curve.value(task.epochs))),
    trained: trials.map(({ steps }) => steps.length),
    ends: trials.map(({ end }) => end).join(''),
    recommended: recommended.all,
    furthest: furthest.all,
    stops: trials.flatMap(({ end, recommendedThen }, trial) =>
      end === 's' || end === 'p' ? [[trial, ...recommendedThen] as const] : [],
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
    trials.push({ curve: curveOf(params), steps: [], losses: [], final: null, end: 'r', recommendedThen: [-1, -1] });
    return;
  }
  if (known.end !== 'p' || known.steps.length !== from)
    throw new Error(
      `Trial ${trial} is to go on from epoch ${from}; it has ${known.steps.length} and its end is "${known.end}".`,
    );
  known.end = 'r';
}

/** What was recommended, and since when; −1 = nothing. */
function changes() {
  const all: [spent: number, trial: number][] = [];
  return {
    all,
    get trial(): number {
      return all.at(-1)?.[1] ?? -1;
    },
    hear(spent: number, trial: number): void {
      if (trial !== this.trial) all.push([spent, trial]);
    },
  };
}

/** Hears every epoch, and says which trial has come furthest, of several the best; −1 = none. */
function furthestSoFar() {
  let trial = -1;
  let furthest = 0;
  let least = Number.POSITIVE_INFINITY;
  return (heard: number, epoch: number, value: number): number => {
    if (Number.isNaN(value) || epoch < furthest || (epoch === furthest && value >= least)) return trial;
    [trial, furthest, least] = [heard, epoch, value];
    return trial;
  };
}

/** Enough digits for any regret. */
function rounded(value: number): number | null {
  return Number.isNaN(value) ? null : Number(value.toPrecision(8));
}
