import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { describe, type Distribution } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import { spaceOf } from '../../space/space.ts';
import { Coordinates } from './coordinates.ts';
import { drawCandidates, Pool } from './candidates.ts';
import { Ledger, STANDING } from './ledger.ts';
import type { Settings } from './options.ts';
import { Population } from './population.ts';

/** One model a name, for parameters that appear while a trial runs (define-by-run). */
export class Independent {
  readonly #problem: Problem;
  readonly #settings: Settings;
  #models = new Map<string, OneName>();
  #history: HistoryView | null = null;

  constructor(problem: Problem, chosen: Settings) {
    this.#problem = problem;
    this.#settings = chosen;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (delta.reset) this.#models.clear();
    for (const model of this.#models.values()) for (const row of delta.rows) model.take(history, row);
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    const model = this.#model(name, distribution);
    return model.finished < this.#settings.startup
      ? fromUnit(distribution, random.uniform())
      : model.propose(trial, random);
  }

  #model(name: string, distribution: Distribution): OneName {
    const key = `${name}\n${describe(distribution)}`;
    let model = this.#models.get(key);
    if (model === undefined) {
      model = new OneName(name, distribution, this.#problem.objectives.length, this.#settings);
      this.#models.set(key, model);
      const history = this.#history;
      if (history !== null) for (let row = 0; row < history.size; row++) model.take(history, row);
    }
    return model;
  }
}

class OneName {
  readonly #coordinates: Coordinates;
  readonly #ledger: Ledger;
  readonly #population: Population;
  readonly #settings: Settings;

  constructor(name: string, distribution: Distribution, objectives: number, chosen: Settings) {
    void name;
    this.#coordinates = new Coordinates(spaceOf([{ name, parameter: distribution, when: [] }], []));
    this.#ledger = new Ledger(this.#coordinates, objectives);
    this.#settings = chosen;
    const good = objectives > 1 ? chosen.goodOfSeveral : chosen.good;
    this.#population = new Population(this.#ledger, this.#coordinates.axes, {
      good,
      below: chosen.below,
      above: chosen.above,
    });
  }

  get finished(): number {
    return this.#population.finished;
  }

  take(history: HistoryView, row: number): void {
    const { standing } = this.#ledger;
    void standing;
    this.#ledger.take(
      history,
      row,
      (gone) => {
        if (this.#ledger.standing[gone] !== STANDING.none) this.#population.remove(gone);
      },
      (come) => this.#population.add(come),
    );
  }

  propose(_trial: number, random: Random): number {
    this.#population.prepare();
    const pool = new Pool(1, this.#settings.candidates);
    const { below, above } = this.#population;
    drawCandidates(
      { coordinates: this.#coordinates, below, above, free: [0], frame: new Float64Array([Number.NaN]) },
      pool,
      this.#settings.candidates,
      random,
    );
    return this.#coordinates.decode(pool.at(pool.ranked()[0]!))[0]!;
  }
}
