import { ERROR, START } from '../../history/attribute-names.ts';
import { isFeasible, paretoRows } from '../../history/best.ts';
import { isOfMachine } from '../../history/applied.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { isRepeated } from '../../history/lineage.ts';
import type { TrialRecord } from '../../history/record.ts';
import { type Delta, type HistoryView, STATE_CODE, STATES } from '../../history/view.ts';
import type { Budget } from '../../config/budget.ts';
import type { Setup } from '../../study/opening/setup.ts';
import type { Study } from '../../study/study.ts';
import type { LiveOutlook } from './outlook.ts';
import { PrunerWatch } from '../pruner-words.ts';
import { promised } from '../promised.ts';
import { Spending } from './spending.ts';
import { heldLine, type SteeredNow, UNSTEERED } from './steered.ts';
import { count, safe } from '../text.ts';
import type { BestTrial, RunningView, View } from './view.ts';

/** What the view needs beside the study. */
export interface WatchOptions {
  readonly sampler: string;
  /** How the study searches; null = not known. */
  readonly setup: Setup | null;
  readonly budget: Budget;
  readonly notice: string | null;
  /** What is said of the study meanwhile; left out = nobody looks. */
  readonly steered?: () => SteeredNow;
  /** What going on would gain; null where nobody looks at it. */
  readonly outlook: Pick<LiveOutlook, 'words' | 'close'> | null;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** How far a person has come on the Ctrl-C ladder. */
export type Stopping = 'no' | 'finishing' | 'stopping' | 'killing';

/** No state's code. */
const UNSEEN = 255;

/**
 * Follows a study and answers what the live view shows of it.
 *
 * Cost: O(delta) for each change, O(trials running) for each look; one look at everything at the beginning, and after each change while no
 * trial is complete.
 */
export class Watch {
  stopping: Stopping = 'no';
  readonly #study: Study;
  readonly #options: WatchOptions;
  readonly #startedAt: number;
  readonly #endedBefore: number;
  readonly #end: () => void;
  readonly spending: Spending;
  readonly #pruner: PrunerWatch;
  #states = new Uint8Array(64).fill(UNSEEN);
  #counts = STATES.map(() => 0);
  /** Row of the best trial by each objective. */
  #best: (number | null)[] = [];
  #curve: number[] = [];
  /** Which trial looks best while none is complete; null = to be looked for. */
  #promised: { readonly words: string | null } | null = null;
  #failed: number[] = [];
  #front: number | null = null;
  /** Row of the settings in use before. */
  #default: number | null = null;

  constructor(study: Study, options: WatchOptions) {
    this.#study = study;
    this.#options = options;
    this.#startedAt = options.now();
    this.spending = new Spending(study, options.budget, () => this.steered.lost);
    this.#pruner = new PrunerWatch(study, options.setup);
    this.#rebuild();
    this.#endedBefore = this.#ended();
    this.#end = study.subscribe((delta) => this.#take(delta));
  }

  close(): void {
    this.#options.outlook?.close();
    this.#end();
  }

