import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isVernierError } from '../errors.ts';
import { dataOf } from '../space/file-tree.ts';
import { loadTree } from './load.ts';
import { readScalar } from '../config/yaml-scalar.ts';
import { yamlTree } from '../config/yaml-tree.ts';

function message(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (isVernierError(error)) return `${error.details.line}: ${error.message} ${error.hint}`;
    throw error;
  }
  return 'nothing was thrown';
}

describe('numbers and words are read as a person means them', () => {
  // What PyYAML 6 makes of each; empty = the same.
  test.each<[string, unknown, string | null]>([
    ['1', 1, null],
    ['1.0', 1, null],
    ['1.', 1, null],
    ['1.0e-4', 1e-4, null],
    ['1e-4', 1e-4, 'text'],
    ['3e6', 3e6, 'text'],
    ['1.5e3', 1500, 'text'],
    ['1e+3', 1000, 'text'],
    ['1_000', 1000, null],
    ['010', 10, '8, an octal number'],
    ['0o10', 8, 'text'],
    ['0x1F', 31, null],
    ['-.5', -0.5, null],
    ['on', 'on', 'true'],
    ['No', 'No', 'false'],
    ['y', 'y', null],
    ['true', true, null],
    ['~', null, null],
    ['', null, null],
    ['.inf', Infinity, null],
    ['-.inf', -Infinity, null],
    ['12:30', '12:30', 'a number in base 60'],
    ['2024-01-02', '2024-01-02', 'a date'],
    ['e4', 'e4', null],
    ['.', '.', null],
    ['1.2.3', '1.2.3', null],
    ['python', 'python', null],
  ])('%s', (source, value, elsewhere) => expect(readScalar(source)).toEqual({ value, elsewhere }));
});

describe('a tree', () => {
  test('keeps source text and lines', () => {
    const { tree, warnings } = yamlTree('a: 1.0\nb:\n  - "2"\n  - 1e-4\n');
    expect(tree).toEqual({
      kind: 'map',
      line: 1,
      entries: [
        { key: 'a', line: 1, value: { kind: 'scalar', value: 1, source: '1.0', line: 1 } },
        {
          key: 'b',
          line: 2,
          value: {
            kind: 'list',
            line: 3,
            items: [
              { kind: 'scalar', value: '2', source: null, line: 3 },
              { kind: 'scalar', value: 1e-4, source: '1e-4', line: 4 },
            ],
          },
        },
      ],
    });
    expect(warnings).toEqual([
      { line: 4, message: '1e-4 is read as the number 0.0001; YAML 1.1 programs, W&B among them, read it as text' },
    ]);
  });

  test('JSON is read too, with lines', () => {
    const { tree } = yamlTree('{\n  "a": 1.0,\n  "b": [true, null, "x"]\n}\n');
    expect(dataOf(tree)).toEqual({ a: 1, b: [true, null, 'x'] });
    expect(tree.kind === 'map' && tree.entries[1]!.line).toBe(3);
  });

  test('aliases and merge keys are written out; own keys win', () => {
    const { tree } = yamlTree('base: &b { min: 1, max: 2 }\nx: { <<: *b, max: 3 }\ny: *b\n');
    expect(dataOf(tree)).toEqual({ base: { min: 1, max: 2 }, x: { max: 3, min: 1 }, y: { min: 1, max: 2 } });
  });

  test('types that are written are taken, without a note', () => {
    const { tree, warnings } = yamlTree('a: !!float 1e-5\nb: !!float 3\nc: !!str 1e-5\nd: !!int "7"\ne: !!bool true\n');
    expect(dataOf(tree)).toEqual({ a: 1e-5, b: 3, c: '1e-5', d: 7, e: true });
    expect(tree.kind === 'map' && tree.entries[1]!.value).toMatchObject({ source: '3.0' });
    expect(warnings).toEqual([]);
  });

  test('names such as __proto__ are ordinary keys', () => {
    const data = dataOf(yamlTree('__proto__: { polluted: 1 }\n').tree);
    expect(Object.keys(data as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('what is refused, with its line', () => {
  const bomb = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
  ].join('\n');
  test.each<[string, string, string]>([
    ['a key twice', 'a: 1\nb: 2\na: 3\n', '3: The key a stands twice in one map. Leave one of them out.'],
    ['a tab', 'a:\n\tb: 1\n', '2: This is not valid YAML: Tabs are not allowed as indentation. Use spaces'],
    ['an open bracket', 'a: [1, 2\nb: 3\n', '2: This is not valid YAML'],
    ['a tag that nobody knows', 'a: !!python/object x\n', '1: !!python/object "x" cannot be read.'],
    ['a tag that lies', 'a:\n  b: !!float x\n', '2: !!float "x" cannot be read.'],
    ['an anchor in itself', 'a: &x [1, *x]\n', '1: The anchor "&x" contains itself.'],
    ['a circle of two', 'a: &x { b: &y { c: *x } }\n', '1: The anchor "&x" contains itself.'],
    ['an alias without anchor', 'a: *x\n', '1: '],
    ['a billion laughs', bomb, 'The file has more than 20000 values once its aliases are written out.'],
    ['a deep pit', `${'['.repeat(200)}${']'.repeat(200)}`, 'Values stand more than 60 deep in each other.'],
  ])('%s', (_, text, expected) => expect(message(() => yamlTree(text))).toContain(expected));

  test('files that cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vernier-load-'));
    const file = join(folder, 'a.yaml');
    writeFileSync(file, 'a: [1\n');
    await expect(loadTree(file)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/a\.yaml:\d+: This is not valid YAML/),
    });
    await expect(loadTree(join(folder, 'b.yaml'))).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('there is no such file'),
    });
    await expect(loadTree(folder)).rejects.toMatchObject({ message: expect.stringContaining('it is a folder') });
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
    await expect(loadTree(file)).rejects.toMatchObject({ message: expect.stringContaining('is not UTF-8 text') });
  });
});
