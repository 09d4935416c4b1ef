import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findings, MAY_IMPORT } from './architecture.ts';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

function sources(): Map<string, string> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/(\.test|\.test-d|\.d)\.ts$/.test(file));
  return new Map(files.sort().map((file) => [file, readFileSync(SRC + file, 'utf8')]));
}

test('imports run downwards, without circles; files are short; exported names are explained', () => {
  expect(findings(sources())).toEqual([]);
});

test('the floors themselves have no circle', () => {
  const above = (floor: string, seen: readonly string[]): void => {
    expect(seen).not.toContain(floor);
    for (const lower of MAY_IMPORT[floor]!) above(lower, [...seen, floor]);
  };
  // `study`, `testing` and `index` list all that lies below them, their own name where it is in the list included.
  for (const floor of ['math', 'space', 'history', 'models', 'samplers', 'pruners', 'storage', 'execution'])
    above(floor, []);
});

test('pages import what is portable alone', () => {
  const pages = ['src', 'report'].flatMap((folder) => {
    const root = fileURLToPath(new URL(`../dashboard/${folder}/`, import.meta.url));
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/(\.test|\.config)\.tsx?$/.test(file))
      .map((file) => root + file);
  });
  expect(pages.length).toBeGreaterThan(50);
  const wrong = pages.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:from|import\()\s*'(node:[^']*|[^']*\/src\/(?:node|server|cli)\/[^']*)'/g,
      ),
    ].map(([, name]) => `${file} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

describe('what the checker sees', () => {
  // The real tree, but empty: only what is planted can be wrong.
  const good = new Map([...sources().keys()].map((file) => [file, '']));
  const planted = (file: string, text: string) =>
    findings(new Map([...good, [file, text]])).filter((found) => found.includes(file));

  test('an import sideways', () => {
    expect(planted('pruners/bad.ts', "import type { Sampler } from '../samplers/sampler.ts';\n")).toEqual([
      'pruners/bad.ts imports samplers/sampler.ts: pruners and samplers share words only through history/problem.ts (CONTRIBUTING.md#layers).',
    ]);
  });

  test('an import upwards', () => {
    expect(planted('math/bad.ts', "export * from '../space/space.ts';\n")[0]).toContain('math/ may import errors');
  });

  test('an import of a neighbour of the same kind, and of an implementation by a contract', () => {
    const text = "import './bad.ts';\n";
    const both = new Map([
      ...good,
      ['samplers/bad.ts', ''],
      ['samplers/worse.ts', text],
      ['pruners/bad.ts', ''],
      ['pruners/pruner.ts', text],
    ]);
    expect(findings(both)).toContain(
      'samplers/worse.ts imports samplers/bad.ts: implementations in samplers/ do not import each other (CONTRIBUTING.md#layers).',
    );
    expect(findings(both)).toContain('pruners/pruner.ts imports pruners/bad.ts: a contract imports no implementation.');
  });

  test('a circle, types included, told once', () => {
    const circle = new Map([
      ['math/a.ts', "import type { B } from './b.ts';\n"],
      ['math/b.ts', "import { c } from './c.ts';\n"],
      ['math/c.ts', "const a = await import('./a.ts');\n"],
    ]);
    expect(findings(circle)).toEqual([
      'Circle: math/a.ts → math/b.ts → math/c.ts → math/a.ts. What both need lies one floor below (CONTRIBUTING.md#layers).',
    ]);
  });

  test('a package or a Node module in the portable half', () => {
    expect(planted('study/bad.ts', "import 'node:fs';\n")).toEqual([
      "study/bad.ts imports 'node:fs', which is not portable (CONTRIBUTING.md#layers).",
    ]);
    expect(planted('cli/bad.ts', "import 'left-pad';\n")[0]).toContain('not among the packages');
    expect(planted('node/bad.ts', "import 'node:fs';\n")).toEqual([]);
  });

  test('a barrel imported from within', () => {
    const barrel = new Map([...good, ['samplers/index.ts', '']]);
    expect(findings(new Map([...barrel, ['study/bad.ts', "import '../samplers/index.ts';\n"]]))).toContain(
      'study/bad.ts imports the barrel samplers/index.ts: import the file itself (CONTRIBUTING.md#layers).',
    );
  });

  test('a file that is too long, a name without a comment, a folder without a floor', () => {
    expect(planted('math/bad.ts', '\n'.repeat(401))).toEqual([
      'math/bad.ts has 401 lines; 400 is the limit: it holds more than one idea.',
    ]);
    expect(planted('math/some-table.ts', '\n'.repeat(401))).toEqual([]);
    expect(planted('math/bad.ts', 'export const a = 1;\n/** Two. */\nexport const b = 2;\n')).toEqual([
      'math/bad.ts: the exported name a has no doc comment (a sentence for its user).',
    ]);
    expect(planted('utils/bad.ts', "import '../errors.ts';\n")).toEqual([
      'utils/bad.ts: no floor is known for utils/; name it in test/architecture.ts.',
    ]);
  });
});
