import { grown } from '../../math/growing.ts';
import type { Axis } from '../../models/mixture/axis.ts';
import { Mixture, type MixtureOptions } from '../../models/mixture/mixture.ts';
import type { MixtureParts } from '../../models/mixture/parts.ts';
import { RowList } from '../../models/mixture/row-list.ts';
import { STANDING } from '../standing.ts';
import type { BestOf } from './best.ts';
import type { Ledger } from './ledger.ts';

/** How a population is split, and its two mixtures made. */
export interface PopulationOptions {
  /** How many of n finished trials are good ones, at most n. */
  readonly good: (finished: number) => number;
  readonly below: MixtureOptions;
  readonly above: MixtureOptions;
}

/** Code of a population that is loaded apart. */
export interface PopulationParts {
  readonly mixture: MixtureParts;
  readonly bestOf: (ledger: Ledger) => BestOf;
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
  readonly #bestOf: BestOf;
  /** Finished trials, best first; by number where there are several objectives. */
  readonly #ranked: RowList;
  #good = new Set<number>();
  /** All trials that are not good, and those of them that have a kernel. */
  readonly #bad = new RowList();
  #shown = new Uint8Array(64);
  #changed = false;

  constructor(ledger: Ledger, axes: readonly Axis[], options: PopulationOptions, parts: PopulationParts) {
    this.#ledger = ledger;
    this.#options = options;
    this.#bestOf = parts.bestOf(ledger);
    this.#ranked = ledger.objectives > 1 ? new RowList() : new Ranking(ledger);
    this.below = new Mixture(axes, options.below, parts.mixture);
    this.above = new Mixture(axes, options.above, parts.mixture);
  }

  /** Trials with a rank. */
  get finished(): number {
    return this.#ranked.count;
  }

  /** How many of them are good ones. */
  get good(): number {
    return this.#good.size;
  }

  /** The ranked trials, best first (one objective): whole ones before stopped ones. */
  get ranked(): Int32Array {
    return this.#ranked.rows;
  }

  /** So many of the best trials; with one objective best first, stopped ones among whole ones. */
  best(most: number): ArrayLike<number> & Iterable<number> {
    return this.#bestOf(this.#ranked.rows, most);
  }

  /** Takes a trial in; its standing and point are the ledger's. */
  add(row: number): void {
    this.#bad.add(row);
    this.#shown = grown(this.#shown, row + 1);
    this.#changed = true;
    if (isRanked(this.#ledger.standing[row]!)) this.#ranked.add(row);
  }

  /** Takes a trial out; call it before the ledger changes. */
  remove(row: number): void {
    if (this.#good.delete(row)) this.below.remove(row);
    else {
      this.#bad.remove(row);
      this.#show(row, false);
    }
    this.#changed = true;
    if (isRanked(this.#ledger.standing[row]!)) this.#ranked.remove(row);
  }

  /** Brings split and mixtures up to date. */
  prepare(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const good = new Set(this.best(this.#options.good(this.finished)));
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
    if ((this.#shown[row] === 1) === wanted) return;
    this.#shown[row] = wanted ? 1 : 0;
    if (wanted) this.above.add(row, this.#ledger.points, row * this.#ledger.width);
    else this.above.remove(row);
  }
}

/** Best first. */
class Ranking extends RowList {
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    super();
    this.#ledger = ledger;
  }

  protected override isBefore(a: number, b: number): boolean {
    return this.#ledger.compare(a, b) < 0;
  }
}

/** Has a trial of this standing an end that says how good it is? */
export function isRanked(standing: number): boolean {
  return standing >= STANDING.complete && standing <= STANDING.infeasible;
}
