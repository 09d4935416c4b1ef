import { describe, expect, test } from 'vitest';
import { edited, nodeAt, pathAt, put, shown, shownList, typed, typedList, words, yamlOf } from './document.ts';

const TEXT = `# what is tuned
name: digits # for people
parameters:
  rate: { min: 0.0001, max: 1.0e-1, log: true }
  # how many
  layers: { min: 1, max: 4 }
seed: 010
`;

test('an edit leaves all else as it was written: comments, order, numbers, keys that nobody knows', () => {
  const next = edited(TEXT, (yaml) => put(yaml, ['parameters', 'layers', 'max'], typed('8')));
  expect(next).toBe(TEXT.replace('max: 4', 'max: 8'));
  expect(edited(TEXT, (yaml) => put(yaml, ['name'], words('letters')))).toBe(TEXT.replace('digits', 'letters'));
});

test('an edit of what is no map changes nothing', () => {
  for (const text of ['[1, 2]', 'a: [', 'a: 1\na: 2'])
    expect(edited(text, (yaml) => put(yaml, ['b'], typed('1')))).toBe(text);
  expect(edited('', (yaml) => put(yaml, ['b'], typed('1')))).toBe('b: 1\n');
});

test('what is taken away takes the map with it that it leaves empty', () => {
  const text = 'budget: { trials: 3, time: 2h }\nseed: 1\n';
  const once = edited(text, (yaml) => put(yaml, ['budget', 'time'], undefined));
  expect(once).toBe('budget: { trials: 3 }\nseed: 1\n');
  expect(edited(once, (yaml) => put(yaml, ['budget', 'trials'], undefined))).toBe('seed: 1\n');
});

describe('what is typed is what is shown', () => {
  test.each(['0.1', '1.0', '1e-4', 'adam', '[a, b]', '"1"', 'no'])('%s', (text) => {
    const next = edited('', (yaml) => put(yaml, ['x'], typed(text)));
    expect(shown(nodeAt(yamlOf(next), ['x']))).toBe(text);
  });
  test.each(['adam, sgd', '1, 2.0, "1"', 'true, null', '"a, b", c'])('list %s', (text) => {
    const next = edited('', (yaml) => put(yaml, ['x'], typedList(text)));
    expect(shownList(nodeAt(yamlOf(next), ['x']))).toBe(text);
  });
  test('what is no YAML is a text, so that it can be told to be wrong', () => {
    const next = edited('', (yaml) => put(yaml, ['x'], typed('[a, {')));
    expect(next).toBe('x: "[a, {"\n');
    expect(edited('', (yaml) => put(yaml, ['x'], words('2024')))).toBe('x: "2024"\n');
  });
});

test('a line is a place', () => {
  expect(pathAt(TEXT, 2)).toEqual(['name']);
  expect(pathAt(TEXT, 4)).toEqual(['parameters', 'rate']);
  expect(pathAt(TEXT, 6)).toEqual(['parameters', 'layers']);
  expect(pathAt('sampler:\n  name: tpe\n  startup: x\n', 3)).toEqual(['sampler', 'startup']);
  expect(pathAt('parameters:\n  - { name: a, min: 1, max: 2 }\n  - { name: b, min: 1 }\n', 3)).toEqual([
    'parameters',
    1,
  ]);
  expect(pathAt('', 1)).toEqual([]);
});
