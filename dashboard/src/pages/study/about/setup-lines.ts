import type { StudyDetail } from 'vernier/client';
import { namedText } from '../../../../../src/study/opening/differences.ts';
import type { Setup } from '../../../../../src/study/opening/setup.ts';
import { isPopulation } from '../../../../../src/history/population.ts';
import { aboutWords as words } from '../../../words/about.ts';

/** What a study is set up with, and what it comes to, in the order in which it is read. */
export function setupLines(study: Pick<StudyDetail, 'setup' | 'limits'>): readonly (readonly [string, string])[] {
  const setup = (study.setup ?? null) as Setup | null;
  const { limits } = study;
  return [
    ...(setup === null ? [[words.sampler, words.noSetup] as const] : linesOf(setup)),
    ...(limits === null ? [] : [[words.limits, words.limitsSet(limits)] as const]),
  ];
}

function linesOf(setup: Setup): readonly (readonly [string, string])[] {
  const { sampler, pruner, judgeBy, fidelity, budget, spending, seed, program } = setup;
  return [
    [words.sampler, namedText(sampler)],
    [words.pruner, pruner === null ? noPruner(sampler) : namedText(pruner)],
    ...(pruner === null || judgeBy.kind !== 'metric' ? [] : [[words.judged, words.judgedBy(judgeBy)] as const]),
    ...(fidelity === null ? [] : [[words.steps, words.fidelity(fidelity)] as const]),
    ...(budget === null ? [] : [[words.planned, words.trials(budget)] as const]),
    ...(spending === undefined || spending === null ? [] : [[words.spending, words.spent(spending)] as const]),
    [words.seed, String(seed)],
    ...(program === null || program === undefined ? [] : [[words.program, program] as const]),
  ];
}

const noPruner = ({ name }: Setup['sampler']): string => (isPopulation(name) ? words.populationPrunes : words.noPruner);
