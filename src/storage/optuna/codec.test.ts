import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonValue } from '../../history/texts.ts';
import { categorical, type Distribution, float, int, ordinal } from '../../space/distribution.ts';
import {
  attributeRows,
  chunkOf,
  DistributionReader,
  distributionOf,
  distributionText,
  objectivesOf,
  stateOf,
  valueColumns,
  valueOf,
} from './codec.ts';

const { cases } = JSON.parse(readFileSync(new URL('./codec.golden.json', import.meta.url), 'utf8'));

describe('distributions', () => {
  test.each(cases.distributions as string[])('golden: %s', (text) => {
    expect(distributionText({ ...distributionOf(text) })).toBe(text); // a copy, or the text would just be remembered
  });

  test.each([
    ['{"name": "UniformDistribution", "attributes": {"low": -1.0, "high": 2.0}}', float(-1, 2)],
    ['{"name": "LogUniformDistribution", "attributes": {"low": 0.1, "high": 2.0}}', float(0.1, 2, { log: true })],
    [
      '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0.0, "high": 1.0, "q": 0.25}}',
      float(0, 1, { step: 0.25 }),
    ],
    ['{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 2}}', int(1, 9, { step: 2 })],
    ['{"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 1}}', int(1, 9, { log: true })],
    ['{"attributes": {"high": 9, "low": 1, "step": 1, "log": false}, "name": "IntDistribution"}', int(1, 9)],
  ])('names and orders of other versions: %s', (text, expected) => {
    expect(distributionOf(text)).toEqual(expected);
  });

  test('a text that was read is written again as it was', () => {
    const text = '{"name": "CategoricalDistribution", "attributes": {"choices": [1.0, 2.0, [1, 2]]}}';
    const read = distributionOf(text);
    expect(read).toEqual(categorical([1, 2, '[1, 2]']));
    expect(distributionText(read)).toBe(text);
  });

  test('an unknown kind is refused', () => {
    expect(() => distributionOf('{"name": "Other", "attributes": {}}')).toThrow(SyntaxError);
  });

  test('a reader gives one object for one text', () => {
    const reader = new DistributionReader();
    const [a, b] = [distributionText(float(0, 1)), distributionText(float(0, 2))];
    expect(reader.read('x', a)).toBe(reader.read('y', a));
    expect(reader.read('x', b)).not.toBe(reader.read('x', a));
    expect(reader.read('x', a)).toEqual(float(0, 1));
  });
});

test('states: a mark tells paused from waiting and removed from failed', () => {
  expect(['WAITING', 'RUNNING', 'COMPLETE', 'PRUNED', 'FAIL'].map((name) => stateOf(name, null))).toEqual([
    'waiting',
    'running',
    'complete',
    'pruned',
    'failed',
  ]);
  expect(stateOf('WAITING', 'vernier:paused')).toBe('paused');
  expect(stateOf('RUNNING', 'vernier:paused')).toBe('running');
  expect(stateOf('FAIL', 'vernier:removed')).toBe('removed');
});

test('objectives of studies with and without names', () => {
  expect(objectivesOf(['MINIMIZE'], undefined)).toEqual([{ name: 'value', direction: 'minimize' }]);
  expect(objectivesOf(['MAXIMIZE', 'MINIMIZE'], undefined).map(({ name }) => name)).toEqual(['values_0', 'values_1']);
  expect(objectivesOf(['MAXIMIZE', 'MINIMIZE'], ['a', 'b'])).toEqual([
    { name: 'a', direction: 'maximize' },
    { name: 'b', direction: 'minimize' },
  ]);
  expect(objectivesOf(['MINIMIZE'], ['a', 'b']).map(({ name }) => name)).toEqual(['value']); // a list that does not fit
});

test('long attributes: only those that grow with the study are cut', () => {
  const long = 'é'.repeat(2000);
  expect(attributeRows('vernier:error', long).length).toBe(1);
  expect(attributeRows('vernier:seen', { trials: 1 })).toEqual([['vernier:seen', '{"trials": 1}']]);
  const rows = attributeRows('vernier:seen', { long });
  expect(rows.slice(0, 3).map(([key]) => key)).toEqual(['vernier:seen', 'vernier:seen:1', 'vernier:seen:2']);
  expect([chunkOf('vernier:seen:12'), chunkOf('vernier:seen@3:1'), chunkOf('vernier:notes')]).toEqual([
    ['vernier:seen', 12],
    ['vernier:seen@3', 1],
    ['vernier:notes', 0],
  ]);
  expect([chunkOf('vernier:seen:'), chunkOf('vernier:seen:01'), chunkOf('vernier:other:1'), chunkOf('seen')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

describe('laws', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }).map((x) => x + 0);
  const choice = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    finite,
    fc.constant(Number.NaN),
  );
  const distribution: fc.Arbitrary<Distribution> = fc.oneof(
    fc.tuple(finite, finite).map(([a, b]) => float(Math.min(a, b), Math.max(a, b))),
    fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()).map(([a, b]) => int(Math.min(a, b), Math.max(a, b))),
    fc
      .tuple(fc.boolean(), fc.uniqueArray(choice, { minLength: 1, comparator: (a, b) => Object.is(a, b) }))
      .map(([ordered, choices]) => (ordered ? ordinal(choices) : categorical(choices))),
  );

  test('a distribution is read as it was written', () => {
    fc.assert(
      fc.property(distribution, (one) => {
        expect(distributionOf(distributionText(one))).toEqual(one);
      }),
    );
  });

  test('pieces of an attribute are short, are JSON each, and give the whole again', () => {
    const text = fc.string({ unit: 'binary', minLength: 1000, maxLength: 4000 });
    fc.assert(
      fc.property(fc.oneof(text, fc.record({ text })), (value) => {
        const rows = attributeRows('vernier:notes', value);
        for (const [, json] of rows) expect(json.length).toBeLessThanOrEqual(2045);
        const whole =
          rows.length === 1 && !rows[0]![1].startsWith('"')
            ? rows[0]![1]
            : rows.map(([, json]) => jsonValue(json)).join('');
        expect(jsonValue(whole)).toEqual(value);
      }),
    );
  });

  test('a value comes back from its two columns', () => {
    fc.assert(
      fc.property(
        fc.double().map((x) => x + 0),
        (x) => {
          expect(valueOf(...valueColumns(x))).toBe(x);
        },
      ),
    );
  });
});
