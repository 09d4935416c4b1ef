import type { Health } from 'vernier/analysis';
import { svg } from 'vernier/scene';
import type { History } from '../../../src/history/history.ts';
import { modelOptions } from './about.ts';
import type { Best } from './best.ts';
import { sceneOf, type Subject } from './charts.ts';
import type { Question, Questions } from './messages.ts';
import type { Selection } from './selection.ts';
import { spreadsOf } from './spread.ts';
import type { TrialTable } from './table.ts';
import { trialView } from './trial-view.ts';

/** What answers are made of. */
export interface Moment {
  readonly history: History;
  readonly subject: Subject;
  readonly best: Best;
  readonly table: TrialTable;
  readonly selection: Selection;
  /** Of the study, as summaries count it. */
  readonly version: number;
}

/** Questions that take long in large studies. */
export const COSTLY: ReadonlySet<Question> = new Set(['health', 'importance', 'explanation']);

/** A costly answer does for so many times what it took, and at most so many are kept. */
const KEPT = 20;
const MOST_KEPT = 20;

/** Answers the questions of a page. */
export class Answers {
  readonly #elapsed: () => number;
  readonly #askAgainAfter: (ms: number) => void;
  readonly #kept = new Map<string, { readonly answer: unknown; readonly version: number; readonly until: number }>();

  /** @param askAgainAfter is told when an answer that was given has become too old, in milliseconds from now */
  constructor(elapsed: () => number, askAgainAfter: (ms: number) => void) {
    this.#elapsed = elapsed;
    this.#askAgainAfter = askAgainAfter;
  }

  /** Forgets what it has kept: the study is known to be another one. */
  forget(): void {
    this.#kept.clear();
  }

  /** What is costly needs models to be loaded. @throws FilterError, VernierError */
  answerTo(moment: Moment, question: Question, asks: never): Questions[Question]['answer'] {
    const { history, subject, best, table, selection } = moment;
    const { about, models } = subject;
    switch (question) {
      case 'rows':
        return table.rows(asks, selection, best);
      case 'csv':
        return csvOf(moment, asks);
      case 'svg':
        return svg(sceneOf(asks, subject));
      case 'trial': {
        const { trial } = asks as Questions['trial']['asks'];
        return trialView(history, about, best, trial, selection.has(trial));
      }
      case 'explanation': {
        const { trial } = asks as Questions['explanation']['asks'];
        return this.#made(moment, question, asks, () => models!.explainTrial(history, trial, { space: about.space }));
      }
      case 'health':
        return this.#made(moment, question, asks, () => healthOf(subject));
      case 'importance':
        return this.#made(moment, question, asks, () => models!.importance(history, about.space, asks));
      case 'spread':
        return this.#made(moment, question, asks, () => spreadsOf(history, about.space, best));
    }
  }

  /** An answer that is costly to make: an older one does for a while, and is asked for again later. */
  #made<T>({ version }: Moment, question: Question, asks: unknown, make: () => T): T {
    const key = `${question} ${JSON.stringify(asks)}`;
    const now = this.#elapsed();
    const known = this.#kept.get(key);
    if (known?.version === version) return known.answer as T;
    if (known !== undefined && known.until > now) {
      this.#askAgainAfter(known.until - now);
      return known.answer as T;
    }
    const answer = make();
    const took = this.#elapsed() - now;
    this.#kept.delete(key);
    this.#kept.set(key, { answer, version, until: now + took + KEPT * took });
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return answer;
  }
}

function healthOf({ history, about, models }: Subject): Health {
  const { setup } = about;
  return models!.health(history, {
    ...modelOptions(about),
    budget: setup?.budget ?? null,
    ...(setup === null ? {} : { judgeBy: setup.judgeBy, pruner: setup.pruner }),
  });
}

function csvOf({ table, selection }: Moment, { which, columns, ...query }: Questions['csv']['asks']): string {
  const trials = table.trials(which === 'filtered' ? query : { ...query, filter: '' });
  return table.csv(which === 'filtered' ? trials : trials.filter((trial) => selection.has(trial)), columns);
}
