import { type Knob, unitsOf } from './evidence.ts';
import { Regression } from './regression.ts';

/** Choices tried less often than this tell nothing. */
const FEW = 3;

/** Questions with more columns than this would take long. */
export const MOST_COLUMNS = 150;

/** The columns of one knob, by their places in the regression. */
export interface Term {
  readonly knob: Knob;
  /** How others are explained by it: a line and a bow, or one column a choice. */
  readonly main: readonly number[];
  /** Finer shapes of its own. */
  readonly finer: readonly number[];
  /** Variance of each `main` column, were all its values tried equally often. */
  readonly uniform: readonly number[];
}

/** Parameters as columns that explain results: each alone, and in pairs with those that matter most. */
export class Terms {
  readonly terms: readonly Term[];
  readonly #data: Float64Array[] = [];
  readonly #extra: number[] = [];

  constructor(knobs: readonly Knob[], rows: Int32Array) {
    this.terms = knobs.map((knob) =>
      knob.distribution.kind === 'categorical' ? this.#choices(knob, rows) : this.#shapes(knob, rows),
    );
  }

  /** Columns that any parameter's question takes into account: all `main` ones and what `note` has added. */
  known(without?: Term): number[] {
    return [...this.terms.flatMap((term) => (term === without ? [] : term.main)), ...this.#extra];
  }

  /** A further column that every question takes into account. */
  note(column: Float64Array): void {
    this.#extra.push(this.#push(column));
  }

  /** A column for one question; answers its place. */
  place(column: Float64Array): number {
    return this.#push(column);
  }

  /** Adds the products of two parameters' first columns; answers their places. */
  pair(a: Term, b: Term): number[] {
    const made: number[] = [];
    const [x, z] = [first(a), first(b)];
    for (const i of x)
      for (const j of z) made.push(this.#push(this.#data[i]!.map((value, r) => value * this.#data[j]![r]!)));
    return made;
  }

  regression(y: Float64Array): Regression {
    return new Regression(this.#data, y);
  }

  #push(column: Float64Array): number {
    this.#data.push(column);
    return this.#data.length - 1;
  }

  /** Legendre's polynomials on [0, 1], 0 where the parameter is inactive. */
  #shapes(knob: Knob, rows: Int32Array): Term {
    const units = unitsOf(knob, rows).map((unit) => 2 * unit - 1);
    const shaped = (shape: (x: number) => number): number =>
      this.#push(units.map((x) => (Number.isNaN(x) ? 0 : shape(x))));
    const main = [shaped((x) => x), shaped((x) => 1.5 * x * x - 0.5)];
    const finer = [shaped((x) => 2.5 * x * x * x - 1.5 * x), shaped((x) => (35 * x * x * x * x - 30 * x * x + 3) / 8)];
    return { knob, main, finer, uniform: [1 / 3, 1 / 5] };
  }

  #choices(knob: Knob, rows: Int32Array): Term {
    const counts = new Map<number, number>();
    for (const row of rows) {
      const value = knob.values[row]!;
      if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const seen = [...counts].filter(([, count]) => count >= FEW).map(([choice]) => choice);
    const active = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const q = 1 / Math.max(2, seen.length);
    const levels = active === rows.length ? seen.slice(1) : seen;
    const main = levels.map((choice) =>
      this.#push(Float64Array.from(rows, (row) => (knob.values[row] === choice ? 1 : 0))),
    );
    return { knob, main, finer: [], uniform: main.map(() => q * (1 - q)) };
  }
}

/** A number's line, or a few choices. */
const first = ({ knob, main }: Term): readonly number[] =>
  knob.distribution.kind === 'categorical' ? main.slice(0, 3) : main.slice(0, 1);
