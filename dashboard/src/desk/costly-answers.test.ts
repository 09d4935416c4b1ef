import { expect, test } from 'vitest';
import { History } from '../../../src/history/history.ts';
import type { CostlyQuestion, Outcome } from './costly.ts';
import { CostlyAnswers } from './costly-answers.ts';

/** Costly answers by a clock that goes on when it is told to; each is its question's name and how often it was worked out. */
function place({ took = 10, fails = 0 } = {}) {
  let now = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  let failures = fails;
  const asked: CostlyQuestion[] = [];
  const arrived: CostlyQuestion[] = [];
  const told = { stale: 0 };
  const after = (ms: number, callback: () => void) => {
    timers.push({ at: now + ms, callback });
    return () => undefined;
  };
  const answers = new CostlyAnswers({
    elapsed: () => now,
    after,
    later: (job) => void after(100, job),
    matter: () => ({ history: new History([]), study: { setup: null, space: null } }),
    think: async (_, question) => {
      if (failures-- > 0) throw new Error('not now');
      asked.push(question);
      return { answer: [`${question} ${asked.length}`], refusal: null, took } as never;
    },
    arrived: (question) => arrived.push(question),
    stale: () => told.stale++,
  });
  const goOn = async (ms: number): Promise<void> => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { answers, asked, arrived, told, goOn };
}

const answerOf = (outcome: Outcome | null): unknown => outcome?.answer ?? null;

test('who asks for the same at the same time has it worked out once; others wait for their turn', async () => {
  const { answers, asked, goOn } = place();
  const all = Promise.all([
    answers.ask('health', {}),
    answers.ask('health', {}),
    answers.ask('importance', { objective: 'loss', method: 'ped-anova' }),
    answers.ask('importance', { method: 'ped-anova', objective: 'loss' }),
  ]);
  await goOn(100);
  expect(asked).toEqual(['health']);
  await goOn(100);
  expect((await all).map(answerOf)).toEqual([['health 1'], ['health 1'], ['importance 2'], ['importance 2']]);
});

test('an answer does while the study stays, and for a while when it has changed; then it is told to be old', async () => {
  const { answers, asked, told, goOn } = place({ took: 200 });
  expect(answers.known('health', {})).toBe(null);
  await goOn(100);
  await goOn(60_000);
  expect(answerOf(answers.known('health', {}))).toEqual(['health 1']);
  answers.age();
  const newer = answers.ask('health', {});
  await goOn(100);
  expect(answerOf(await newer)).toEqual(['health 2']);
  answers.age();
  expect(answerOf(await answers.ask('health', {}))).toEqual(['health 2']); // too soon for a newer one
  await goOn(3999);
  expect([asked.length, told.stale]).toEqual([2, 0]);
  await goOn(1);
  expect(told.stale).toBe(1);
  expect(answerOf(answers.known('health', {}))).toEqual(['health 2']); // the next one is on its way
  await goOn(100);
  expect(answerOf(answers.known('health', {}))).toEqual(['health 3']);
});

test('what cannot be tried is tried again, and nobody who waits is forgotten', async () => {
  const { answers, arrived, goOn } = place({ fails: 2 });
  const answer = answers.ask('forecast', {});
  for (let i = 0; i < 2; i++) {
    await goOn(100);
    await goOn(3000);
  }
  expect(arrived).toEqual([]);
  await goOn(100);
  expect(answerOf(await answer)).toEqual(['forecast 1']);
  expect(arrived).toEqual(['forecast']);
});

test('what was known of another study is forgotten', async () => {
  const { answers, goOn } = place();
  answers.known('order', {});
  await goOn(100);
  answers.age();
  expect(answerOf(answers.known('order', {}))).toEqual(['order 1']);
  answers.forget();
  expect(answers.known('order', {})).toBe(null);
});
