import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import { pooled, type Told } from '../../models/curve/neighbours.ts';
import { isInfeasible } from '../pruner.ts';
import type { Curves } from './curves.ts';
import type { Belief } from './finished.ts';
import { type Ending, Surrogate } from './surrogate.ts';

/**
 * What is believed of the end of each run by its own curve and by its configuration: how runs with others ended, or are expected to.
 *
 * Where the space is not declared, or too few runs are complete, the curve alone counts.
 */
export class Prospects {
  readonly #curves: Curves;
  readonly #surrogate: Surrogate | null;
  /** Rows of feasible runs that are over for now: complete, paused or stopped. */
  readonly #over = new Set<number>();
  #history: HistoryView | null = null;
  /** By row, as far as asked; null = to be made anew. */
  #told: Map<number, Told | null> | null = null;
  /** Grows with every change of what beliefs rest on beside the curves. */
  version = 0;

  constructor({ space }: Problem, curves: Curves) {
    this.#curves = curves;
    this.#surrogate = space === null || space.nodes.length === 0 ? null : new Surrogate(space);
  }

  /** Takes in what is new, after the curves have. */
  observe(history: HistoryView, { rows, reset }: Delta): void {
    this.#history = history;
    if (reset) this.#over.clear();
    let isChanged = reset;
    for (const row of reset ? Array.from({ length: history.size }, (_, i) => i) : rows) {
      const state = history.state(row);
      const isOver = (state === 'complete' || state === 'paused' || state === 'pruned') && !isInfeasible(history, row);
      isChanged ||= isOver || this.#over.has(row);
      if (isOver) this.#over.add(row);
      else this.#over.delete(row);
    }
    if (!isChanged) return;
    this.#told = null;
    this.version++;
  }

  /** What to believe of a trial's end; null while nothing can be said. */
  belief(row: number): Belief | null {
    const own = this.#curves.belief(row);
    const told = own === null ? null : this.#toldOf(row);
    if (own === null || told === null) return own;
    const { forecast, chance } = pooled(own.forecast, told, own.incumbent);
    return Number.isNaN(chance) ? own : { forecast, incumbent: own.incumbent, chance };
  }

  #toldOf(row: number): Told | null {
    const [history, surrogate] = [this.#history, this.#surrogate];
    if (surrogate === null || history === null) return null;
    let told = this.#told;
    if (told === null) {
      surrogate.condition(history, this.#endings(history));
      this.#told = told = new Map();
      const paused = [...this.#over].filter((each) => history.state(each) === 'paused');
      surrogate.told(history, paused).forEach((each, i) => told!.set(paused[i]!, each));
    }
    if (!told.has(row)) told.set(row, surrogate.told(history, [row])[0]!);
    return told.get(row)!;
  }

  #endings(history: HistoryView): readonly Ending[] {
    const rows = [...this.#over].sort((a, b) => a - b);
    return rows.flatMap((row): Ending[] => {
      const { mean, sd } =
        history.state(row) === 'complete'
          ? { mean: this.#curves.final(row), sd: 0 }
          : (this.#curves.belief(row)?.forecast ?? { mean: Number.NaN, sd: Number.NaN });
      return Number.isFinite(mean) && Number.isFinite(sd) ? [{ row, mean, sd }] : [];
    });
  }
}
