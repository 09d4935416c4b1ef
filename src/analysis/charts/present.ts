/**
 * A set of whole numbers below a limit that finds neighbours: words of 32 bits, above them words that say which words hold something.
 * Each call costs O(log₃₂ limit).
 */
export class Present {
  readonly #levels: readonly Uint32Array[];

  /** @param limit numbers are below it */
  constructor(limit: number) {
    const levels: Uint32Array[] = [];
    for (let size = Math.max(1, limit); ; size = Math.ceil(size / 32)) {
      levels.push(new Uint32Array(Math.ceil(size / 32)));
      if (size <= 32) break;
    }
    this.#levels = levels;
  }

  add(number: number): void {
    for (const level of this.#levels) {
      level[number >>> 5]! |= 1 << (number & 31);
      number >>>= 5;
    }
  }

  remove(number: number): void {
    for (const level of this.#levels) {
      level[number >>> 5]! &= ~(1 << (number & 31));
      if (level[number >>> 5] !== 0) return;
      number >>>= 5;
    }
  }

  /** The largest member below a number; −1 = none. */
  before(number: number): number {
    for (let depth = 0; depth < this.#levels.length; depth++, number >>>= 5) {
      const bits = this.#levels[depth]![number >>> 5]! & ((1 << (number & 31)) - 1);
      if (bits === 0) continue;
      let found = (number & ~31) | (31 - Math.clz32(bits));
      for (let d = depth - 1; d >= 0; d--) found = (found << 5) | (31 - Math.clz32(this.#levels[d]![found]!));
      return found;
    }
    return -1;
  }

  /** The least member above a number; −1 = none. */
  after(number: number): number {
    for (let depth = 0; depth < this.#levels.length; depth++, number >>>= 5) {
      const bits = this.#levels[depth]![number >>> 5]! & ~((2 << (number & 31)) - 1);
      if ((number & 31) === 31 || bits === 0) continue;
      let found = (number & ~31) | lowest(bits);
      for (let d = depth - 1; d >= 0; d--) found = (found << 5) | lowest(this.#levels[d]![found]!);
      return found;
    }
    return -1;
  }
}

/** The place of the lowest bit that is set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
