import { logNormalCdf } from '../../math/special.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Seeks } from './target.ts';

/** What is told of a proposal. */
export interface Grounds {
  /** Results that the models rest on. */
  readonly results: number;
  /** The best trial, around which one looks: of the branch, where one is looked into. */
  readonly best: number;
  /** What the model expects at the proposal and at the best trial, on its own scale. */
  readonly mean: number;
  readonly sd: number;
  readonly incumbent: number;
  readonly seeks: Seeks;
  /** Expected improvement in the objective's units; NaN where that has no meaning. */
  readonly gain: number;
  /** The branch that was looked into on purpose, in words; null = none. */
  readonly branch: string | null;
}

/** One sentence: explore or exploit, what is hoped for, which branch. */
export function reasonOf({ results, best, mean, sd, incumbent, seeks, gain, branch }: Grounds): string {
  const chance = Math.round(100 * Math.exp(logNormalCdf((incumbent - mean) / sd)));
  const hope = Number.isNaN(gain)
    ? ''
    : `: ${chance === 0 ? 'less than 1' : chance} % chance to improve${branch === null ? '' : ' there'}, expected gain ${brief(gain)}`;
  const stance =
    branch !== null
      ? `looks into ${branch}`
      : seeks !== 'gain'
        ? SOUGHT[seeks]
        : mean <= incumbent || chance >= 25
          ? `exploits what lies around trial ${best}`
          : 'explores where little is known';
  return `Gaussian process on ${results} results ${stance}${hope}.`;
}

const SOUGHT: Readonly<Record<Exclude<Seeks, 'gain'>, string>> = {
  doubt: 'explores where the best may still lie, beside trials on their way',
  front: 'looks for what extends the Pareto front',
  feasible: 'looks for what meets the constraints',
};

/** The fixed cases of branches in words: `model = tree`. */
export function branchText(space: SearchSpace, fixed: Float64Array): string {
  const parts: string[] = [];
  space.nodes.forEach(({ name, distribution }, node) => {
    if (!Number.isNaN(fixed[node]!) && distribution.kind === 'categorical')
      parts.push(`${name} = ${String(distribution.choices[fixed[node]!])}`);
  });
  return parts.join(', ');
}

function brief(value: number): string {
  return value >= 1e5 || value < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}
