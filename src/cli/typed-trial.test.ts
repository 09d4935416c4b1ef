import { expect, test } from 'vitest';
import { History } from '../history/history.ts';
import { type Change, recordOf } from '../history/record.ts';
import { typedTrial } from './typed-trial.ts';

const history = new History([{ name: 'loss', direction: 'minimize' }]);
history.apply(
  (['complete', 'running', 'removed'] as const).map(
    (state, i): Change => ({ type: 'trial', trial: recordOf({ state }, i, i) }),
  ),
);
const study = { name: 'a b', history };

test('a number, with or without its sign', () => {
  expect(['0', '1', '#1', '01'].map((text) => typedTrial(study, text))).toEqual([0, 1, 1, 1]);
});

test.each(['', ' ', '#', '-1', '1.0', '0x1', '1e0', '2', '3', 'x', '99999999999999999999'])(
  '%j is no trial',
  (text) => {
    expect(() => typedTrial(study, text)).toThrow(
      expect.objectContaining({ code: 'trial-missing', hint: "See them all: vernier trials 'a b'" }),
    );
  },
);
