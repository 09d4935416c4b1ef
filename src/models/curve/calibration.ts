import type { Outlook } from './curve-fit.ts';
import { studentCdf } from './student.ts';

/** What was expected of a finished curve when it was as long as another one is now, and what it ended at. */
export interface Kept {
  readonly row: number;
  readonly outlook: Outlook;
  readonly final: number;
}

/** An outlook corrected by how finished curves ended: centre and scale of a Student distribution. */
export interface Forecast {
  readonly mean: number;
  readonly sd: number;
  /** Degrees of freedom, even. */
  readonly freedom: number;
}

/** How firmly outlooks are believed as they are: as many curves that ended one standard deviation off. */
const TRUST = 2;

/** Least standard deviation of an outlook, as a share of how far final values spread. */
const LEAST = 1e-6;

/**
 * What finished curves, each with its outlook at the same time, say of outlooks: by how many standard deviations they ended off, on
 * average and around that. Wide outlooks that turned out right become narrow ones, and the other way round.
 *
 * Curves of a single point have outlooks without a standard deviation: then what remains is how far others moved from that step to
 * their end.
 *
 * @param kept at least one, in an order that is always the same
 */
export class Calibration {
  readonly #shift: number;
  readonly #stretch: number;
  readonly #least: number;
  readonly #freedom: number;

  constructor(kept: readonly Kept[]) {
    const n = kept.length;
    let centre = 0;
    for (const { final } of kept) centre += final / n;
    let spread = 0;
    for (const { final } of kept) spread += (final - centre) ** 2 / n;
    this.#least = LEAST * Math.sqrt(spread) || Number.MIN_VALUE;
    const off = Float64Array.from(kept, ({ outlook, final }) => (final - outlook.mean) / this.#sd(outlook));
    let sum = 0;
    for (const z of off) sum += z;
    this.#shift = sum / (n + TRUST);
    let squares = TRUST;
    for (const z of off) squares += (z - this.#shift) ** 2;
    this.#stretch = Math.sqrt(squares / (n + TRUST));
    this.#freedom = Math.min(MOST_FREEDOM, Math.max(LEAST_FREEDOM, 2 * Math.floor((n - 1) / 2)));
  }

  /** The outlook of another curve, corrected. */
  forecast(outlook: Outlook): Forecast {
    const sd = this.#sd(outlook);
    return { mean: outlook.mean + this.#shift * sd, sd: this.#stretch * sd, freedom: this.#freedom };
  }

  #sd({ sd }: Outlook): number {
    return sd > this.#least ? sd : this.#least;
  }
}

/** The probability that what is forecast ends below a number. */
export function chanceBelow({ mean, sd, freedom }: Forecast, number: number): number {
  return studentCdf((number - mean) / sd, freedom);
}

const LEAST_FREEDOM = 4;
const MOST_FREEDOM = 30;
