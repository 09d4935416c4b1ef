import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonValue } from '../../history/texts.ts';
import { pythonFloat, pythonJson } from './json.ts';

const { cases } = JSON.parse(readFileSync(new URL('./codec.golden.json', import.meta.url), 'utf8'));

describe('golden', () => {
  test(`${cases.floats.length} floats`, () => {
    const texts = cases.floats as readonly string[];
    expect(texts.map((text) => pythonFloat(Number(text)))).toEqual(texts);
  });

  test.each(cases.values as string[])('%s', (text) => {
    expect(pythonJson(jsonValue(text))).toBe(text);
  });
});

test('what JavaScript has no word for', () => {
  expect(pythonJson(-0)).toBe('-0.0'); // a Python int has no sign of zero
  expect(pythonJson(2 ** 60)).toBe('1.152921504606847e+18'); // no exact integer in JavaScript: a float
  expect(jsonValue('1180591620717411303424')).toBe(2 ** 70);
  expect(pythonJson({ a: undefined as never, b: 1 })).toBe('{"b": 1}');
  expect(pythonJson('\ud800')).toBe('"\\ud800"');
});

describe('laws', () => {
  test('what is written is read again', () => {
    const value = fc.jsonValue().map((one) => JSON.parse(JSON.stringify(one)));
    fc.assert(
      fc.property(value, (one) => {
        expect(jsonValue(pythonJson(one))).toEqual(one);
      }),
    );
  });

  test('only ASCII is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(pythonJson({ [text]: text })).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  test('a float is written so that it reads as the same float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(pythonFloat(x)).toMatch(/[.e]/);
        expect(Object.is(Number(pythonFloat(x)), x)).toBe(true);
      }),
    );
  });
});
