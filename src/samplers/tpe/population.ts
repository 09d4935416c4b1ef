import { Mixture, type MixtureOptions } from '../../models/mixture/mixture.ts';
import type { Axis } from '../../models/mixture/axis.ts';
import { type Ledger, STANDING } from './ledger.ts';
import { RowList } from './row-list.ts';
import { bestOfSeveral } from './split.ts';

/** How a population is split, and its two mixtures made. */
export interface PopulationOptions {
  /** How many of n finished trials are good ones. */
  readonly good: (finished: number) => number;
  readonly below: MixtureOptions;
  readonly above: MixtureOptions;
}

/** Bad trials are thinned out beyond this many … */
const MOST = 4000;
/** … but never the newest ones. */
const NEWEST = 1000;

/**
 * Some of a study's trials, split into the good ones and the rest, each with its mixture.
 *
 * A tell moves at most a few rows between the two. Trials on their way count as bad, so that parallel workers do not crowd
 * ("constant liar"); failed ones too, so that regions that fail are left. Of thousands of bad trials, old ones are thinned out
 * evenly in time, each that stays standing for several.
 */
export class Population {
  readonly below: Mixture;
  readonly above: Mixture;
  readonly #ledger: Ledger;
  readonly #options: PopulationOptions;
  /** Finished trials, best first; by number where there are several objectives. */
  #ranked = new Int32Array(64);
  #finished = 0;
  #good = new Set<number>();
  /** All trials that are not good, and those of them that have a kernel. */
  readonly #bad = new RowList();
  #shown = new Uint8Array(64);
  #changed = false;

  constructor(ledger: Ledger, axes: readonly Axis[], options: PopulationOptions) {
    this.#ledger = ledger;
    this.#options = options;
    this.below = new Mixture(axes, options.below);
    this.above = new Mixture(axes, options.above);
  }

  /** Trials with a rank. */
  get finished(): number {
    return this.#finished;
  }

  /** The ranked trials, best first (one objective). */
  get ranked(): Int32Array {
    return this.#ranked.subarray(0, this.#finished);
  }

  /** Takes a trial in; its standing and point are the ledger's. */
  add(row: number): void {
    this.#bad.add(row);
    this.#changed = true;
    if (!isRanked(this.#ledger.standing[row]!)) return;
    if (this.#finished === this.#ranked.length) {
      const more = new Int32Array(2 * this.#ranked.length);
      more.set(this.#ranked);
      this.#ranked = more;
    }
    const at = this.#placeOf(row);
    this.#ranked.copyWithin(at + 1, at, this.#finished);
    this.#ranked[at] = row;
    this.#finished++;
  }

  /** Takes a trial out; call it before the ledger changes. */
  remove(row: number): void {
    if (this.#good.delete(row)) this.below.remove(row);
    else {
      this.#bad.remove(row);
      this.#show(row, false);
    }
    this.#changed = true;
    if (!isRanked(this.#ledger.standing[row]!)) return;
    const at = this.#placeOf(row);
    this.#ranked.copyWithin(at, at + 1, this.#finished);
    this.#finished--;
  }

  /** Brings split and mixtures up to date. */
  prepare(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const count = Math.min(this.#finished, this.#options.good(this.#finished));
    const chosen =
      this.#ledger.objectives === 1 ? this.ranked.subarray(0, count) : bestOfSeveral(this.#ledger, this.ranked, count);
    const good = new Set(chosen);
    for (const row of this.#good) {
      if (good.has(row)) continue;
      this.below.remove(row);
      this.#bad.add(row);
    }
    for (const row of good) {
      if (this.#good.has(row)) continue;
      this.#bad.remove(row);
      this.#show(row, false);
      this.below.add(row, this.#ledger.points, row * this.#ledger.width);
    }
    this.#good = good;
    this.below.prepare();
    this.above.prepare(this.#thin(), NEWEST);
  }

  /** Gives kernels to the bad trials that are to have one; answers how many each old one stands for. */
  #thin(): number {
    const { rows, count } = this.#bad;
    let stride = 1;
    if (count > MOST) while ((count - NEWEST) / stride > MOST / 2) stride *= 2;
    for (let i = 0; i < count; i++) this.#show(rows[i]!, i >= count - NEWEST || rows[i]! % stride === 0);
    return stride;
  }

  #show(row: number, wanted: boolean): void {
    if (row >= this.#shown.length) {
      const more = new Uint8Array(2 * (row + 1));
      more.set(this.#shown);
      this.#shown = more;
    }
    if ((this.#shown[row] === 1) === wanted) return;
    this.#shown[row] = wanted ? 1 : 0;
    if (wanted) this.above.add(row, this.#ledger.points, row * this.#ledger.width);
    else this.above.remove(row);
  }

  #placeOf(row: number): number {
    const several = this.#ledger.objectives > 1;
    let low = 0;
    let high = this.#finished;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#ranked[middle]!;
      if ((several ? other - row : this.#ledger.compare(other, row)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Has a trial of this standing an end that says how good it is? */
export function isRanked(standing: number): boolean {
  return standing === STANDING.complete || standing === STANDING.pruned || standing === STANDING.infeasible;
}
