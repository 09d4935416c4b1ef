import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson } from './plain-json.ts';

test.each([
  ['a function', () => 1, 'a function'],
  ['a big integer', 10n, 'a bigint'],
  ['nothing', undefined, 'undefined'],
  ['nothing in a list', [undefined], 'undefined'],
  ['a map', { inside: new Map() }, 'a Map'],
  ['numbers in an array of bytes', new Uint8Array(2), 'a Uint8Array'],
])('%s is refused', (_, value, found) => {
  expect(() => plainJson('Attribute "note"', value)).toThrow(`Attribute "note" is no JSON: it is ${found}.`);
});

test('cycles and bottomless lists are refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  expect(() => plainJson('It', cycle)).toThrow(/contains itself/);
  let deep: unknown = 1;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  expect(() => plainJson('It', deep)).toThrow(/nested more than 200 deep/);
});

test('a copy: later changes do not show; dates are texts, missing keys stay away, NaN stays', () => {
  const list = [1];
  const copy = plainJson('It', { list, at: new Date(0), none: undefined, nan: Number.NaN });
  list.push(2);
  expect(copy).toEqual({ list: [1], at: '1970-01-01T00:00:00.000Z', nan: Number.NaN });
});

test('law: JSON is left as it is, odd names included', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(plainJson('It', value))).toBe(JSON.stringify(value));
    }),
  );
  expect(JSON.stringify(plainJson('It', JSON.parse('{"__proto__": {"x": 1}}')))).toBe('{"__proto__":{"x":1}}');
});
