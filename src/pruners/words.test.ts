import { expect, test } from 'vitest';
import { directionOf, lossWords, numberWords, ordinal, stepWords } from './words.ts';

test('numbers, places and steps as users read them', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1013].map(ordinal).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th 1013th',
  );
  expect([0, 0.123456, 1234567, -0.00001234, 12, Number.NaN, Number.POSITIVE_INFINITY].map(numberWords).join(' ')).toBe(
    '0 0.1235 1.23e+6 -1.23e-5 12 NaN Infinity',
  );
  expect(stepWords({ fidelity: { name: 'epoch', min: 1, max: 9 } }, 3)).toBe('epoch 3');
  expect(stepWords({ fidelity: null }, 3)).toBe('step 3');
  expect(lossWords('maximize', -0.5)).toBe('0.5');
});

test('the direction is that of what is judged by', () => {
  const objectives = [
    { name: 'loss', direction: 'minimize' },
    { name: 'speed', direction: 'maximize' },
  ] as const;
  expect(directionOf({ objectives, judgeBy: { kind: 'objective', name: 'speed' } })).toBe('maximize');
  expect(directionOf({ objectives, judgeBy: { kind: 'metric', name: 'm', direction: 'maximize' } })).toBe('maximize');
  expect(directionOf({ objectives: [objectives[1]], judgeBy: { kind: 'all' } })).toBe('maximize');
});
