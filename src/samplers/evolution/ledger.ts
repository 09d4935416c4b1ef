import type { Json } from '../../history/record.ts';
import type { HistoryView, ParamColumn } from '../../history/view.ts';
import { grown } from '../../math/growing.ts';
import { nodeValues, type SearchSpace } from '../../space/nodes.ts';
import { byLoss, keyOf, lossesOf, STANDING, standingOf } from '../standing.ts';

/**
 * How good each trial is: feasible before pruned before infeasible before failed; pruned ones by how far they got, infeasible
 * ones by how far they miss. Rows are trial numbers. Configurations are read from the history when they are wanted.
 */
export class Ledger {
  readonly space: SearchSpace;
  readonly objectives: number;
  /** Rows known, with gaps of standing `none`. */
  size = 0;
  /** Shape (≥ size). */
  standing = new Uint8Array(64);
  #history: HistoryView | null = null;
  readonly #isConditional: boolean;
  #columns: readonly (ParamColumn | undefined)[] | null = null;
  #columnsOf: HistoryView['columns'] | null = null;
  #columnCount = 0;

  constructor(space: SearchSpace, objectives: number) {
    this.space = space;
    this.#isConditional = space.nodes.some(({ when }) => when.length > 0);
    this.objectives = objectives;
  }

  /** Takes in the present state of a trial and answers its standing. */
  take(history: HistoryView, row: number): number {
    this.#history = history;
    this.size = Math.max(this.size, row + 1);
    this.standing = grown(this.standing, row + 1);
    let standing = standingOf(history, row);
    if (standing !== STANDING.none && !this.#hasConfiguration(row)) standing = STANDING.none;
    this.standing[row] = standing;
    return standing;
  }

  /** Has the trial reached an end? */
  isFinished(row: number): boolean {
    return this.standing[row]! > STANDING.pending;
  }

  /** A trial's configuration: values by node, NaN = inactive, or outside the space as it is now. */
  valuesOf(row: number): Float64Array {
    const columns = this.#columnsNow();
    if (this.#isConditional) return nodeValues(this.space, (name) => this.#history!.columns.get(name)?.values[row]);
    const values = new Float64Array(columns.length);
    for (let i = 0; i < values.length; i++) values[i] = columns[i]?.values[row] ?? Number.NaN;
    return values;
  }

  /** The history's column of each node; looked up anew when there is another one. */
  #columnsNow(): readonly (ParamColumn | undefined)[] {
    const { columns } = this.#history!;
    if (this.#columns === null || this.#columnsOf !== columns || this.#columnCount !== columns.size) {
      this.#columns = this.space.nodes.map(({ name }) => columns.get(name));
      this.#columnsOf = columns;
      this.#columnCount = columns.size;
    }
    return this.#columns;
  }

  /** A trial's losses; a view. */
  lossesOf(row: number): Float64Array {
    return lossesOf(this.#history!, row);
  }

  /** What was noted with a trial's proposal; null = nothing. */
  notesOf(row: number): Readonly<Record<string, Json>> | null {
    return this.#history!.notes(row);
  }

  /** Is the trial one of those that are compared by their losses alone: feasible, complete, and with numbers? */
  isComparable(row: number): boolean {
    if (this.standing[row] !== STANDING.complete) return false;
    const { losses } = this.#history!;
    for (let at = row * this.objectives; at < (row + 1) * this.objectives; at++)
      if (Number.isNaN(losses[at]!)) return false;
    return true;
  }

  /** Order of two finished trials by the first objective: better first, earlier first among equals. */
  compare(a: number, b: number): number {
    const { losses } = this.#history!;
    return this.compareRanks(a, b) || byLoss(losses[a * this.objectives]!, losses[b * this.objectives]!) || a - b;
  }

  /** Order of two finished trials by everything but their losses. */
  compareRanks(a: number, b: number): number {
    return this.standing[a]! - this.standing[b]! || this.#key(a) - this.#key(b);
  }

  #key(row: number): number {
    return keyOf(this.#history!, row, this.standing[row]!);
  }

  /** Parameters come all at once: the first node is always active. */
  #hasConfiguration(row: number): boolean {
    const value = this.#columnsNow()[0]?.values[row];
    return value !== undefined && !Number.isNaN(value);
  }
}
