import type { Problem } from '../history/problem.ts';
import { anyKeeps, choiceFor } from '../pruners/auto/choice.ts';
import type { ErrorRate } from '../pruners/curve/error-rate.ts';
import type { CurveRules } from '../pruners/curve/rules.ts';
import type { Setup } from '../study/opening/setup.ts';
import type { Study } from '../study/study.ts';
import { count } from './text.ts';

/**
 * How often stopping was wrong, by the trials that ran on to measure it: `2 trials ran on that would have been stopped: none of them
 * beat the best of that moment (95 %: 0 to 66 % do)`.
 *
 * @returns null where no trial ran on, or the pruner lets none
 */
export async function errorRateWords(study: Study, setup: Setup | null): Promise<string | null> {
  const found = await errorRateOf(study, setup);
  if (found === null) return null;
  const { runOn, wrong, rate } = found;
  const percent = (share: number): number => Math.round(100 * share);
  return `${count(runOn, 'trial')} ran on that would have been stopped: ${wrong === 0 ? 'none' : wrong} of them beat the best of that moment (95 %: ${percent(rate.low)} to ${percent(rate.high)} % do)`;
}

/** The same in numbers. Cost O(complete trials²). */
export async function errorRateOf(study: Study, setup: Setup | null): Promise<ErrorRate | null> {
  const rules = setup === null ? null : rulesOf(study, setup);
  if (rules === null || rules.control === 0) return null;
  const { judgeBy, fidelity, seed } = setup!;
  const problem: Problem = { space: null, objectives: study.objectives, judgeBy, budget: null, fidelity, seed };
  const { errorRate } = await import('../pruners/curve/error-rate.ts');
  const found = errorRate(study.history, problem, rules);
  return found.runOn === 0 ? null : found;
}

/** The options of `curve`, where that is what stops: named, or chosen by `auto` for trials that keep nothing. */
function rulesOf({ history, objectives }: Study, { pruner, judgeBy }: Setup): CurveRules | null {
  const usual: CurveRules = { chance: 0.05, startup: 4, grace: null, control: 20 };
  if (pruner?.name === 'curve') return { ...usual, ...(pruner.options as Partial<CurveRules> | null) };
  if (pruner?.name !== 'auto') return null;
  return choiceFor(objectives.length, judgeBy, anyKeeps(history)) === 'curve' ? usual : null;
}
