import { expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { type Change, recordOf } from '../../history/record.ts';
import { BOUNDLESS } from '../../config/budget.ts';
import type { Cost, Study } from '../../study/study.ts';
import { Spending } from './spending.ts';

/** Trials of a minute each; each has reported so much as its cost, or nothing. */
function studyOf(...costs: readonly (number | null)[]): Study {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply(
    costs.map((cost, id): Change => {
      const metrics = cost === null ? {} : { eur: [[1, cost] as const] };
      const draft = { state: 'complete', values: [1], metrics, startedAt: 0, finishedAt: 60_000 } as const;
      return { type: 'trial', trial: recordOf(draft, id, id) };
    }),
  );
  return { history } as unknown as Study;
}

const EURO = { metric: 'eur', currency: 'EUR' } as const;
const words = (study: Study, maxCost: number | null, cost: typeof EURO | { readonly perHour: number } = EURO) =>
  new Spending(study, { ...BOUNDLESS, cost, maxCost }).words();

test('what is spent and left is told to the hundredth of a limit', () => {
  expect(words(studyOf(2, 0.126), 30)).toEqual(['2.13 of 30 EUR spent, 27.87 left']);
  expect(words(studyOf(2), null)).toEqual(['2 EUR spent']);
  expect(words(studyOf(null), 0.5, { perHour: 6 })).toEqual(['0.1 of 0.5 spent, 0.4 left']);
});

test('little is not nothing', () => {
  expect(words(studyOf(0.00123), 30)).toEqual(['0.00123 of 30 EUR spent, 30 left']);
});

test('a cost that nobody has reported is not known, not 0', () => {
  expect(words(studyOf(null), 30)).toEqual(['no cost reported yet, of 30 EUR']);
  expect(words(studyOf(), null)).toEqual(['no cost reported yet']);
});

test('what a study has used so far is told whatever is limited', () => {
  const used = (study: Study, cost: Cost | null) => new Spending(study, { ...BOUNDLESS, cost }).usedWords();
  expect(used(studyOf(null, null), null)).toBe('2 min 0 s computed');
  expect(used(studyOf(null, null), { perHour: 6, currency: 'EUR' })).toBe('2 min 0 s computed, 0.2 EUR spent');
  expect(used(studyOf(2, 0.126), EURO)).toBe('2 min 0 s computed, 2.13 EUR spent');
  expect(used(studyOf(null), EURO)).toBe('1 min 0 s computed, cost not known: no trial has reported eur');
});
