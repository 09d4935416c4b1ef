import { expect, test } from 'vitest';
import { codeBlocks, localLinks } from './code-blocks.ts';

test('blocks have a language, a line, and the file that their first line names', () => {
  const page = ['# A', '```ts', '// a.ts', 'const a = 1;', '```', 'text', '```sh', '# not a file', 'ls', '```'].join(
    '\n',
  );
  expect(codeBlocks(page)).toEqual([
    { language: 'ts', code: '// a.ts\nconst a = 1;', line: 3, file: 'a.ts' },
    { language: 'sh', code: '# not a file\nls', line: 8, file: null },
  ]);
});

test('a block without a language, or without an end, is an error with its line', () => {
  expect(() => codeBlocks('```\na\n```')).toThrow('line 1: this code block names no language');
  expect(() => codeBlocks('a\n```ts\na')).toThrow('line 2: this code block is never closed');
});

test('links into the repository, none from code', () => {
  const page = 'See [a](docs/a.md#part), [b](https://example.org), `[c](c.md)`.\n```text\n[d](d.md)\n```\n[e](#here)';
  expect(localLinks(page)).toEqual(['docs/a.md']);
});
