import { VernierError } from '../../errors.ts';
import type { Executor, Outcome } from '../../execution/executor.ts';
import type { Delta } from '../../history/view.ts';
import { PRUNED } from '../../history/attribute-names.ts';
import type { Ended } from '../confirm/confirm.ts';
import { reserveMs } from '../confirm/reserve.ts';
import { catchUp, lostSince } from '../shared/catch-up.ts';
import type { Wanted } from '../../history/repeats.ts';
import { checkConfirmable, wantedOf } from '../confirm/wanted.ts';
import type { RunningTrial } from '../running.ts';
import type { Session } from '../session.ts';
import type { Limits, StoppedBy, Summary } from '../study.ts';
import { ComputeTime, computeTime, type Lost } from './compute.ts';
import { type Bill, billOf, money } from './cost.ts';
import { remarkCost } from './cost-report.ts';
import { hasOnlyFailed, type Tally } from './first-failures.ts';
import { endInTime } from './in-time.ts';
import { keepCost } from './kept-cost.ts';
import { type Condition, graceIn, lasts, type Supply } from './limit.ts';
import { NoImprovement } from './no-improvement.ts';
import { Target } from './target.ts';
import { wallTime } from './wall.ts';
import { moneyWords } from './words.ts';
import { NotWorthIt } from './worth.ts';

/**
 * The limits of a run, all but the number of trials, which the storage counts.
 *
 * Conditions (target, patience) keep new trials from starting. Supplies (time, computation, money) do so too, and end
 * those that run in time, unless these may finish.
 */
export class Bounds {
  readonly #session: Session;
  readonly #limits: Limits;
  readonly #conditions: readonly Condition[];
  readonly #supplies: readonly Supply[];
  readonly #bill: Bill | null;
  readonly #graceMs: number;
  readonly #lanes: number;
  readonly #time: ComputeTime;
  /** As of the last look at what others do. */
  #lost: ReturnType<Lost> = new Map();
  /** Has the search ended, so that nothing is kept back for running the best trials again any more? */
  #isOver = false;
  /** Does what others use count? Those of this process too: a storage may have several study objects. */
  readonly #shared: boolean;
  readonly #stop = new AbortController();
  readonly #closing: (() => void)[] = [];
  /** Rows of repeats that have run here, those that waited in the queue while the search went on among them. */
  readonly #repeats = new Set<number>();
  #ended: Supply | null = null;
  #kept: Promise<void> | null = null;

