import { PRUNED } from '../../history/attribute-names.ts';
import type { Objective } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { grown } from '../../math/growing.ts';
import { chosenObjective, OUTCOME_CODE, outcomesOf } from './outcome.ts';
import { type Curve, thinned } from './thinning.ts';

/** Reports of trials as curves, one after the other: curve i is points `offsets[i]` … `offsets[i + 1]` − 1. */
export interface IntermediateChart {
  /** What is drawn: an objective, or a metric by its name. */
  readonly objective: Objective | null;
  readonly metric: string | null;
  /** One a curve, ascending: trials that reported something. */
  readonly trials: Int32Array;
  /** Codes of `OUTCOMES`. */
  readonly outcomes: Uint8Array;
  /** Place in `rules` of who stopped or paused it; −1 = nobody, or nobody has said. */
  readonly rules: Int16Array;
  /** Names of pruners, and `limit`, in order of first appearance. */
  readonly ruleNames: readonly string[];
  /** The stored reason, by curve; null = none. */
  readonly reasons: readonly (string | null)[];
  /** Shape (curves + 1). */
  readonly offsets: Uint32Array;
  readonly steps: Int32Array;
  /** As the user means them; NaN reports are left out, infinite ones are not. */
  readonly values: Float64Array;
  /** Reports before they were thinned; `steps.length` are left. */
  readonly reports: number;
}

/** What is drawn of reports, and how much of it. */
export interface IntermediateOptions {
  /** Name of an objective; left out = the first. */
  readonly objective?: string;
  /** Instead: name of an extra metric. */
  readonly metric?: string;
  /** Trials to show; left out = all that reported. */
  readonly trials?: readonly number[];
  /** Points that are aimed at in all; a curve keeps four at least, where it has them. Default 100,000. */
  readonly most?: number;
}

/** Points in all, unless something else is said. */
const MOST = 100_000;

/** Its first, last, lowest and highest: a curve keeps as many at least. */
const LEAST = 4;

/**
 * Curves of what trials reported, with what ended them: pruned, paused, cut by a limit, by whom and why.
 *
 * Where there are more points than `most`, the longest curves are thinned first: each keeps its ends, its lowest and its highest point,
 * and of each stretch of steps between them the lowest and the highest. So no peak is lost, and a million reports become `most` points
 * or four a curve.
 *
 * @throws `values-invalid` for a name that is no objective
 */
export function intermediateChart(history: HistoryView, options: IntermediateOptions = {}): IntermediateChart {
  const { metric = null, most = MOST } = options;
  const chosen = metric === null ? chosenObjective(history, options.objective) : null;
  const codes = outcomesOf(history);
  const wanted = options.trials === undefined ? null : [...new Set(options.trials)].sort((a, b) => a - b);
  const curveOf = (trial: number): Curve | null =>
    metric === null ? reported(history, trial, chosen!.index) : history.metric(trial, metric);
  const told = (wanted ?? Array.from(codes.keys())).filter((trial) => isShown(codes[trial]) && curveOf(trial) !== null);
  const lengths = Float64Array.from(told, (trial) => curveOf(trial)!.steps.length);
  const limit = limitOf(lengths, most);
  const points = new Points(chosen?.sign ?? 1);
  for (const trial of told) points.add(trial, curveOf(trial)!, limit);
  const trials = Int32Array.from(points.trials);
  return {
    objective: chosen?.objective ?? null,
    metric,
    trials,
    outcomes: Uint8Array.from(trials, (trial) => codes[trial]!),
    ...rulesOf(history, trials, codes),
    ...points.all(),
    reports: lengths.reduce((sum, length) => sum + length, 0),
  };
}

const isShown = (code: number | undefined): boolean => code !== undefined && code !== OUTCOME_CODE.removed;

/** Losses of one objective by step; null where nothing was reported. */
function reported(history: HistoryView, trial: number, index: number): Curve | null {
  const { steps, losses } = history.reports(trial);
  const k = history.objectives.length;
  if (steps.length === 0) return null;
  return { steps, values: k === 1 ? losses : losses.filter((_, i) => i % k === index) };
}

/** Points of curves, one after the other, as they are added. */
class Points {
  readonly trials: number[] = [];
  readonly #sign: number;
  readonly #offsets: number[] = [0];
  #steps = new Int32Array(0);
  #values = new Float64Array(0);

  constructor(sign: number) {
    this.#sign = sign;
  }

  /** Adds a curve, thinned; one without numbers is left out. */
  add(trial: number, curve: Curve, limit: number): void {
    const { steps, values } = thinned(curve.steps, curve.values, limit);
    if (steps.length === 0) return;
    const from = this.#offsets.at(-1)!;
    const size = from + steps.length;
    this.#steps = grown(this.#steps, size);
    this.#values = grown(this.#values, size);
    this.#steps.set(steps, from);
    for (let i = 0; i < values.length; i++) this.#values[from + i] = this.#sign * values[i]! + 0;
    this.trials.push(trial);
    this.#offsets.push(size);
  }

  all(): Pick<IntermediateChart, 'offsets' | 'steps' | 'values'> {
    const size = this.#offsets.at(-1)!;
    return {
      offsets: Uint32Array.from(this.#offsets),
      steps: this.#steps.slice(0, size),
      values: this.#values.slice(0, size),
    };
  }
}

/** Who ended the curves, and why. */
function rulesOf(history: HistoryView, trials: Int32Array, codes: Uint8Array) {
  const names = new Map<string, number>();
  const rules = new Int16Array(trials.length).fill(-1);
  const reasons = Array.from(trials, (trial, i): string | null => {
    const isStopped = codes[trial] === OUTCOME_CODE.pruned || codes[trial] === OUTCOME_CODE.paused;
    const told = isStopped ? history.attribute(trial, 'system', PRUNED) : undefined;
    const { by, why } = (told ?? {}) as { readonly by?: unknown; readonly why?: unknown };
    if (typeof by === 'string') {
      if (!names.has(by)) names.set(by, names.size);
      rules[i] = names.get(by)!;
    }
    return typeof why === 'string' ? why : null;
  });
  return { rules, ruleNames: [...names.keys()], reasons };
}

/** The length to which curves are cut so that all together have `most` points; at least `LEAST`. */
function limitOf(lengths: Float64Array, most: number): number {
  const sorted = lengths.slice().sort();
  let left = most;
  for (let i = 0; i < sorted.length; i++) {
    const share = left / (sorted.length - i);
    if (sorted[i]! > share) return Math.max(LEAST, Math.floor(share));
    left -= sorted[i]!;
  }
  return Number.POSITIVE_INFINITY;
}
