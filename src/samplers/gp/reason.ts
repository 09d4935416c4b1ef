import type { Seeks } from './target.ts';

/** What is told of a proposal. */
export interface Grounds {
  /** Results that the models rest on. */
  readonly results: number;
  /** Are they all equal, so that the models know nothing? */
  readonly areEqual: boolean;
  /** The best trial, around which one looks: of the branch, where one is looked into. */
  readonly best: number;
  /** Does the model expect about as much of the proposal as of the best trial, or more? Else it is tried for what is not known of it. */
  readonly isExpected: boolean;
  /** That its result is the best one so far, noise, constraints and crashes included: 0 to 1; NaN = not known. */
  readonly chance: number;
  readonly seeks: Seeks;
  /** Expected improvement in the objective's units, of two objectives that of hypervolume; NaN = none to speak of, or not known. */
  readonly gain: number;
  /** Chance that it meets the outcome constraints; NaN where there are none. */
  readonly feasible: number;
  /** The branch that was looked into on purpose, in words; null = none. */
  readonly branch: string | null;
  /** Did it fail before, by accident as it seems? */
  readonly isAgain: boolean;
  /** What it is expected to cost, in words, where that counted; null = it did not. */
  readonly cost: string | null;
}

/** One sentence: explore or exploit, what is hoped for, which branch. */
export function reasonOf(grounds: Grounds): string {
  const { results, areEqual, branch, seeks } = grounds;
  if (areEqual && seeks !== 'feasible')
    return `All ${results} results are equal: the Gaussian process looks ${branch === null ? 'where nothing was tried' : `into ${branch}`}.`;
  const hopes = hopesOf(grounds).join(', ');
  return `Gaussian process on ${results} results ${stanceOf(grounds)}${hopes === '' ? '' : `: ${hopes}`}.`;
}

function stanceOf({ best, isExpected, seeks, branch, isAgain }: Grounds): string {
  if (isAgain) return 'tries once more what failed, by accident as it seems';
  if (branch !== null) return `looks into ${branch}`;
  if (seeks !== 'gain') return SOUGHT[seeks];
  return isExpected ? `exploits what lies around trial ${best}` : 'explores where little is known';
}

const SOUGHT: Readonly<Record<Exclude<Seeks, 'gain'>, string>> = {
  doubt: 'explores where the best may still lie, beside trials on their way',
  front: 'looks for what extends the Pareto front',
  feasible: 'looks for what meets the constraints',
};

function hopesOf({ chance, seeks, gain, feasible, branch, cost }: Grounds): readonly string[] {
  const what = seeks === 'front' ? 'expected gain of hypervolume' : 'expected gain';
  return [
    ...(Number.isNaN(chance) ? [] : [`${percent(chance)} chance to improve${branch === null ? '' : ' there'}`]),
    ...(Number.isNaN(gain) ? [] : [`${what} ${brief(gain)}`]),
    ...(Number.isNaN(feasible) ? [] : [`${percent(feasible)} chance to meet the constraints`]),
    ...(cost === null ? [] : [cost]),
  ];
}

function percent(chance: number): string {
  const rounded = Math.round(100 * chance);
  return `${rounded === 0 ? 'less than 1' : rounded} %`;
}

function brief(value: number): string {
  return value >= 1e5 || value < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}
