import type { Problem } from '../../history/problem.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import { describe, type Distribution } from '../../space/distribution.ts';
import { UNCONSTRAINED } from '../../space/feasibility.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import { drawCandidates, Pool, type Scene } from './candidates.ts';
import { Coordinates } from './coordinates.ts';
import { STANDING } from '../standing.ts';
import type { AtStart } from './at-start.ts';
import { Ledger } from './ledger.ts';
import type { Settings } from './options.ts';
import { Population, type PopulationParts } from './population.ts';

/** One model a name, for parameters that appear while a trial runs (define-by-run). */
export class Independent {
  readonly #problem: Problem;
  readonly #settings: Settings;
  readonly #parts: PopulationParts & Pick<AtStart, 'startValue'>;
  readonly #models = new Map<string, OneName>();
  #history: HistoryView | null = null;

  constructor(problem: Problem, chosen: Settings, parts: PopulationParts & Pick<AtStart, 'startValue'>) {
    this.#problem = problem;
    this.#settings = chosen;
    this.#parts = parts;
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    if (delta.reset) this.#models.clear();
    for (const model of this.#models.values()) for (const row of delta.rows) model.take(history, row);
  }

  suggest(trial: number, name: string, distribution: Distribution, random: Random): number {
    const model = this.#model(name, distribution);
    return model.finished < this.#settings.startup
      ? this.#parts.startValue(trial, name, distribution, this.#problem.seed)
      : model.propose(random);
  }

  /** Bounds may change from trial to trial; each form of a parameter has a model of its own, over the same trials. */
  #model(name: string, distribution: Distribution): OneName {
    const key = `${name}\n${describe(distribution)}`;
    let model = this.#models.get(key);
    if (model === undefined) {
      model = new OneName(name, distribution, this.#problem.objectives.length, this.#settings, this.#parts);
      this.#models.set(key, model);
      const history = this.#history;
      if (history !== null) for (let row = 0; row < history.size; row++) model.take(history, row);
    }
    return model;
  }
}

/** The one-dimensional model of a name. */
class OneName {
  readonly #coordinates: Coordinates;
  readonly #ledger: Ledger;
  readonly #population: Population;
  readonly #candidates: number;

  constructor(name: string, distribution: Distribution, objectives: number, chosen: Settings, parts: PopulationParts) {
    this.#coordinates = new Coordinates(single(name, distribution));
    this.#ledger = new Ledger(this.#coordinates, objectives);
    this.#candidates = chosen.candidates;
    const good = objectives > 1 ? chosen.goodOfSeveral : chosen.good;
    const { below, above } = chosen;
    this.#population = new Population(this.#ledger, this.#coordinates.axes, { good, below, above }, parts);
  }

  get finished(): number {
    return this.#population.finished;
  }

  take(history: HistoryView, row: number): void {
    const leave = (gone: number): void => {
      if (this.#ledger.standing[gone] !== STANDING.none) this.#population.remove(gone);
    };
    this.#ledger.take(history, row, leave, (come) => this.#population.add(come));
  }

  propose(random: Random): number {
    this.#population.prepare();
    const { below, above } = this.#population;
    const scene: Scene = {
      coordinates: this.#coordinates,
      feasibility: UNCONSTRAINED,
      below,
      above,
      free: [0],
      frame: new Float64Array([Number.NaN]),
    };
    const pool = new Pool(1, this.#candidates);
    drawCandidates(scene, pool, this.#candidates, random);
    return this.#coordinates.decode(pool.at(pool.ranked()[0]!))[0]!;
  }
}

/** A space of one parameter, whatever its name: parts of composites too. */
function single(name: string, distribution: Distribution): SearchSpace {
  const node = { name, distribution, prior: null, when: [] };
  return { shape: {}, groups: [{ name, parameter: distribution, nodes: [0] }], nodes: [node], constraints: [] };
}
