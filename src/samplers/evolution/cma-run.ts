import type { Problem } from '../../history/problem.ts';
import type { Json } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import { repair, satisfies } from '../../space/feasible.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import type { Proposal, SamplerRun } from '../sampler.ts';
import { type CmaAxes, cmaAxes, valueAt } from './cma-axes.ts';
import { cmaRules, type CmaSettings, type CmaState } from './cma-state.ts';
import { Configurations, neverRepeats } from './configurations.ts';
import { Generations } from './generations.ts';
import { Ledger } from './ledger.ts';

/** How often a point that misses the constraints, or was tried where all values are discrete, is drawn anew. */
const ATTEMPTS = 10;
/** Steps are noted to so many parts of a standard deviation. */
const NOTED = 1e4;

/** The run of `cmaEs` on a space. */
export class CmaRun implements SamplerRun {
  readonly #space: SearchSpace;
  readonly #axes: CmaAxes;
  readonly #generations: Generations<CmaState>;
  readonly #neverRepeats: boolean;
  /** Shape (normal axes) each; hold the latest draw. */
  readonly #z: Float64Array;
  readonly #point: Float64Array;
  #history: HistoryView | null = null;

  constructor(problem: Problem, space: SearchSpace, settings: CmaSettings) {
    this.#space = space;
    this.#axes = cmaAxes(space);
    this.#z = new Float64Array(this.#axes.normal.length);
    this.#point = new Float64Array(this.#axes.normal.length);
    this.#neverRepeats = neverRepeats(space);
    const ledger = new Ledger(space, 1);
    this.#generations = new Generations(ledger, cmaRules(space, this.#axes, ledger, problem.seed, settings));
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#generations.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    const { number, state, notes: memory } = this.#generations.current();
    const notes = { ...memory, why: reasonOf(state, number + 1) };
    const taken = new Configurations();
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const { values, steps } = this.#draw(state, stream, taken);
      if (!this.#neverRepeats) taken.add(values);
      return { params: namedValues(this.#space, values), notes: steps.length === 0 ? notes : { ...notes, steps } };
    });
  }

  suggest(_: number, name: string, distribution: Distribution, random: Random): number {
    return fromUnit(distribution, random.fork(name).uniform());
  }

  #draw(state: CmaState, stream: Random, taken: Configurations): Drawn {
    let drawn = this.#drawOnce(state, stream);
    for (let attempt = 1; attempt < ATTEMPTS && !this.#isWelcome(drawn.values, taken); attempt++)
      drawn = this.#drawOnce(state, stream);
    return { values: repair(this.#space, drawn.values, stream) ?? drawn.values, steps: drawn.steps };
  }

  #isWelcome(values: Float64Array, taken: Configurations): boolean {
    if (!satisfies(this.#space, values)) return false;
    if (this.#neverRepeats) return true;
    const known = this.#history?.find(namedValues(this.#space, values)) ?? null;
    return known === null && !taken.has(values);
  }

  /** A point of the distribution. The steps of discrete coordinates cannot be told from their values: they are noted. */
  #drawOnce({ cma, scales, choices }: CmaState, stream: Random): Drawn {
    const { normal, choices: categorical, fixed } = this.#axes;
    const values = new Float64Array(this.#space.nodes.length);
    const steps: number[] = [];
    if (cma !== null) {
      const z = this.#z;
      const point = this.#point;
      for (let i = 0; i < z.length; i++) z[i] = stream.normal();
      cma.sample(point, z);
      normal.forEach((axis, i) => {
        if (axis.edges !== null) {
          const step = Math.round(((point[i]! - cma.mean[i]!) / cma.deviation(i)) * NOTED) / NOTED;
          steps.push(step);
          point[i] = cma.mean[i]! + scales[i]! * (step * cma.deviation(i));
        }
        values[axis.node] = valueAt(axis, point[i]!);
      });
    }
    categorical.forEach((node, p) => {
      values[node] = choices!.choiceAt(p, stream.uniform());
    });
    for (const [node, value] of fixed) values[node] = value;
    return { values, steps };
  }
}

/** The generation and the step, which is how far the search still looks. */
function reasonOf({ cma, past }: CmaState, generation: number): string {
  const run = past.length === 0 ? '' : ` in run ${past.length + 1}`;
  const step = cma === null ? '' : `, with step ${Number(cma.sigma.toPrecision(2))}`;
  return `CMA-ES draws generation ${generation}${run} from where good ones were${step}.`;
}

interface Drawn {
  readonly values: Float64Array;
  readonly steps: readonly Json[];
}