  /** @throws `config-invalid` for a target of several objectives */
  constructor(session: Session, executor: Executor, limits: Limits, lanes: number) {
    const { history, clock, problem, run } = session;
    if (limits.confirm !== undefined) {
      wantedOf(limits.confirm);
      checkConfirmable(problem, run.members !== undefined);
    }
    this.#session = session;
    this.#limits = limits;
    this.#lanes = lanes;
    const time = new ComputeTime(history, clock, () => this.#lost);
    this.#time = time;
    const bill = limits.cost === undefined ? null : billOf(history, time, limits.cost);
    this.#bill = bill;
    const ofStudy: Supply[] = [
      ...(limits.computeSeconds === undefined ? [] : [computeTime(time, limits.computeSeconds)]),
      ...(limits.maxCost === undefined ? [] : [money(bill!, time, limits.maxCost, limits.cost?.currency)]),
    ];
    this.#supplies = [
      ...(limits.seconds === undefined ? [] : [wallTime(clock, limits.seconds)]),
      ...(session.peers === null ? [] : [session.peers.deadline(session)]),
      ...ofStudy,
    ];
    this.#conditions = conditionsOf(session, limits);
    this.#shared = ofStudy.length > 0;
    this.#graceMs = limits.finishRunning === true ? 0 : (executor.graceMs ?? 0);
    const hearers: { hear(delta: Delta): void }[] = [time, ...(bill === null ? [] : [bill]), ...this.#conditions];
    this.#closing.push(session.listeners.add((delta) => hearers.forEach((one) => one.hear(delta))));
    this.#follow(limits.signal);
    if (limits.finishRunning !== true && this.#supplies.length > 0) this.#watch(lanes);
  }

  /** Aborts when trials that run are to end: a supply is used up, or the user says so. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** What ended the trials that ran; null = no limit did. */
  get ended(): { readonly reason: StoppedBy; readonly why: string } | null {
    return this.#ended === null ? null : { reason: this.#ended.reason, why: `${this.#ended.words} was reached.` };
  }

  /** How a trial ends that a limit has ended: pruned, with its last report as value; failed where it never reported. */
  cut(trial: RunningTrial): Outcome {
    const { why } = this.ended!;
    const { steps } = this.#session.history.reports(trial.number);
    trial.setSystem(PRUNED, { by: 'limit', step: steps.at(-1) ?? 0, why });
    if (steps.length === 0)
      return {
        state: 'failed',
        error: new VernierError('objective-failed', `${why} The trial had reported nothing by then, and was ended.`, {
          hint: 'Raise the limit, or report while the trial runs: then its last report counts.',
        }),
      };
    return { state: 'pruned' };
  }

  /**
   * Before a trial starts: what others used is taken in. Once, what running costs is stored, so that it is known later.
   *
   * @throws `study-differs` for another currency than that of the costs that trials have reported
   */
  async refresh(): Promise<void> {
    const { cost } = this.#limits;
    if (cost !== undefined) await (this.#kept ??= keepCost(this.#session, cost, this.#bill!.total()));
    if (this.#shared) await this.#takeIn();
  }

  /** What others used is taken in; trials that nobody computes any more use nothing any more. */
  async #takeIn(): Promise<void> {
    const session = this.#session;
    const { storage, record, clock } = session;
    if (session.peers === null) return session.refresh();
    await catchUp(session);
    this.#lost = await session.persist(() => lostSince(storage, record.id, clock.instant()));
  }

  /**
   * Why no further trial may start; null = one may. Not in the last grace time either: it would only be ended.
   *
   * @param tally how trials of this run have ended
   * @param running those that run
   */
  reached(tally: Tally, running: Iterable<RunningTrial>): StoppedBy | null {
    if (this.#ended !== null) return this.#ended.reason;
    const reason = this.#usedUp() ?? this.#conditions.find(({ reached }) => reached)?.reason;
    if (reason !== undefined) return reason;
    const { firstFailures } = this.#limits;
    const isHopeless = firstFailures !== undefined && hasOnlyFailed(this.#session, firstFailures, tally, running);
    return isHopeless ? 'failures' : null;
  }

  /** The search has ended: the best trials are run again, if that is wanted, with what was kept back for it. Answers what there is to tell. */
  async end(
    stoppedBy: StoppedBy,
    running: Ended['running'],
    run: Ended['run'],
    onLanes: Ended['onLanes'],
  ): Promise<Pick<Summary, 'why' | 'confirmation'>> {
    const { signal, finish } = this.#limits;
    const option = this.#confirm;
    const why = stoppedBy === 'notWorthIt' ? this.#why : undefined;
    const told = why === undefined ? {} : { why };
    if (option === undefined) return told;
    this.#isOver = true;
    const reached = (): StoppedBy | null =>
      signal?.aborted || finish?.aborted ? 'signal' : (this.#ended?.reason ?? this.#usedUp() ?? null);
    const { confirm } = await import('../confirm/confirm.ts');
    const confirmation = await confirm(this.#session, option, {
      stoppedBy,
      reached,
      running,
      run,
      onLanes,
      repeats: this.#repeats,
    });
    return { ...told, confirmation };
  }

  /** Which of the best are to be run again at the end: what was set for the study goes before what the run says. */
  get #confirm(): Limits['confirm'] {
    return this.#session.peers?.limits.confirm ?? this.#limits.confirm;
  }

  /** What something is kept back for; null = nothing. */
  get #wanted(): Wanted | null {
    const option = this.#confirm;
    return option === undefined || this.#isOver ? null : wantedOf(option);
  }

  #usedUp(): StoppedBy | undefined {
    return this.#supplies.find((one) => this.#isUsedUp(one))?.reason;
  }

  #isUsedUp(supply: Supply): boolean {
    if (lasts(supply, 1) <= graceIn(supply, 1, this.#graceMs)) return true;
    const wanted = this.#wanted;
    if (wanted === null) return false;
    const more = this.#lanes - this.#time.count;
    const reserve = reserveMs(this.#session.history, wanted, this.#lanes, supply, more);
    return lasts(supply, more) <= graceIn(supply, more, this.#graceMs) + reserve;
  }

  /** What was found when the search ended, in a sentence; undefined = nothing but the reason. */
  get #why(): string | undefined {
    return this.#conditions.find(({ reached }) => reached)?.why;
  }

  /** Hears of a trial that is about to end here. What is odd about the cost that it reported is noted with it. */
  remark(trial: RunningTrial, outcome: Outcome): void {
    if (trial.task.repeat) this.#repeats.add(trial.number);
    const { cost, maxCost } = this.#limits;
    if (cost?.metric === undefined) return;
    const { history, listeners } = this.#session;
    if (remarkCost(history, trial, outcome, cost.metric) && maxCost !== undefined && !this.#bill!.isKnown)
      listeners.warn(
        `No trial has reported its cost (${cost.metric}) yet: until one does, the limit of ${moneyWords(maxCost, cost.currency)} cannot be kept.`,
      );
  }

  close(): void {
    for (const close of this.#closing) close();
  }

  #follow(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const forward = (): void => this.#stop.abort(signal.reason);
    signal.addEventListener('abort', forward, { once: true });
    this.#closing.push(() => signal.removeEventListener('abort', forward));
    if (signal.aborted) forward();
  }

  #watch(lanes: number): void {
    this.#closing.push(
      endInTime({
        clock: this.#session.clock,
        supplies: this.#supplies,
        graceMs: this.#graceMs,
        lanes,
        refresh: this.#shared ? () => this.#takeIn() : null,
        end: (supply, reason) => {
          if (this.#stop.signal.aborted) return; // the user was quicker
          this.#ended = supply;
          this.#stop.abort(reason);
        },
      }),
    );
  }
}

function conditionsOf({ history, peers }: Session, limits: Limits): readonly Condition[] {
  const { target, noImprovement, whenGainPerHourBelow, gainPerHour } = limits;
  const patience = (): number => peers?.limits.noImprovement ?? noImprovement ?? Number.POSITIVE_INFINITY;
  return [
    ...(target === undefined ? [] : [new Target(history, target)]),
    ...(noImprovement === undefined && peers === null ? [] : [new NoImprovement(history, patience)]),
    ...(whenGainPerHourBelow === undefined ? [] : [new NotWorthIt(history, whenGainPerHourBelow, gainPerHour!)]),
  ];
}
