import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caughtMessage, numberIn, parseLoose, parseMessage, suggestionOf } from './report-line.ts';

const nothing = {
  id: null,
  step: null,
  score: null,
  constraints: {},
  attributes: {},
  checkpoint: null,
  checkpointStep: null,
  suggest: null,
};

test('a report, a final score, and everything else in one line', () => {
  expect(parseMessage('{"step": 3, "loss": 0.41}')).toEqual({ ...nothing, step: 3, score: { loss: 0.41 } });
  expect(parseMessage('{"checkpoint": "c", "checkpoint_step": 4}')).toEqual({
    ...nothing,
    checkpoint: 'c',
    checkpointStep: 4,
  });
  expect(parseMessage('{"loss": 1, "size": 2}')).toEqual({ ...nothing, score: { loss: 1, size: 2 } });
  expect(parseMessage('{"id": 7, "constraint": {"c": -1}, "attribute": {"a": [null]}, "checkpoint": "/x"}')).toEqual({
    ...nothing,
    id: 7,
    constraints: { c: -1 },
    attributes: { a: [null] },
    checkpoint: '/x',
  });
});

test.each(['NaN', '"NaN"', 'null'])('%s is NaN', (word) => {
  expect(parseMessage(`{"loss": ${word}}`).score).toEqual({ loss: Number.NaN });
});

test.each(['Infinity', '"Infinity"', '-Infinity', '"-Infinity"'])('%s is a number', (word) => {
  expect(parseMessage(`{"loss": ${word}}`).score).toEqual({ loss: word.includes('-') ? -1 / 0 : 1 / 0 });
});

test('words in texts and names are left alone', () => {
  expect(parseLoose('{"NaN": "NaN, -Infinity", "a\\"NaN": [NaN]}')).toEqual({
    NaN: 'NaN, -Infinity',
    'a"NaN': [Number.NaN],
  });
});

test.each([
  ['{"step": 1, "lo', /not JSON/],
  ['{"loss": 0.4}{"loss": 0.5}', /not JSON/],
  ['{"loss": true}', /"loss" is true; expected a number/],
  ['{"loss": [1]}', /"loss" is \[1\]; expected a number/],
  ['{"step": -1, "loss": 1}', /"step" is -1; expected a whole number/],
  ['{"step": "3", "loss": 1}', /"step" is "3"/],
  ['{"step": NaN, "loss": 1}', /"step" is/],
  ['{"constraint": 3}', /"constraint" is 3; expected an object/],
  ['{"constraint": {"c": "x"}}', /"c" is "x"; expected a number/],
  ['{"checkpoint": 3}', /"checkpoint" is 3; expected text/],
  ['{"id": "a", "loss": 1}', /"id" is "a"/],
  ['{"suggest": "x"}', /"suggest" is "x"; expected an object/],
])('%s is refused', (text, message) => {
  expect(() => parseMessage(text)).toThrow(message);
});

test('what is quoted is not longer than a person reads', () => {
  expect(() => parseMessage(`{"loss": ${'1'.repeat(100_000)}`)).toThrow(/^The program printed .{200}…, which/);
});

test('suggestions become distributions', () => {
  const asked = (text: string) => suggestionOf(parseMessage(`{"id": 1, "suggest": ${text}}`).suggest!);
  expect(asked('{"name": "x", "type": "float", "low": 1e-3, "high": 1, "log": true}')).toEqual({
    name: 'x',
    distribution: { kind: 'float', low: 1e-3, high: 1, log: true, step: null },
  });
  expect(asked('{"name": "n", "type": "int", "low": 1, "high": 9, "step": 4}').distribution).toMatchObject({
    high: 9,
    step: 4,
  });
  expect(
    asked('{"name": "c", "type": "categorical", "choices": ["a", null], "ordered": true}').distribution,
  ).toMatchObject({
    choices: ['a', null],
    ordered: true,
  });
  expect(() => asked('{"name": "x", "type": "float", "low": 1, "high": 0}')).toThrow(/low is above high/);
});

test.each([
  ['{"type": "float"}', /needs a "name"/],
  ['{"name": "x", "type": "normal"}', /"type" is "normal"; expected "float", "int" or "categorical"/],
  ['{"name": "x", "type": "categorical", "choices": [[1]]}', /"choices" is \[\[1\]\]/],
  ['{"name": "x", "type": "categorical", "choices": []}', /no choice/],
])('a question that cannot be: %s', (text, message) => {
  expect(() => suggestionOf(JSON.parse(text))).toThrow(message);
});

test('caught texts', () => {
  expect([' 0.5', '1e-4', '-nan', 'Inf', '-inf', '', 'abc', '1,5'].map(numberIn)).toEqual([
    0.5,
    1e-4,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    null,
    null,
    null,
  ]);
  expect(caughtMessage('loss', 'nan', 2)).toEqual({ ...nothing, step: 2, score: { loss: Number.NaN } });
  expect(() => caughtMessage('loss', '1', Number.NaN)).toThrow(/"step" caught NaN/);
});

test('names such as __proto__ are ordinary', () => {
  const { score, attributes } = parseMessage('{"__proto__": 1, "attribute": {"__proto__": {"x": 1}}}');
  expect(Object.entries(score!)).toEqual([['__proto__', 1]]);
  expect(Object.keys(attributes)).toEqual(['__proto__']);
  expect(({} as { x?: number }).x).toBeUndefined();
});

describe('laws', () => {
  test('any JSON is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseLoose(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('any line is a message or an error of ours, within a moment', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom('"', '\\"', '{', 'NaN', '\\', ':', ',')), (text, parts) => {
        for (const line of [text, parts.join('')])
          try {
            parseMessage(line);
          } catch (error) {
            expect((error as Error).name).toBe('VernierError');
          }
      }),
    );
    const started = performance.now();
    expect(() => parseMessage(`{"a": NaN, "${'\\"'.repeat(500_000)}`)).toThrow();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
