import { type Delta, everythingIn, type HistoryView } from '../../history/view.ts';
import type { Evidence } from '../evidence.ts';
import type { Features } from '../../space/features.ts';
import type { CostOutput, Thrift } from './costs.ts';
import { constraintOutputs, crashOutput, type Modelled, type Output } from './outputs.ts';
import { type FitNote, Regression } from './regression.ts';
import type { Settings } from './settings.ts';
import type { Transferred } from './transferred.ts';

/** Models of all outputs, and the fits that were made for them. */
export interface Fitted {
  /** Objectives first, then constraints, then crashes where there were some. */
  readonly models: readonly Modelled[];
  /** What trials cost; null where that does not matter. */
  readonly thrift: Thrift | null;
  /** Fits that were due, by name: the trial's notes keep them. */
  readonly fresh: Readonly<Record<string, FitNote>>;
}

/** The surrogate models of a study: a regression for each output, and the newest fits that trials' notes hold. */
export class Surrogates {
  readonly #features: Features;
  readonly #evidence: Evidence;
  readonly #settings: Settings;
  readonly #transferred: Transferred | null;
  /** By name of their fits. */
  readonly #regressions = new Map<string, Regression>();
  /** By name: the newest fit that a trial's notes hold, and that trial. */
  readonly #noted = new Map<string, { readonly row: number; readonly note: FitNote }>();

  constructor(features: Features, evidence: Evidence, settings: Settings, transferred: Transferred | null) {
    this.#features = features;
    this.#evidence = evidence;
    this.#settings = settings;
    this.#transferred = transferred;
  }

  /** Takes in the fits that new notes hold. */
  observe(history: HistoryView, delta: Delta): void {
    if (delta.reset) this.#noted.clear();
    const { rows } = delta.reset ? everythingIn(history) : delta;
    for (const row of rows) {
      const fits = history.notes(row)?.['fits'] as Readonly<Record<string, FitNote>> | undefined;
      if (fits === undefined) continue;
      for (const [name, note] of Object.entries(fits)) {
        const known = this.#noted.get(name);
        if (known === undefined || known.row <= row) this.#noted.set(name, { row, note });
      }
    }
  }

  /**
   * Models conditioned on what is known, valid until the next call.
   *
   * @param awaited configurations whose results are awaited: there the models doubt less, and expect what they expected
   * @param fits those made in this ask, by name; what is made now is added
   * @param cost null where it does not matter
   */
  of(
    objectives: readonly Output[],
    awaited: readonly Float64Array[],
    fits: Map<string, FitNote>,
    cost: CostOutput | null = null,
  ): Fitted {
    const crash = crashOutput(this.#evidence, this.#features);
    const constraints = constraintOutputs(this.#evidence, this.#features);
    const outputs = [...objectives, ...constraints, ...(crash === null ? [] : [crash])];
    const fresh: Record<string, FitNote> = {};
    const fitted = (output: Output): Modelled => {
      const { model, name, note, isFresh } = this.#modelled(output, awaited, fits);
      if (isFresh) {
        fits.set(name, note);
        fresh[name] = note;
      }
      return model;
    };
    const models = outputs.map(fitted);
    return { models, thrift: cost === null ? null : { ...fitted(cost), output: cost }, fresh };
  }

  /** The model of an output, on top of what earlier studies say of it, and the fit it rests on. */
  #modelled(output: Output, awaited: readonly Float64Array[], fits: ReadonlyMap<string, FitNote>) {
    const points = this.#points(output.rows, awaited);
    const mean = this.#transferred?.mean(output, points) ?? null;
    const name = mean === null ? output.key : `${output.key} after earlier studies`;
    const { process, note, isFresh } = this.#regression(name).at(
      points,
      output.rows.length + awaited.length,
      mean === null ? output : mean.rest(output),
      fits.get(name) ?? this.#noted.get(name)?.note ?? null,
      this.#settings,
      this.#transferred?.prior(output.key),
    );
    const form = output.warps.find(({ name: warp }) => warp === note.warp) ?? output.warps[0]!;
    const model: Modelled = { output, process: mean === null ? process : mean.under(process, form.targets), form };
    return { model, name, note, isFresh };
  }

  /** Points of trials and of configurations after them, shape ((rows + awaited) × columns). */
  #points(rows: readonly number[], awaited: readonly Float64Array[]): Float64Array {
    const configurations = [...rows.map((row) => this.#evidence.at(row)), ...awaited];
    const points = new Float64Array(configurations.length * this.#features.layout.columns);
    configurations.forEach((values, i) => this.#features.write(points, i, values));
    return points;
  }

  #regression(name: string): Regression {
    let regression = this.#regressions.get(name);
    if (regression === undefined) this.#regressions.set(name, (regression = new Regression(this.#features.layout)));
    return regression;
  }
}
