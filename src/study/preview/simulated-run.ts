import type { Executor, Outcome, Task, TaskPort } from '../../execution/executor.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { isCut } from '../../history/cut.ts';
import type { HistoryView } from '../../history/view.ts';
import { isFinished, type TrialDraft } from '../../history/record.ts';
import { exp } from '../../math/elementary.ts';
import { random as stream } from '../../math/random.ts';
import { random } from '../../samplers/random.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../opening/create.ts';
import type { Limits, StoppedBy } from '../study.ts';
import { asTheyStand, namesOf, type Standing } from './as-they-stand.ts';
import { standIns } from './before.ts';
import { EventClock } from './event-clock.ts';
import { type MadeCurve, madeCurve } from './made-curve.ts';
import type { Plan } from './plan.ts';

/** How one simulated search went. */
export interface SimulatedRun {
  /** Trials of the search that are begun. */
  readonly trials: number;
  /** Trials that the study has, paused, and that go on; they count among those below, too. */
  readonly resumed: number;
  /** Trials that run the best ones again; they count among none of those below. */
  readonly confirming: number;
  /** Trials that ran to their end. */
  readonly full: number;
  /** The last step of each that a pruner stopped, or left paused. */
  readonly stoppedAt: readonly number[];
  /** Trials that a limit ended. */
  readonly cut: number;
  /** Of all trials; 0 where they have none. */
  readonly steps: number;
  /** Those that the same trials would have had without a pruner, each started once. */
  readonly wholeSteps: number;
  /** Of all trials. */
  readonly computeSeconds: number;
  readonly wallSeconds: number;
  /** null = it was broken off. */
  readonly stoppedBy: StoppedBy | null;
}

/** A whole trial lasts so long in the search's own time: its clocks count milliseconds, and look at limits twice a second. */
const TRIAL_SECONDS = 4;

/** A trial reports so often at most, and at each step that the pruner waits for. */
const MOST_REPORTS = 100;

/** Runs the study once, with its own pruner and limits, on trials that are made up. @param goesOn false breaks it off */
export async function simulatedRun(plan: Plan, seed: number, goesOn: () => boolean): Promise<SimulatedRun> {
  const { study: options, limits, length } = plan;
  const scale = TRIAL_SECONDS / length.seconds;
  const had = plan.before?.standing;
  const standing = had && asTheyStand(had.trials, plan, programRoot(seed), scale);
  const open = standing?.drafts.filter(({ state }) => !isFinished(state)).length ?? 0;
  const lanes = Math.max(1, Math.min(limits.concurrency ?? 1, (limits.trials ?? Number.POSITIVE_INFINITY) + open));
  const clock = new EventClock(lanes);
  const { sampler } = options;
  const before = standing?.drafts ?? standIns(plan, stream(seed).fork('before'), scale);
  const trials = limits.trials === undefined ? {} : { trials: limits.trials + (had?.counted ?? before.length) };
  const storage = memory();
  const study = await createStudy({
    ...options,
    storage,
    // Only lengths matter: what a sampler would learn from made-up results is worth nothing, and takes its time.
    sampler: sampler !== undefined && (sampler.traits.judges || sampler.name === 'grid') ? sampler : random(),
    ...(length.steps === null ? { pruner: null } : {}),
    ...(trials.trials === undefined ? {} : { budget: Math.max(1, trials.trials) }),
    seed,
    clock,
  });
  await storage.createTrials((await storage.findStudy(study.name))!.id, before);
  await study.refresh();
  const programs = new Programs(plan, seed, clock, scale, goesOn, standing?.curveOf);
  const summary = await study.optimize(programs, {
    ...scaled(limits, scale),
    ...trials,
    concurrency: lanes,
    ...programs.signals,
  });
  clock.close();
  const ends = endsOf(study.history, before, programs.begun);
  return {
    ...ends,
    steps: programs.steps,
    wholeSteps: wholeSteps(ends, programs.begun, length.steps ?? 0),
    computeSeconds: programs.ms / 1000 / scale,
    wallSeconds: clock.elapsed() / 1000 / scale,
    stoppedBy: summary.stoppedBy === 'signal' ? null : summary.stoppedBy,
  };
}

/** The limits in the search's own time. */
function scaled({ costPerHour, graceSeconds: _, ...limits }: Plan['limits'], scale: number): Limits {
  const { seconds, computeSeconds } = limits;
  return {
    ...limits,
    ...(seconds === undefined ? {} : { seconds: seconds * scale }),
    ...(computeSeconds === undefined ? {} : { computeSeconds: computeSeconds * scale }),
    ...(costPerHour === undefined ? {} : { cost: { perHour: costPerHour / scale } }),
  };
}

type Ends = Pick<SimulatedRun, 'trials' | 'resumed' | 'confirming' | 'full' | 'stoppedAt' | 'cut'>;

