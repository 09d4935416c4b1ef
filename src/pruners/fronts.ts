/** How a vector would stand among those of `Fronts`. */
export interface Standing {
  /** Vectors in better fronts. */
  readonly before: number;
  /** Vectors that would share its front. */
  readonly peers: readonly Float64Array[];
}

/**
 * Vectors of losses sorted into non-dominated fronts as they come: front 0 is dominated by none, front 1 by front 0 alone, and
 * so on. Equal vectors share a front.
 *
 * Cost of an insertion O(n · objectives) as a rule.
 * Source: Li et al. 2017, "Efficient nondomination level update method for steady-state evolutionary multiobjective optimization".
 */
export class Fronts {
  readonly #fronts: Float64Array[][] = [];

  /** All fronts, best first; within one in no order. */
  get all(): readonly (readonly Float64Array[])[] {
    return this.#fronts;
  }

  /** @param vector no NaN; kept as it is */
  insert(vector: Float64Array): void {
    let coming = [vector];
    for (let level = this.#levelOf(vector); ; level++) {
      const front = this.#fronts[level];
      if (front === undefined) {
        this.#fronts.push(coming);
        return;
      }
      const leaving = takeDominated(front, coming);
      if (front.length === 0) {
        this.#fronts.splice(level, 1, coming, leaving); // the whole front steps back, and with it all behind
        return;
      }
      front.push(...coming);
      if (leaving.length === 0) return;
      coming = leaving;
    }
  }

  /** Where a vector without NaN would stand if it joined. */
  standing(vector: Float64Array): Standing {
    const level = this.#levelOf(vector);
    let before = 0;
    for (let i = 0; i < level; i++) before += this.#fronts[i]!.length;
    return { before, peers: (this.#fronts[level] ?? []).filter((other) => !dominates(vector, other)) };
  }

  /** The first front that does not dominate the vector. A front that does not is followed by none that does. */
  #levelOf(vector: Float64Array): number {
    let [low, high] = [0, this.#fronts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#fronts[middle]!.some((other) => dominates(other, vector))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Takes out of a front what any of these vectors dominates. */
function takeDominated(front: Float64Array[], by: readonly Float64Array[]): Float64Array[] {
  const least = by[0]!.slice(); // what this does not dominate, none of them does
  for (const one of by) for (let j = 0; j < least.length; j++) if (one[j]! < least[j]!) least[j] = one[j]!;
  const taken: Float64Array[] = [];
  let kept = 0;
  for (const old of front)
    if (dominates(least, old) && (by.length === 1 || by.some((one) => dominates(one, old)))) taken.push(old);
    else front[kept++] = old;
  front.length = kept;
  return taken;
}

function dominates(a: Float64Array, b: Float64Array): boolean {
  let isBetter = false;
  for (let j = 0; j < a.length; j++) {
    if (a[j]! > b[j]!) return false;
    if (a[j]! < b[j]!) isBetter = true;
  }
  return isBetter;
}
