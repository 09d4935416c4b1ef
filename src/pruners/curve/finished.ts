import { Calibration, chanceBelow, type Forecast, type Kept } from '../../models/curve/calibration.ts';
import type { Outlook } from '../../models/curve/curve-fit.ts';
import { SortedNumbers } from '../../math/sorted.ts';
import { slotOf, type Trace } from './timeline.ts';

/** What is believed of how a trial will end. */
export interface Belief {
  readonly forecast: Forecast;
  /** The best final value of finished trials. */
  readonly incumbent: number;
  /** The probability that the trial ends below it. */
  readonly chance: number;
}

/** The finished curves of a study: what they ended at, and how far off outlooks were at each time. */
export class Finished {
  readonly #traces = new Map<number, Trace>();
  readonly #finals = new SortedNumbers();
  /** By slot: rows ascending, so that sums over them are the same whatever order they finished in. */
  readonly #slots = new Map<number, { readonly kept: Kept[]; calibration: Calibration | null }>();

  /** Grows with every change: what was believed before is to be asked for anew. */
  version = 0;

  /** How many there are. */
  get size(): number {
    return this.#traces.size;
  }

  /** What a row's curve came to; NaN where it is not there. */
  final(row: number): number {
    return this.#traces.get(row)?.final ?? Number.NaN;
  }

  /** Takes a row's curve in, in place of what was known of it. */
  set(row: number, trace: Trace): void {
    this.delete(row);
    this.version++;
    this.#traces.set(row, trace);
    this.#finals.insert(trace.final);
    trace.slots.forEach((at, i) => {
      let slot = this.#slots.get(at);
      if (slot === undefined) this.#slots.set(at, (slot = { kept: [], calibration: null }));
      const before = slot.kept.findLastIndex((other) => other.row < row);
      slot.kept.splice(before + 1, 0, { row, outlook: trace.outlooks[i]!, final: trace.final });
      slot.calibration = null;
    });
  }

  /** Takes a row's curve out, if it is there. */
  delete(row: number): void {
    const trace = this.#traces.get(row);
    if (trace === undefined) return;
    this.version++;
    this.#traces.delete(row);
    this.#finals.remove(trace.final);
    for (const at of trace.slots) {
      const slot = this.#slots.get(at)!;
      slot.kept.splice(
        slot.kept.findIndex((other) => other.row === row),
        1,
      );
      slot.calibration = null;
    }
  }

  /**
   * What to believe of a trial that has come to a time. Where few curves have reports there, those of the time before it serve, at which
   * less was known.
   *
   * @param least how many finished curves it takes
   * @returns null where there are fewer, or where nothing can be said.
   */
  belief(time: number, outlook: Outlook, least: number): Belief | null {
    if (this.size < least || !Number.isFinite(outlook.sd)) return null;
    const calibration = this.#calibrationAt(slotOf(time), least);
    if (calibration === null) return null;
    const forecast = calibration.forecast(outlook);
    const incumbent = this.#finals.at(0);
    const chance = chanceBelow(forecast, incumbent);
    return Number.isNaN(chance) ? null : { forecast, incumbent, chance };
  }

  #calibrationAt(from: number, least: number): Calibration | null {
    for (let at = from; at > 0; at--) {
      const slot = this.#slots.get(at);
      if (slot !== undefined && slot.kept.length >= least) return (slot.calibration ??= new Calibration(slot.kept));
    }
    return null;
  }
}
