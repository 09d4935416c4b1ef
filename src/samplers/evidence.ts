import { isRepeated } from '../history/lineage.ts';
import { type Delta, type HistoryView, type ReportView, STATE_CODE } from '../history/view.ts';
import { grown } from '../math/growing.ts';
import { nodeValues, type SearchSpace } from '../space/nodes.ts';
import { lossesOf } from './standing.ts';

/**
 * What a trial is to a model: nothing; on its way, without reports or with some (`underway`); or over for now: whole, partial (pruned or
 * paused), failed.
 */
export const STANDING = { none: 0, pending: 1, underway: 2, complete: 3, partial: 4, failed: 5 } as const;

/**
 * What model-based samplers keep of the trials of a declared space: configurations and results by row, row = trial number.
 *
 * A trial without a configuration in the space (waiting, removed, or proposed just now) has standing `none`.
 */
export class Evidence {
  readonly space: SearchSpace;
  readonly objectives: number;
  /** Number of nodes: the width of `values`. */
  readonly width: number;
  /** Rows known, with gaps of standing `none`. */
  size = 0;
  /** Shape (≥ size); see `STANDING`. */
  standing = new Uint8Array(0);
  /** Shape (≥ size × width); internal values by node, NaN = inactive. */
  values = new Float64Array(0);
  /** Shape (≥ size × objectives); lower is better, NaN = none. A partial run has its last report. */
  losses = new Float64Array(0);
  /** Shape (≥ size); sum of positive constraint values, 0 = feasible. */
  violations = new Float64Array(0);
  /** Constraint values of each row that has some, by key; ≤ 0 = satisfied. */
  readonly constraints = new Map<number, Readonly<Record<string, number>>>();
  /** Number of rows that are complete, partial or failed. */
  finished = 0;

  #history: HistoryView | null = null;

  constructor(space: SearchSpace, objectives: number) {
    this.space = space;
    this.objectives = objectives;
    this.width = space.nodes.length;
  }

  /** Takes in what is new. O(delta), unless the delta is a reset. */
  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (delta.reset) {
      this.standing.fill(STANDING.none);
      this.constraints.clear();
      this.finished = 0;
      this.size = 0;
      for (let row = 0; row < history.size; row++) this.#take(history, row);
    } else for (const row of delta.rows) this.#take(history, row);
  }

  /** A row's configuration: values by node. A view, valid until the next `observe`. */
  at(row: number): Float64Array {
    return this.values.subarray(row * this.width, (row + 1) * this.width);
  }

  /** What a trial has reported. */
  reports(row: number): ReportView {
    return this.#history!.reports(row);
  }

  /** Does the trial go on, or may it? */
  isOpen(row: number): boolean {
    const state = this.#history!.states[row];
    return state === STATE_CODE.running || state === STATE_CODE.paused;
  }

  /** Rows of a standing, ascending. */
  rows(...standings: readonly number[]): number[] {
    const found: number[] = [];
    for (let row = 0; row < this.size; row++) if (standings.includes(this.standing[row]!)) found.push(row);
    return found;
  }

  /** Keys of all constraint values, in the order of their code units. */
  get constraintKeys(): readonly string[] {
    const keys = new Set<string>();
    for (const own of this.constraints.values()) for (const key of Object.keys(own)) keys.add(key);
    return [...keys].sort();
  }

  #take(history: HistoryView, row: number): void {
    this.#grow(row + 1);
    const before = this.standing[row]!;
    let standing = standingOf(history, row);
    if (standing !== STANDING.none) {
      const values = nodeValues(this.space, (name) => history.columns.get(name)?.values[row]);
      if (values.length > 0 && values.every(Number.isNaN)) standing = STANDING.none;
      else this.values.set(values, row * this.width);
    }
    this.standing[row] = standing;
    this.finished += (standing > STANDING.underway ? 1 : 0) - (before > STANDING.underway ? 1 : 0);
    if (standing <= STANDING.pending) return;
    this.losses.set(lossesOf(history, row), row * this.objectives);
    this.violations[row] = history.violations[row]!;
    const { constraints } = history.record(row);
    if (Object.keys(constraints).length > 0) this.constraints.set(row, constraints);
    else this.constraints.delete(row);
  }

  #grow(rows: number): void {
    this.size = Math.max(this.size, rows);
    this.standing = grown(this.standing, rows);
    this.values = grown(this.values, rows * this.width);
    this.losses = grown(this.losses, rows * this.objectives);
    this.violations = grown(this.violations, rows);
  }
}

function standingOf(history: HistoryView, row: number): number {
  switch (history.states[row]) {
    case STATE_CODE.running:
      return history.reports(row).steps.length === 0 ? STANDING.pending : STANDING.underway;
    case STATE_CODE.paused:
      return history.reports(row).steps.length === 0 ? STANDING.pending : STANDING.partial;
    case STATE_CODE.complete:
      return STANDING.complete;
    case STATE_CODE.pruned:
      return STANDING.partial;
    case STATE_CODE.failed:
      return isRepeated(history, row) ? STANDING.none : STANDING.failed; // it was lost: its repeat will tell
    default:
      return STANDING.none; // waiting trials are wishes, removed ones never were
  }
}
