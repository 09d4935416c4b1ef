import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFeasible } from '../../history/best.ts';
import { History } from '../../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../../history/record.ts';
import { Target } from './target.ts';

const OBJECTIVES = [{ name: 'gain', direction: 'maximize' }] as const;

const trial = (number: number, draft: TrialDraft): Change => ({
  type: 'trial',
  trial: recordOf(draft, number, number),
});

test('law: it knows at any time what a look at all trials would say', () => {
  const step = fc.record({
    kind: fc.constantFrom('complete', 'infeasible', 'failed', 'removed' as const),
    value: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(5), (steps, before) => {
      const history = new History(OBJECTIVES);
      let target: Target | null = null;
      steps.forEach(({ kind, value }, i) => {
        if (i === before) target = new Target(history, 7);
        const number = history.size;
        const change: Change =
          kind === 'removed'
            ? { type: 'removed', id: value % Math.max(1, number) }
            : trial(number, {
                state: kind === 'failed' ? 'failed' : 'complete',
                ...(kind === 'failed' ? {} : { values: [value] }),
                ...(kind === 'infeasible' ? { constraints: { size: 1 } } : {}),
              });
        if (kind === 'removed' && number === 0) return;
        const delta = history.apply([change]);
        target?.hear(delta);
        const all = Array.from({ length: history.size }, (_, row) => row);
        const reached = all.some((row) => isFeasible(history, row) && -history.losses[row]! >= 7);
        if (target !== null) expect(target.reached).toBe(reached);
      });
    }),
    { numRuns: 300 },
  );
});

test('asked again and again, it does not look at the trials that it knows', () => {
  const history = new History(OBJECTIVES);
  history.apply(Array.from({ length: 1000 }, (_, i) => trial(i, { state: 'complete', values: [1] })));
  let looks = 0;
  const counted = new Proxy(history, {
    get: (of, name) => {
      if (name === 'states') looks++;
      return Reflect.get(of, name, of) as unknown;
    },
  });
  const target = new Target(counted, 7);
  looks = 0;
  for (let i = 0; i < 100; i++) {
    target.hear(history.apply([trial(1000 + i, { state: 'complete', values: [i === 99 ? 8 : 2] })]));
    expect(target.reached).toBe(i === 99);
  }
  expect(looks).toBe(100);
});
