import { index, type Random } from '../../math/random.ts';
import { cardinality } from '../../space/distribution.ts';
import { isActive, type SearchSpace } from '../../space/nodes.ts';
import { type Evidence, STANDING } from '../evidence.ts';
import type { Targets } from './targets.ts';

/** Every so many asks look into a case that is not the best trial's: what looks hopeless may have been unlucky. */
const FLOOR = 7;

/** Trials that every case gets, and more for more parameters, before any is preferred; no more than a third of the budget for all. */
const QUOTA = 4;

/** No case gets fewer trials than this times √(all trials). */
const LEAST = 1;

/** Trials counted on where no budget is known. */
const USUAL_BUDGET = 100;

/** Share of a case's results whose spread says how much better it may get. A small share would trust a few unlucky trials. */
const LOOKED_AT = 2 / 3;

/** One case of one branch. */
interface Case {
  readonly node: number;
  readonly choice: number;
  readonly quota: number;
}

/** Values by node that a search must keep; NaN = free. */
export type Fixed = Float64Array;

/** Which case of which branch an ask has to look into; null = it may look everywhere. */
export class Branches {
  readonly #space: SearchSpace;
  readonly #cases: readonly Case[];

  constructor(space: SearchSpace, budget: number | null) {
    this.#space = space;
    const parents = new Set(space.nodes.flatMap((node) => node.when.map((condition) => condition.node)));
    const choices = [...parents].reduce((sum, node) => sum + cardinality(space.nodes[node]!.distribution), 0);
    const most = (budget ?? USUAL_BUDGET) / (3 * Math.max(1, choices));
    const shared = space.nodes.filter((node) => node.when.length === 0).length - 1;
    this.#cases = [...parents]
      .sort((a, b) => a - b)
      .flatMap((node) =>
        Array.from({ length: cardinality(space.nodes[node]!.distribution) }, (_, choice) => {
          const own = space.nodes.filter(({ when }) =>
            when.some((on) => on.node === node && on.choices.includes(choice)),
          );
          return { node, choice, quota: Math.min(most, QUOTA + own.length / 2 + shared / 2) };
        }),
      );
  }

  /** The case that has fewest trials, if it lacks some, counting trials on their way; `chosen` ones that nobody has been told of too. */
  poorest(evidence: Evidence, chosen: readonly Float64Array[], stream: Random): Fixed | null {
    if (this.#cases.length === 0) return null;
    const { width, size, standing, values } = evidence;
    let all = chosen.length;
    for (let row = 0; row < size; row++) if (standing[row] !== STANDING.none) all++;
    const floor = Math.min(LEAST * Math.sqrt(all), all / (2 * this.#cases.length));
    let least = Number.POSITIVE_INFINITY;
    let poorest: Case | null = null;
    for (const candidate of this.#cases) {
      const { node, choice } = candidate;
      let trials = chosen.filter((other) => other[node] === choice).length;
      for (let row = 0; row < size && trials < least; row++)
        if (standing[row] !== STANDING.none && values[row * width + node] === choice) trials++;
      if (trials >= least || trials >= Math.max(floor, Math.floor(candidate.quota))) continue;
      least = trials;
      poorest = candidate;
    }
    return poorest === null ? null : this.#fixed(poorest, null, stream);
  }

  /** In every seventh ask: another case of one of the branches that the best trial went through. */
  elsewhere(trial: number, best: Float64Array | null, stream: Random): Fixed | null {
    if (best === null || trial % FLOOR !== FLOOR - 1) return null;
    const others = this.#cases.filter(({ node, choice }) => !Number.isNaN(best[node]!) && best[node] !== choice);
    return others.length === 0 ? null : this.#fixed(others[index(stream, others.length)]!, best, stream);
  }

  /**
   * The case of every branch, parents first, whose best possible result is smallest when drawn at random:
   * y₁ − (y_k − y₁) · E / √(n/4), with E exponential, y_i the i-th best of the case's n results and k = ⅔ n. So a case that was
   * unlucky early is tried again, the less often the clearer it lags.
   */
  likely(evidence: Evidence, { rows, values }: Targets, stream: Random): Fixed | null {
    if (this.#cases.length === 0) return null;
    const fixed = new Float64Array(this.#space.nodes.length).fill(Number.NaN);
    for (const node of new Set(this.#cases.map((each) => each.node))) {
      if (!isActive(this.#space, fixed, node)) continue;
      const results = new Map<number, number[]>();
      rows.forEach((row, i) => {
        const choice = evidence.values[row * evidence.width + node]!;
        if (Number.isNaN(choice) || evidence.violations[row]! > 0) return;
        const of = results.get(choice);
        if (of === undefined) results.set(choice, [values[i]!]);
        else of.push(values[i]!);
      });
      let least = Number.POSITIVE_INFINITY;
      for (const [choice, found] of [...results].sort((a, b) => a[0] - b[0])) {
        const draw = achievable(found, stream);
        if (draw >= least) continue;
        least = draw;
        fixed[node] = choice;
      }
      if (results.size === 0) return null;
    }
    return fixed;
  }

  /** A case, and what must hold for it to be active: as in `like` where that agrees. */
  #fixed({ node, choice }: Pick<Case, 'node' | 'choice'>, like: Float64Array | null, stream: Random): Fixed {
    const fixed = new Float64Array(this.#space.nodes.length).fill(Number.NaN);
    fixed[node] = choice;
    for (let i = node; i >= 0; i--) {
      if (Number.isNaN(fixed[i]!)) continue;
      for (const { node: parent, choices } of this.#space.nodes[i]!.when)
        if (Number.isNaN(fixed[parent]!)) {
          const agreed = like !== null && choices.includes(like[parent]!);
          fixed[parent] = agreed ? like[parent]! : choices[index(stream, choices.length)]!;
        }
    }
    return fixed;
  }
}

function achievable(results: number[], stream: Random): number {
  const draw = -Math.log(stream.uniform());
  results.sort((a, b) => a - b);
  const count = results.length;
  const k = Math.min(count, Math.max(3, Math.ceil(LOOKED_AT * count)));
  return results[0]! - ((results[k - 1]! - results[0]!) * draw) / Math.sqrt(count / 4);
}
