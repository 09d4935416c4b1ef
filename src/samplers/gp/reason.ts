import type { Seeks } from './target.ts';

/** What is told of a proposal. */
export interface Grounds {
  /** Results that the models rest on. */
  readonly results: number;
  /** The best trial, around which one looks: of the branch, where one is looked into. */
  readonly best: number;
  /** Does the model expect more of the proposal than of the best trial? */
  readonly isBetter: boolean;
  /** That its result is the best one so far, noise included: 0 to 1. */
  readonly chance: number;
  readonly seeks: Seeks;
  /** Expected improvement in the objective's units; NaN where that has no meaning. */
  readonly gain: number;
  /** The branch that was looked into on purpose, in words; null = none. */
  readonly branch: string | null;
}

/** One sentence: explore or exploit, what is hoped for, which branch. */
export function reasonOf({ results, best, isBetter, chance, seeks, gain, branch }: Grounds): string {
  const percent = Math.round(100 * chance);
  const hope = Number.isNaN(gain)
    ? ''
    : `: ${percent === 0 ? 'less than 1' : percent} % chance to improve${branch === null ? '' : ' there'}, expected gain ${brief(gain)}`;
  const stance =
    branch !== null
      ? `looks into ${branch}`
      : seeks !== 'gain'
        ? SOUGHT[seeks]
        : isBetter || percent >= 25
          ? `exploits what lies around trial ${best}`
          : 'explores where little is known';
  return `Gaussian process on ${results} results ${stance}${hope}.`;
}

const SOUGHT: Readonly<Record<Exclude<Seeks, 'gain'>, string>> = {
  doubt: 'explores where the best may still lie, beside trials on their way',
  front: 'looks for what extends the Pareto front',
  feasible: 'looks for what meets the constraints',
};

function brief(value: number): string {
  return value >= 1e5 || value < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}
