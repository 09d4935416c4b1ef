import {
  contourChart,
  type ContourChart,
  explainTrial,
  type Forecast,
  forecast,
  health,
  importance,
  recommendation,
} from 'vernier/analysis';
import { promiseWords } from '../../../src/analysis/summary/promise.ts';
import type { History } from '../../../src/history/history.ts';
import { type About, modelOptions } from './about.ts';
import { bestOf } from './best.ts';
import type { DeskRefusal, Favourite, Questions } from './messages.ts';
import { refusalOf } from './refusal.ts';
import { spreadsOf } from './spread.ts';

// What takes long in large studies, most of it because of surrogate models. A desk loads none of this: it has it done elsewhere.

/** Costly questions, and what is answered: those of pages, and those that a desk has itself. */
export interface Costly extends Pick<Questions, 'health' | 'importance' | 'explanation' | 'spread'> {
  readonly contour: {
    readonly asks: { readonly objective?: string; readonly params: readonly [x: string, y: string] };
    readonly answer: ContourChart;
  };
  /** Names of all parameters, those that matter most first. */
  readonly order: { readonly asks: {}; readonly answer: readonly string[] };
  readonly forecast: { readonly asks: {}; readonly answer: Forecast };
  readonly favourite: { readonly asks: {}; readonly answer: Favourite | null };
}

/** The name of a costly question. */
export type CostlyQuestion = keyof Costly;

/** What became of a question: an answer, or why there is none; and how many milliseconds that took. */
export type Outcome<Q extends CostlyQuestion = CostlyQuestion> = { readonly took: number } & (
  | { readonly answer: Costly[Q]['answer']; readonly refusal: null }
  | { readonly answer: null; readonly refusal: DeskRefusal }
);

type Answering = {
  readonly [Q in CostlyQuestion]: (history: History, about: About, asks: Costly[Q]['asks']) => Costly[Q]['answer'];
};

const ANSWERING: Answering = {
  health: (history, about) => {
    const { setup } = about;
    return health(history, {
      ...modelOptions(about),
      budget: setup?.budget ?? null,
      ...(setup === null ? {} : { judgeBy: setup.judgeBy, pruner: setup.pruner }),
    });
  },
  importance: (history, { space }, asks) => importance(history, space, asks),
  explanation: (history, { space }, { trial }) => explainTrial(history, trial, { space }),
  spread: (history, { space }) => spreadsOf(history, space, bestOf(history)),
  contour: (history, { space }, { params: [x, y], ...options }) => contourChart(history, x, y, { ...options, space }),
  order: (history, { space }) => {
    const { columns } = history;
    const told = importance(history, space).params.map(({ name }) => name);
    return [...new Set([...told.filter((name) => columns.has(name)), ...columns.keys()])];
  },
  forecast: (history, about) => forecast(history, modelOptions(about)),
  favourite: favouriteOf,
};

/** The trial to take as things stand, where it is not complete. */
function favouriteOf(history: History, { setup }: About): Favourite | null {
  const found = recommendation(history, { last: setup?.fidelity?.max, pruner: setup?.pruner });
  const text = promiseWords(history, found, setup?.fidelity?.name ?? 'step');
  return text === null ? null : { trial: found!.trial, text };
}

/** Answers a costly question. It does not throw: what cannot be answered is refused. */
export function outcomeOf<Q extends CostlyQuestion>(
  history: History,
  about: About,
  question: Q,
  asks: Costly[Q]['asks'],
): Outcome<Q> {
  const began = performance.now();
  const took = (): number => performance.now() - began;
  try {
    const answer = ANSWERING[question](history, about, asks);
    return { answer, refusal: null, took: took() };
  } catch (error) {
    return { answer: null, refusal: refusalOf(error), took: took() };
  }
}