/** How trials ended that this run made, or went on with. */
function endsOf(history: HistoryView, before: readonly TrialDraft[], begun: Programs['begun']): Ends {
  const stoppedAt: number[] = [];
  let [trials, resumed, confirming, full, cut] = [0, 0, 0, 0, 0];
  for (let row = 0; row < history.size; row++) {
    const state = history.state(row);
    if (state === 'removed' || (row < before.length && !begun.has(row))) continue;
    if (confirmsOf(history, row) !== null) {
      confirming++;
      continue;
    }
    if (before[row]?.state === 'paused') resumed++;
    else trials++;
    if (state === 'complete') full++;
    else if (state === 'failed' || isCut(history, row)) cut++;
    else stoppedAt.push(history.reports(row).steps.at(-1) ?? 0);
  }
  return { trials, resumed, confirming, full, stoppedAt, cut };
}

/** @param begun the step at which each trial began here: one that goes on has run what lies before it */
function wholeSteps({ trials, confirming, resumed }: Ends, begun: Programs['begun'], most: number): number {
  let before = 0;
  for (const step of begun.values()) before += step;
  return (trials + confirming + resumed) * most - before;
}

/** Everything that programs make up: of the trials that the study has, too. */
const programRoot = (seed: number) => stream(seed).fork('preview');

/** Stands in for the program: sleeps as long as a trial would run, reports made-up curves, and ends when it is told to. */
class Programs implements Executor {
  readonly capacity = Number.POSITIVE_INFINITY;
  readonly identity = null;
  readonly graceMs: number;
  /** Steps that have been run, and ms of the search's own time. */
  steps = 0;
  ms = 0;
  readonly #plan: Plan;
  readonly #root;
  readonly #clock: EventClock;
  readonly #msPerTrial: number;
  /** The step at which each trial began here, by its number. */
  readonly begun = new Map<number, number>();
  readonly #goesOn: () => boolean;
  readonly #curveOf: Standing['curveOf'] | undefined;
  readonly #finish = new AbortController();
  readonly #never = new AbortController();
  #followed: AbortSignal | null = null;

  constructor(
    plan: Plan,
    seed: number,
    clock: EventClock,
    scale: number,
    goesOn: () => boolean,
    curveOf?: Standing['curveOf'],
  ) {
    this.graceMs = 1000 * scale * (plan.limits.graceSeconds ?? 0);
    this.#plan = plan;
    this.#root = programRoot(seed);
    this.#curveOf = curveOf;
    this.#clock = clock;
    this.#msPerTrial = 1000 * scale * plan.length.seconds;
    this.#goesOn = goesOn;
  }

  /** What breaks the search off; and a signal of this search alone, for all its trials to listen to. */
  get signals(): Pick<Limits, 'finish' | 'signal'> {
    return { finish: this.#finish.signal, signal: this.#never.signal };
  }

  async run(task: Task, port: TaskPort, signal: AbortSignal): Promise<Outcome> {
    if (!this.#goesOn()) this.#finish.abort();
    this.#follow(signal);
    const { seconds, steps, spread, start = 0 } = this.#plan.length;
    const own = this.#root.fork(task.number);
    const ms = this.#msPerTrial * exp(spread * own.fork('length').normal());
    const curves = namesOf(this.#plan.study).map(
      ([name, sign]) => [name, sign, this.#curveOf?.(task.number, name) ?? madeCurve(own.fork(name))] as const,
    );
    const from = task.resume?.step ?? 0;
    if (!this.begun.has(task.number)) this.begun.set(task.number, from);
    if (steps === null) {
      await this.#work(ms);
      return signal.aborted ? { state: 'pruned' } : { state: 'complete', score: scoreAt(curves, 1) };
    }
    const share = start / seconds;
    let startMs = share * ms;
    let step = from;
    let { until } = task;
    while (step < steps) {
      const next = this.#nextReport(step, until, steps);
      await this.#work(startMs + (1 - share) * ms * ((next - step) / steps));
      startMs = 0;
      if (signal.aborted) return { state: 'pruned' };
      this.steps += next - step;
      step = next;
      const ruling = await port.report(scoreAt(curves, step), step);
      if (ruling.verdict !== 'continue') {
        port.setCheckpoint(String(step), step); // who is paused goes on from there
        return { state: 'pruned' };
      }
      until = ruling.until;
    }
    return { state: 'complete', score: scoreAt(curves, steps) };
  }

  async close(): Promise<void> {}

  async #work(ms: number): Promise<void> {
    const began = this.#clock.elapsed();
    await this.#clock.sleep(ms);
    this.ms += this.#clock.elapsed() - began;
  }

  /** A signal wakes everybody. All trials have the same one. */
  #follow(signal: AbortSignal): void {
    if (this.#followed === signal) return;
    this.#followed = signal;
    signal.addEventListener('abort', () => this.#clock.wake(), { once: true });
  }

  #nextReport(step: number, until: number | null, steps: number): number {
    const every = Math.ceil(steps / MOST_REPORTS);
    const next = Math.min(steps, step - (step % every) + every);
    return until !== null && until > step ? Math.min(next, Math.ceil(until)) : next;
  }
}

function scoreAt(curves: readonly (readonly [string, 1 | -1, MadeCurve])[], step: number): Record<string, number> {
  return Object.fromEntries(curves.map(([name, sign, curve]) => [name, sign * curve.at(step)]));
}
