import { OWNER } from '../../history/attribute-names.ts';
import type { TimedHistory } from '../../history/view.ts';
import { laidOut } from './lanes.ts';
import { OUTCOME_CODE, outcomesOf } from './outcome.ts';
import { segmentsOf } from './segments.ts';

/** Bars of a timeline, one entry a bar. Instants are milliseconds since 1970 UTC. */
export interface Bars {
  readonly trials: Int32Array;
  readonly starts: Float64Array;
  /** NaN = not over, and no `now` was given. */
  readonly ends: Float64Array;
}

/** What ran when. */
export interface TimelineChart {
  /** Stretches in which trials ran, by start. */
  readonly ran: Bars & {
    /** Places in `lanes`. */
    readonly lanes: Int32Array;
    /** Codes of `OUTCOMES`: what became of the trial; `paused` where the stretch ended with a pause. */
    readonly outcomes: Uint8Array;
  };
  /** Stretches in which trials stood paused, as far as they are known. */
  readonly stood: Bars;
  /** One a lane: whose it is, and the seconds that something ran in it. */
  readonly lanes: readonly { readonly worker: string | null; readonly seconds: number }[];
  /** How many trials ran at once: from each instant to the next so many. Ascending. */
  readonly atOnce: { readonly instants: Float64Array; readonly counts: Int32Array };
  /** The largest of these counts; 0 = nothing ran. */
  readonly most: number;
  /** Trials that started, but whose start is not known. */
  readonly unknown: number;
}

/**
 * Lanes of a study's workers, from the starts and ends of its trials. Of the trials of one process each takes the first lane of that
 * process that is free, so a process has as many lanes as it ran trials at once. Where no process is stored, all share one set.
 *
 * Of a trial that was paused more than once only the last stretch before the last pause, and the one after it, are known.
 *
 * @param now ends the bars of trials that still run; milliseconds since 1970 UTC
 */
export function timelineChart(history: TimedHistory, options: { readonly now?: number } = {}): TimelineChart {
  const { ran, stood, unknown } = barsOf(history, options.now ?? Number.NaN);
  const { trials, starts, ends } = ran;
  const workers = new Map<string, number>();
  const groups = new Int32Array(trials.length);
  for (let i = 0; i < groups.length; i++) {
    const worker = workerOf(history, trials[i]!) ?? '';
    if (!workers.has(worker)) workers.set(worker, workers.size);
    groups[i] = workers.get(worker)!;
  }
  const open = ends.map((end) => (Number.isNaN(end) ? Number.POSITIVE_INFINITY : end));
  const laid = laidOut(starts, open, groups);
  const busy = new Float64Array(laid.groups.length);
  for (let i = 0; i < trials.length; i++)
    if (!Number.isNaN(ends[i]!)) busy[laid.lanes[i]!]! += (ends[i]! - starts[i]!) / 1000;
  const names = [...workers.keys()];
  const counted = countsAtOnce(starts, open);
  return {
    ran: { ...ran, lanes: laid.lanes },
    stood,
    lanes: laid.groups.map((group, lane) => ({ worker: names[group] || null, seconds: busy[lane]! })),
    atOnce: counted,
    most: counted.counts.reduce((most, count) => Math.max(most, count), 0),
    unknown,
  };
}

function barsOf(history: TimedHistory, now: number) {
  const codes = outcomesOf(history);
  const ran = new BarList();
  const stood = new BarList();
  let unknown = 0;
  for (let trial = 0; trial < history.size; trial++) {
    const code = codes[trial]!;
    if (code === OUTCOME_CODE.removed || code === OUTCOME_CODE.waiting) continue;
    const segments = segmentsOf(history, trial);
    if (segments.length === 0) unknown++;
    for (let i = 0; i < segments.length; i++) {
      const { start, end, isPaused } = segments[i]!;
      const until = Number.isNaN(end) ? Math.max(start, now) : end;
      ran.add(trial, start, until, isPaused ? OUTCOME_CODE.paused : code);
      if (!isPaused) continue;
      const next = segments[i + 1]?.start ?? history.finishedAt[trial]!;
      stood.add(trial, end, Math.max(end, Number.isNaN(next) ? now : next), code);
    }
  }
  const { outcomes: _, ...paused } = stood.sorted();
  return { ran: ran.sorted(), stood: paused, unknown };
}

/** Bars as they are found. */
class BarList {
  readonly #trials: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #outcomes: number[] = [];

  add(trial: number, start: number, end: number, outcome: number): void {
    this.#trials.push(trial);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#outcomes.push(outcome);
  }

  /** By start, then by trial. */
  sorted(): Bars & { readonly outcomes: Uint8Array } {
    const starts = this.#starts;
    const order = Uint32Array.from(starts.keys());
    // They mostly are in order already.
    if (starts.some((start, i) => i > 0 && start < starts[i - 1]!))
      order.sort((a, b) => starts[a]! - starts[b]! || a - b);
    const bars = {
      trials: new Int32Array(order.length),
      starts: new Float64Array(order.length),
      ends: new Float64Array(order.length),
      outcomes: new Uint8Array(order.length),
    };
    for (let i = 0; i < order.length; i++) {
      bars.trials[i] = this.#trials[order[i]!]!;
      bars.starts[i] = starts[order[i]!]!;
      bars.ends[i] = this.#ends[order[i]!]!;
      bars.outcomes[i] = this.#outcomes[order[i]!]!;
    }
    return bars;
  }
}

/** The process that ran a trial last, as a name; null where none is stored. */
function workerOf(history: TimedHistory, trial: number): string | null {
  const owner = history.attribute(trial, 'system', OWNER) as
    | { readonly host?: unknown; readonly pid?: unknown }
    | null
    | undefined;
  if (owner === undefined || owner === null || typeof owner !== 'object') return null;
  return `${String(owner.host ?? '?')} ${String(owner.pid ?? '?')}`;
}

/** How many intervals are open from each instant at which that changes. */
function countsAtOnce(starts: Float64Array, ends: Float64Array): TimelineChart['atOnce'] {
  const from = starts.slice().sort();
  const to = ends.filter(Number.isFinite).sort();
  const instants: number[] = [];
  const counts: number[] = [];
  for (let a = 0, b = 0; a < from.length || b < to.length; ) {
    const at = Math.min(from[a] ?? Number.POSITIVE_INFINITY, to[b] ?? Number.POSITIVE_INFINITY);
    while (from[a] === at) a++;
    while (to[b] === at) b++;
    if (counts.at(-1) === a - b) continue;
    instants.push(at);
    counts.push(a - b);
  }
  return { instants: Float64Array.from(instants), counts: Int32Array.from(counts) };
}