  /** The view as of now. */
  view(): View {
    const { sampler, budget } = this.#options;
    const { seconds } = budget;
    const trials = this.#trials();
    const elapsed = (this.#options.now() - this.#startedAt) / 1000;
    const count = (state: (typeof STATES)[number]): number => this.#counts[STATES.indexOf(state)]!;
    const view = {
      study: this.#study.name,
      objectives: this.#study.objectives,
      sampler,
      trials,
      seconds,
      elapsed,
      spent: this.spending.words(),
      pruner: this.#pruner.found?.words ?? null,
      outlook: this.#options.outlook?.words(count('running')) ?? null,
      left: this.#left(elapsed),
      counts: {
        complete: count('complete'),
        pruned: count('pruned'),
        failed: count('failed'),
        running: count('running'),
        waiting: count('waiting'),
        paused: count('paused'),
      },
      best: this.#bestTrials(),
      promise: this.#promise(),
      reference:
        this.#default === null || this.#study.objectives.length > 1
          ? null
          : valueOf(this.#study.history, this.#default, 0),
      front: this.#study.objectives.length === 1 ? null : (this.#front ??= paretoRows(this.#study.history).length),
      notice: this.#study.trouble === null ? this.#options.notice : waitingWords(this.#study.trouble),
      warnings: this.#study.warnings,
      curve: this.#curve,
      running: this.#running(),
      why: this.#why(),
      failures: this.#failed
        .slice(-3)
        .toReversed()
        .map((row) => ({ number: row, reason: failureReason(this.#study.history, row) })),
    };
    return { ...view, doing: this.#paused() ?? this.#confirming() ?? doingWords(view, this.stopping) };
  }

  /** What is said of the study now. */
  get steered(): SteeredNow {
    return this.#options.steered?.() ?? UNSTEERED;
  }

  /** How many trials the study may have: as somebody has set it, else as the run was started; null = no limit. */
  #trials(): number | null {
    return this.steered.limits?.trials ?? this.#options.budget.trials;
  }

  /** That the study is paused; null = it is not, or the run is about to stop. */
  #paused(): string | null {
    const { held } = this.steered;
    return held === null || this.stopping !== 'no' ? null : `${safe(heldLine(held))} Ctrl-C stops.`;
  }

  /** How much of the budget is used up, by the limit that is nearest, from 0 to 1; null = there is no limit. */
  share(): number | null {
    const { seconds, computeSeconds, maxCost } = this.#options.budget;
    const elapsed = (this.#options.now() - this.#startedAt) / 1000;
    const used = [
      [this.#ended(), this.#trials()],
      [elapsed, seconds],
      [this.spending.computeSeconds, computeSeconds],
      [this.spending.cost ?? 0, maxCost],
    ] as const;
    const shares = used.flatMap(([spent, most]) => (most === null ? [] : [spent / most]));
    return shares.length === 0 ? null : Math.max(...shares);
  }

  /** Are the best trials run again, now that the search is over? */
  #isConfirming(): boolean {
    const trials = this.#trials();
    const { history } = this.#study;
    return trials !== null && this.#ended() >= trials && history.open.some((row) => confirmsOf(history, row) !== null);
  }

  /** That the best trials are run again; null = nobody does so now, or it is about to stop. */
  #confirming(): string | null {
    const { history } = this.#study;
    const row = history.open.findLast(
      (open) => confirmsOf(history, open) !== null && history.state(open) === 'running',
    );
    const confirms = row === undefined || this.stopping !== 'no' ? null : confirmsOf(history, row);
    return confirms === null
      ? null
      : `Confirming the best: trial ${confirms.trial} is run again (repeat ${confirms.repeat}). Ctrl-C stops.`;
  }

  #ended(): number {
    return ['complete', 'pruned', 'failed'].reduce(
      (sum, state) => sum + this.#counts[STATES.indexOf(state as never)]!,
      0,
    );
  }

  #left(elapsed: number): number | null {
    const { seconds, confirm } = this.#options.budget;
    const trials = this.#trials();
    const done = this.#ended() - this.#endedBefore;
    const byTime = seconds === null ? null : Math.max(0, seconds - elapsed);
    const more = confirm === null ? 0 : confirm.top * confirm.repeats; // as if they were like others
    const all = trials === null ? 0 : Math.max(0, trials - this.#ended()) + more;
    const byTrials = trials === null || done === 0 || this.#isConfirming() ? null : (all * elapsed) / done;
    const known = [byTime, byTrials, this.spending.left()].filter((one) => one !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  #take(delta: Delta): void {
    this.#promised = null;
    this.spending.hear(delta);
    this.#pruner.hear(delta);
    if (delta.reset) {
      this.#rebuild();
      return;
    }
    for (const row of delta.rows) this.#see(row);
  }

  #rebuild(): void {
    this.#states.fill(UNSEEN);
    this.#counts.fill(0);
    this.#best = this.#study.objectives.map(() => null);
    this.#curve = [];
    this.#failed = [];
    this.#front = null;
    this.#default = null;
    for (let row = 0; row < this.#study.history.size; row++) this.#see(row);
  }

  #see(row: number): void {
    const before = this.#stateSeen(row);
    const after = this.#stateOf(row);
    if (before === after) return;
    if (before !== UNSEEN) this.#counts[before]!--;
    this.#states[row] = after;
    this.#counts[after]!++;
    if (STATES[after] === 'failed') this.#failed.push(row);
    if (STATES[after] === 'complete') this.#finish(row);
    if (STATES[after] === 'pruned') this.#curve.push(this.#curve[this.#curve.length - 1] ?? Number.NaN);
  }

  /** A trial whose worker was lost is queued again as another row: only that one is shown. Those that confirm others are no trials of the search. */
  #stateOf(row: number): number {
    const { history } = this.#study;
    return isRepeated(history, row) || confirmsOf(history, row) !== null ? STATE_CODE.removed : history.states[row]!;
  }

  #stateSeen(row: number): number {
    if (row >= this.#states.length) {
      const wider = new Uint8Array(Math.max(row + 1, this.#states.length * 2)).fill(UNSEEN);
      wider.set(this.#states);
      this.#states = wider;
    }
    return this.#states[row]!;
  }

  #finish(row: number): void {
    const { history } = this.#study;
    const { objectives, losses } = history;
    this.#front = null;
    if (this.#default === null && history.attribute(row, 'system', START) === true) this.#default = row;
    if (isFeasible(history, row))
      objectives.forEach((_, i) => {
        const loss = losses[row * objectives.length + i]!;
        const best = this.#best[i] ?? null;
        if (!Number.isNaN(loss) && (best === null || loss < losses[best * objectives.length + i]!)) this.#best[i] = row;
      });
    const first = this.#best[0] ?? null;
    this.#curve.push(first === null ? Number.NaN : valueOf(history, first, 0));
  }

  #promise(): string | null {
    const isOver = this.#study.objectives.length > 1 || (this.#best[0] ?? null) !== null;
    if (isOver) return null;
    return (this.#promised ??= { words: promised(this.#study, this.#options.setup) }).words;
  }

  #bestTrials(): readonly BestTrial[] {
    const { history, objectives } = this.#study;
    return objectives.flatMap(({ name }, i) => {
      const row = this.#best[i] ?? null;
      return row === null
        ? []
        : [
            {
              number: row,
              objective: name,
              value: valueOf(history, row, i),
              params: this.#study.paramsOf(history.record(row)),
            },
          ];
    });
  }

  /** Why the newest of the running trials was chosen; null where its sampler does not say. */
  #why(): View['why'] {
    const { history } = this.#study;
    const row = history.open.findLast((open) => history.state(open) === 'running');
    const why = row === undefined ? null : reasonFor(history, row);
    return why === null ? null : { number: row!, text: why };
  }

  #running(): readonly RunningView[] {
    const { history } = this.#study;
    const now = this.#options.now();
    return history.open
      .filter((row) => history.state(row) === 'running')
      .map((row) => {
        const record = history.record(row);
        return {
          number: row,
          seconds: Math.max(0, (now - (record.startedAt ?? now)) / 1000),
          ...lastReport(record, this.#study),
        };
      });
  }
}

/** One objective's value of a trial, as the user means it. */
export function valueOf(history: HistoryView, row: number, objective: number): number {
  const loss = history.losses[row * history.objectives.length + objective]!;
  return history.objectives[objective]!.direction === 'maximize' ? 0 - loss : loss;
}

function lastReport(record: TrialRecord, study: Study): Pick<RunningView, 'step' | 'report'> {
  const report: Record<string, number> = {};
  const last = record.reports.at(-1);
  let step = last?.[0] ?? null;
  study.objectives.forEach(({ name }, i) => {
    const value = last?.[1][i];
    if (value !== undefined && !Number.isNaN(value)) report[name] = value;
  });
  const own = Object.entries(record.metrics).filter(([name]) => !isOfMachine(name));
  for (const [name, series] of own.slice(0, 3)) {
    const [at, value] = series.at(-1)!;
    report[name] = value;
    step = Math.max(step ?? at, at);
  }
  return { step, report };
}

/** That the storage is waited for, and why. */
export const waitingWords = (trouble: string): string =>
  `Waiting for the storage: ${trouble} Results are kept until it answers.`;

/** Why a trial failed, in a line: the beginning of the message, and the last line of what the program said. */
export function failureReason(history: HistoryView, row: number): string {
  const error = history.attribute(row, 'system', ERROR) as { readonly message?: string } | undefined;
  const lines = (error?.message ?? 'no reason was stored').split('\n').filter((line) => line.trim() !== '');
  const reason = lines.length > 1 ? `${lines[0]} ${lines.at(-1)!.trim()}` : (lines[0] ?? '');
  return isLostForGood(history, row) ? `${reason} ${FOR_GOOD}` : reason;
}

/** What is said of a trial that was lost, and is not queued again. */
export const FOR_GOOD = 'It has failed for good: all attempts that `retries` allows are used up.';

/** Was it lost without being queued again? */
export function isLostForGood(history: HistoryView, row: number): boolean {
  const error = history.attribute(row, 'system', ERROR) as { readonly code?: string } | undefined;
  return error?.code === 'worker-lost' && !isRepeated(history, row);
}

/** Why a trial was chosen, in the words of its sampler; null where it does not say. */
export function reasonFor(history: HistoryView, row: number): string | null {
  const why = history.notes(row)?.['why'];
  return typeof why === 'string' ? why : null;
}

/** What the search is doing, in words. */
function doingWords(view: Omit<View, 'doing'>, stopping: Stopping): string {
  const { counts } = view;
  const running = count(view.running.length, 'running trial'); // those that confirm others, too
  if (stopping === 'finishing') return `Finishing: waiting for ${running}, starting no more. Ctrl-C again stops them.`;
  if (stopping === 'stopping') return `Stopping ${running}; they go back to the queue. Ctrl-C again kills them.`;
  if (stopping === 'killing') return 'Killing what still runs.';
  const ended = counts.complete + counts.pruned + counts.failed;
  if (
    view.trials !== null &&
    ended + counts.running + counts.waiting >= view.trials &&
    counts.waiting === 0 &&
    ended > 0
  )
    return `All trials have been started; waiting for ${running}.`;
  if (view.why !== null) return `Trial ${view.why.number}: ${view.why.text} Ctrl-C stops.`;
  return `${searchWords(view.sampler, counts.complete + counts.pruned)} Ctrl-C stops.`;
}

const STARTUP = 10;

function searchWords(sampler: string, results: number): string {
  const known = `${results} result${results === 1 ? '' : 's'}`;
  switch (sampler) {
    case 'random':
      return 'Drawing settings at random.';
    case 'grid':
      return 'Going through the grid.';
    case 'quasiRandom':
      return 'Spreading settings evenly over the space.';
    case 'tpe':
      return results < STARTUP
        ? `Getting to know the space: ${results} of the first ${STARTUP} results.`
        : `Searching near good settings, away from bad ones (${known}).`;
    default:
      return `Searching with ${sampler} (${known}).`;
  }
}
