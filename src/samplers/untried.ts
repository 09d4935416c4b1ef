import type { Delta, HistoryView } from '../history/view.ts';
import type { Feasibility } from '../space/feasibility.ts';
import type { SearchSpace } from '../space/nodes.ts';
import { type Points, pointsOf } from '../space/points.ts';
import { isNew } from './is-new.ts';

/** Configurations of the largest space that is listed. */
const LISTABLE = 65_536;

/**
 * The configurations that no trial has, of a space so small that they can be listed: near its end a sampler had better choose
 * among those than draw again and again what was tried.
 */
export class Untried {
  readonly #space: SearchSpace;
  readonly #listed: Listed;
  /** Indices of those that were new at the last look; null = all are to be looked at again. */
  #left: Int32Array | null = null;

  private constructor(space: SearchSpace, listed: Listed) {
    this.#space = space;
    this.#listed = listed;
  }

  /** Those of a space; null where that is too large. */
  static of(space: SearchSpace, satisfies: Feasibility['satisfies']): Untried | null {
    const listed = listedOf(space, satisfies);
    return listed === null ? null : new Untried(space, listed);
  }

  /** Hears of trials that were taken back. */
  observe(history: HistoryView, { rows, reset }: Delta): void {
    if (reset || rows.some((row) => history.state(row) === 'removed')) this.#left = null;
  }

  /** How many there are; null for more than `most`. */
  count(history: HistoryView, most: number): number | null {
    const { indices } = this.#listed;
    if (indices.length - history.size > most) return null; // a trial tries one
    const left = (this.#left ?? indices).filter((index) =>
      isNew(this.#space, this.#listed.points.valuesAt(index), history),
    );
    this.#left = left;
    return left.length > most ? null : left.length;
  }

  /** All of them, values by node, in the order of the space; null where there are more than `most`. */
  atMost(history: HistoryView, most: number): Float64Array[] | null {
    return this.count(history, most) === null
      ? null
      : Array.from(this.#left!, (index) => this.#listed.points.valuesAt(index));
  }
}

/** The points of a space, and the indices of those that meet its constraints. */
interface Listed {
  readonly points: Points;
  readonly indices: Int32Array;
}

/** By space: a pure function of it. */
const LISTED = new WeakMap<SearchSpace, { readonly listed: Listed | null }>();

function listedOf(space: SearchSpace, satisfies: Feasibility['satisfies']): Listed | null {
  const known = LISTED.get(space);
  if (known !== undefined) return known.listed;
  const points = pointsOf(space);
  const listed =
    points.size > LISTABLE
      ? null
      : {
          points,
          indices: Int32Array.from({ length: points.size }, (_, i) => i).filter((i) =>
            satisfies(space, points.valuesAt(i)),
          ),
        };
  LISTED.set(space, { listed });
  return listed;
}
