import { VernierError } from '../../errors.ts';
import type { Problem } from '../../history/problem.ts';
import type { Json } from '../../history/record.ts';
import type { Delta, HistoryView } from '../../history/view.ts';
import type { Random } from '../../math/random.ts';
import type { Restarts } from '../../models/evolution/restarts.ts';
import type { Distribution } from '../../space/distribution.ts';
import { fromUnit } from '../../space/encode.ts';
import { repair, satisfies } from '../../space/feasible.ts';
import { namedValues, type SearchSpace } from '../../space/nodes.ts';
import type { Proposal, Sampler, SamplerRun } from '../sampler.ts';
import { type CmaAxes, cmaAxes, valueAt } from './cma-axes.ts';
import { cmaRules, type CmaState } from './cma-state.ts';
import { Generations } from './generations.ts';
import { Ledger } from './ledger.ts';
import { checkDeclared, checkNormal } from './unsupported.ts';

/** Options of `cmaEs`. */
export interface CmaEsOptions {
  /** Trials of a generation; null = 4 + ⌊3 ln d⌋ for d parameters. Default null. */
  readonly population?: number | null;
  /** First step size, as a share of each parameter's range. Default 0.2. */
  readonly sigma?: number;
  /** What to do when a search has converged: start anew with twice the generations (`ipop`), or with small ones in between (`bipop`). Default `ipop`. */
  readonly restarts?: Restarts;
  /** Shorten steps that are more noise than signal: for noisy or very rugged objectives. Default false. */
  readonly adaptRates?: boolean;
}

/**
 * CMA-ES: a normal distribution that learns the shape of the valley; for some hundred trials and more, of numbers mostly.
 *
 * Whole and stepped numbers and ordinals keep a margin of probability for their neighbours (CMA-ES with margin), categories
 * and subsets have chances of their own (CatCMA); above 100 numbers only variances are learned (sep-CMA-ES). Trials that
 * others proposed before give the first distribution (warm start). Any number of workers: whoever asks while a generation is
 * on its way gets another point of the same distribution.
 *
 * Source: Hansen 2016; Hamano et al. 2022 and 2024; Nomura et al. 2021 and 2023; Auger and Hansen 2005.
 *
 * @throws `space-invalid` for options out of range. Its `start`: `space-unsupported` for branches, orderings, without a declared space.
 */
export function cmaEs(options: CmaEsOptions = {}): Sampler {
  const chosen = {
    population: options.population ?? null,
    sigma: options.sigma ?? 0.2,
    restarts: options.restarts ?? 'ipop',
    adaptRates: options.adaptRates ?? false,
  };
  checkOptions(chosen);
  return {
    name: 'cmaEs',
    options: chosen,
    traits: { objectives: 'one', constraints: true, conditional: false, joint: true },
    start(problem) {
      checkDeclared('cmaEs', problem.space);
      checkNormal(problem.space);
      return new CmaRun(problem, problem.space, chosen);
    },
  };
}

function checkOptions({ population, sigma }: Required<CmaEsOptions>): void {
  if (population !== null && !(Number.isInteger(population) && population >= 3))
    throw new VernierError(
      'space-invalid',
      `cmaEs: population is ${population}; expected a whole number of at least 3.`,
      {
        hint: 'Leave it out for the usual size.',
      },
    );
  if (!(sigma > 0 && sigma <= 10))
    throw new VernierError('space-invalid', `cmaEs: sigma is ${sigma}; expected a number above 0, such as 0.2.`, {
      hint: 'It is a share of the range of each parameter.',
    });
}

/** How often a point that misses the constraints, or was tried where all values are discrete, is drawn anew. */
const ATTEMPTS = 10;
/** Steps are noted to so many parts of a standard deviation. */
const NOTED = 1e4;

class CmaRun implements SamplerRun {
  readonly #space: SearchSpace;
  readonly #axes: CmaAxes;
  readonly #generations: Generations<CmaState>;
  readonly #isDiscrete: boolean;
  #history: HistoryView | null = null;

  constructor(problem: Problem, space: SearchSpace, options: Required<CmaEsOptions>) {
    this.#space = space;
    this.#axes = cmaAxes(space);
    this.#isDiscrete = this.#axes.normal.every(({ edges }) => edges !== null);
    const ledger = new Ledger(space, 1);
    this.#generations = new Generations(ledger, cmaRules(space, this.#axes, ledger, problem.seed, options));
  }

  observe(history: HistoryView, delta: Delta): void {
    this.#history = history;
    this.#generations.observe(history, delta);
  }

  propose(trials: readonly number[], random: Random): readonly Proposal[] {
    const { state, notes } = this.#generations.current();
    const taken = new Set<string>();
    return trials.map((trial) => {
      const stream = trials.length === 1 ? random : random.fork(trial);
      const { values, steps } = this.#draw(state, stream, taken);
      if (this.#isDiscrete) taken.add(values.join());
      return { params: namedValues(this.#space, values), notes: steps.length === 0 ? notes : { ...notes, steps } };
    });
  }

  suggest(_: number, name: string, distribution: Distribution, random: Random): number {
    return fromUnit(distribution, random.fork(name).uniform());
  }

  #draw(state: CmaState, stream: Random, taken: ReadonlySet<string>): Drawn {
    let drawn = this.#drawOnce(state, stream);
    for (let attempt = 1; attempt < ATTEMPTS && !this.#isWelcome(drawn.values, taken); attempt++)
      drawn = this.#drawOnce(state, stream);
    return { values: repair(this.#space, drawn.values, stream) ?? drawn.values, steps: drawn.steps };
  }

  #isWelcome(values: Float64Array, taken: ReadonlySet<string>): boolean {
    if (!satisfies(this.#space, values)) return false;
    if (!this.#isDiscrete) return true; // where there is a real number, no point comes twice
    return !taken.has(values.join()) && this.#history?.find(namedValues(this.#space, values)) == null;
  }

  /** A point of the distribution. The steps of discrete coordinates cannot be told from their values: they are noted. */
  #drawOnce({ cma, scales, choices }: CmaState, stream: Random): Drawn {
    const { normal, choices: categorical, fixed } = this.#axes;
    const values = new Float64Array(this.#space.nodes.length);
    const steps: number[] = [];
    if (cma !== null) {
      const z = Float64Array.from(normal, () => stream.normal());
      const point = new Float64Array(normal.length);
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

interface Drawn {
  readonly values: Float64Array;
  readonly steps: readonly Json[];
}
