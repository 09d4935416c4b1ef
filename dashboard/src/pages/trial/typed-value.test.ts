import { expect, test } from 'vitest';
import type { WireDistribution } from './place.ts';
import { choiceText, typedValue } from './typed-value.ts';

const lr: WireDistribution = { kind: 'float', low: 1e-5, high: 0.1, log: true, step: null };
const layers: WireDistribution = { kind: 'int', low: 1, high: 8, log: false, step: 1 };
const dropout: WireDistribution = { kind: 'float', low: 0, high: 0.5, log: false, step: 0.05 };
const batch: WireDistribution = {
  kind: 'categorical',
  choices: [16, '16', true, 'true', null, '', 'adam', { number: 'Infinity' }],
  ordered: false,
};

test.each([
  [lr, '1e-3', 1e-3],
  [lr, ' 0.1 ', 0.1],
  [layers, '8', 8],
  [dropout, '0.15', 0.15],
  [dropout, '', undefined],
  [null, '["crop","flip"]', ['crop', 'flip']],
])('%j takes %s', (distribution, text, value) => {
  expect(typedValue(distribution, text)).toEqual({ value });
});

test.each([
  [lr, '1', /from 0\.00001 to 0\.1/],
  [lr, 'fast', /number/],
  [lr, 'Infinity', /number/],
  [layers, '2.5', /whole/],
  [dropout, '0.17', /steps of 0\.05/],
  [batch, 'sgd', /choices/],
  [null, '[1,', /JSON/],
])('%j refuses %s', (distribution, text, why) => {
  expect(typedValue(distribution, text)).toEqual({ wrong: expect.stringMatching(why) });
});

test('choices that differ are told apart, and each is found by its text', () => {
  if (batch.kind !== 'categorical') throw new Error();
  const choices = batch.choices.map((choice) => (typeof choice === 'object' && choice !== null ? Infinity : choice));
  const texts = choices.map(choiceText);
  expect(new Set(texts).size).toBe(texts.length);
  texts.forEach((text, i) => expect(typedValue(batch, text)).toEqual({ value: choices[i] }));
});
