import type { HistoryView } from '../../history/view.ts';
import { grown } from '../../math/growing.ts';
import { byLoss, keyOf, lossesOf, STANDING, standingOf } from '../standing.ts';
import type { Coordinates } from './coordinates.ts';

/** What the model keeps of each trial: its point, and how good it is. Rows are trial numbers. */
export class Ledger {
  readonly width: number;
  readonly objectives: number;
  /** Rows known, with gaps of standing `none`. */
  size = 0;
  /** Shape (rows × width). */
  points = new Float64Array(0);
  /** Shape (rows). */
  standing = new Uint8Array(0);
  /** Shape (rows × objectives); lower is better. A pruned or paused trial has its last report. */
  losses = new Float64Array(0);
  /** Shape (rows); orders trials of one standing before their losses do: −last step if pruned, violation if infeasible. */
  keys = new Float64Array(0);
  /** Where the trials are from, once there are any. */
  history?: HistoryView;
  readonly #coordinates: Coordinates;
  #fresh: Float64Array;

  constructor(coordinates: Coordinates, objectives: number) {
    this.#coordinates = coordinates;
    this.width = coordinates.width;
    this.objectives = objectives;
    this.#fresh = new Float64Array(coordinates.width);
  }

  /** Takes in the present state of a trial; `before` hears of it first where anything changes, `after` afterwards. */
  take(history: HistoryView, row: number, before: (row: number) => void, after: (row: number) => void): void {
    this.history = history;
    this.#grow(row + 1);
    let standing = standingOf(history, row);
    if (standing !== STANDING.none && !this.#coordinates.read(this.#fresh, 0, history, row)) standing = STANDING.none;
    if (standing === STANDING.none && this.standing[row] === STANDING.none) return;
    const same = standing === this.standing[row] && this.#samePoint(row);
    if (same && standing === STANDING.pending) return; // a report changes nothing
    before(row);
    this.standing[row] = standing;
    if (standing === STANDING.none) return;
    this.points.set(this.#fresh, row * this.width);
    this.losses.set(lossesOf(history, row), row * this.objectives);
    this.keys[row] = keyOf(history, row, standing);
    after(row);
  }

  /** Sets a trial on its way at a configuration that the history does not have yet. */
  place(row: number, values: Float64Array): void {
    this.#grow(row + 1);
    this.#coordinates.encode(this.points, row * this.width, values);
    this.standing[row] = STANDING.pending;
  }

  /** Order of two finished trials of a study with one objective: better first, earlier first among equals. */
  compare(a: number, b: number): number {
    return (
      this.standing[a]! - this.standing[b]! ||
      this.keys[a]! - this.keys[b]! ||
      byLoss(this.losses[a * this.objectives]!, this.losses[b * this.objectives]!) ||
      a - b
    );
  }

  #samePoint(row: number): boolean {
    const from = row * this.width;
    return this.#fresh.every((value, i) => Object.is(value, this.points[from + i]));
  }

  #grow(rows: number): void {
    this.size = Math.max(this.size, rows);
    this.standing = grown(this.standing, rows);
    this.points = grown(this.points, rows * this.width);
    this.losses = grown(this.losses, rows * this.objectives);
    this.keys = grown(this.keys, rows);
  }
}
