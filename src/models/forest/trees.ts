/** A leaf where a node's column would stand. */
export const LEAF = -1;

/**
 * Nodes of all trees of a forest, in flat arrays; a node is an index.
 *
 * A node's children lie side by side from `first` on: left, right, and where its column had inactive values a third one for
 * these. Left are values ≤ the threshold, or the choices whose bit is set. Every node knows the mean of its rows, so a tree
 * may be read at any depth.
 */
export class Trees {
  /** Node of each tree's root. */
  readonly roots: number[] = [];
  count = 0;
  /** Column that a node splits; `LEAF` for none. */
  column = new Int32Array(256);
  /** Border of a numeric split; for a categorical one, where its bits start in `subsets`. */
  threshold = new Float64Array(256);
  /** First child. */
  first = new Int32Array(256);
  /** Which child inactive values go to: 0, 1 or 2; the larger one where there were none. */
  inactive = new Uint8Array(256);
  /** Mean target of the rows of a node. */
  mean = new Float64Array(256);
  /** Variance of the targets of the rows of a node. */
  variance = new Float64Array(256);
  /** Number of rows of a node. */
  rows = new Int32Array(256);
  /** Bits of categorical splits, 32 choices a word: 1 = left. */
  subsets = new Uint32Array(64);
  words = 0;

  /** Room for `nodes` more; returns the first. */
  add(nodes: number): number {
    const at = this.count;
    this.count += nodes;
    if (this.count > this.column.length) this.#enlarge(2 * this.count);
    return at;
  }

  /** Room for the bits of a split of `choices` choices; returns where they start. */
  addSubset(choices: number): number {
    const at = this.words;
    this.words += (choices + 31) >>> 5;
    if (this.words > this.subsets.length) {
      const larger = new Uint32Array(2 * this.words);
      larger.set(this.subsets);
      this.subsets = larger;
    }
    return at;
  }

  /** Does a choice go left? @param subset where the split's bits start */
  isLeft(subset: number, choice: number): boolean {
    return ((this.subsets[subset + (choice >>> 5)]! >>> (choice & 31)) & 1) === 1;
  }

  #enlarge(length: number): void {
    const copied = <T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.column = copied(this.column, new Int32Array(length));
    this.threshold = copied(this.threshold, new Float64Array(length));
    this.first = copied(this.first, new Int32Array(length));
    this.inactive = copied(this.inactive, new Uint8Array(length));
    this.mean = copied(this.mean, new Float64Array(length));
    this.variance = copied(this.variance, new Float64Array(length));
    this.rows = copied(this.rows, new Int32Array(length));
  }
}
