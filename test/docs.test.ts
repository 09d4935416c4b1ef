import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { needs, pythonWith } from './components.ts';
import { checkConfigFile } from './config-check.ts';
import { type CodeBlock, codeBlocks, localLinks, pages, readPage } from './code-blocks.ts';

// Every code block of a page is run, in order, in one folder of the page's own. Blocks that begin with a file name
// (`// train.ts`, `# tune.yaml`) are written there; `ts` is type-checked and run, `sh` is run, `yaml` is read by the
// config loader, `python` is compiled, `json` is parsed; `text` is left alone. Programs import the built package, as
// a reader's would.

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const WORK = join(ROOT, '.cache/docs');
const PAGES = pages(ROOT);
const run = promisify(execFile);

const folderOf = (page: string) => join(WORK, page.replace(/\.md$/, '').replaceAll('/', '-'));
const nameOf = ({ file, line }: CodeBlock) => file ?? `line-${line}.ts`;

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('The docs use the built package: npm run build.');
  rmSync(WORK, { recursive: true, force: true });
  standIns();
  for (const page of PAGES) {
    mkdirSync(folderOf(page), { recursive: true });
    for (const block of codeBlocks(readPage(ROOT, page)))
      if (block.language === 'ts' || block.file !== null)
        writeFileSync(join(folderOf(page), nameOf(block)), `${block.code}\n`);
  }
});

test('all TypeScript in the docs is well typed', async () => {
  const config = {
    extends: '../../tsconfig.test.json',
    compilerOptions: { customConditions: [], rootDir: '../..', noUnusedLocals: false },
    include: ['**/*.ts'],
    exclude: [],
  };
  writeFileSync(join(WORK, 'tsconfig.json'), JSON.stringify(config));
  const types = run(process.execPath, [join(ROOT, 'node_modules/ts7/bin/tsc'), '-p', join(WORK, 'tsconfig.json')]);
  await expect(
    types.then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    ),
  ).resolves.toBe('');
});

describe.each(PAGES)('%s', (page) => {
  test('links lead somewhere', () => {
    for (const link of localLinks(readPage(ROOT, page)))
      expect(existsSync(join(ROOT, dirname(page), link)), `${page} links to ${link}`).toBe(true);
  });

  const blocks = codeBlocks(readPage(ROOT, page)).filter(({ language }) => language !== 'text');
  if (blocks.length > 0)
    test('its code runs', async (context) => {
      if (blocks.some(({ code }) => /^import optuna$/m.test(code))) needs('optuna5', context);
      for (const block of blocks) await runBlock(page, block);
    }, 120_000);
});

async function runBlock(page: string, block: CodeBlock): Promise<void> {
  const at = `${page}:${block.line}`;
  const cwd = folderOf(page);
  switch (block.language) {
    case 'ts':
      if (block.file === null) await runTypeScript(block, cwd, at);
      return;
    case 'sh':
      if (block.file === null) await runCommand('sh', ['-eu', '-c', block.code], cwd, at);
      return;
    case 'yaml':
      checkConfigFile(block.file ?? at, block.code);
      return;
    case 'json':
      expect(() => JSON.parse(block.code), at).not.toThrow();
      return;
    case 'python':
      return runCommand('python3', ['-c', 'import ast, sys; ast.parse(sys.argv[1])', block.code], cwd, at);
    default:
      throw new Error(
        `${at}: "${block.language}" is no language that the docs test knows; use text where nothing is to be run.`,
      );
  }
}

async function runTypeScript(block: CodeBlock, cwd: string, at: string): Promise<void> {
  const { code } = await transform(block.code, { loader: 'ts', format: 'esm', target: 'es2022' });
  const file = join(cwd, `line-${block.line}.mjs`);
  writeFileSync(file, code);
  await runCommand(process.execPath, [file], cwd, at);
}

async function runCommand(file: string, args: readonly string[], cwd: string, at: string): Promise<void> {
  const env = {
    ...process.env,
    PATH: [join(WORK, 'bin'), ...pythonFolder(), process.env.PATH].join(delimiter),
    NO_COLOR: '1',
    VERNIER_PASSWORD: 'what a reader would type', // nobody does here
  };
  try {
    const running = run(file, args, { cwd, env, maxBuffer: 64e6 });
    running.child.stdin!.end(); // a question ends the block, and does not wait
    await running;
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string };
    expect.fail(`${at}: ${message}\n${stdout}\n${stderr}`);
  }
}

function pythonFolder(): readonly string[] {
  const python = pythonWith('optuna5');
  return python === null ? [] : [dirname(python)];
}

/** `vernier` and `npx vernier` are the built command; `npm` does nothing: the package is there already. */
function standIns(): void {
  mkdirSync(join(WORK, 'bin'), { recursive: true });
  const vernier = `exec "${process.execPath}" "${join(ROOT, 'dist/cli/main.js')}" "$@"`;
  const programs = { vernier, npx: `[ "$1" = vernier ] || exit 1\nshift\n${vernier}`, npm: '' };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(WORK, 'bin', name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(WORK, 'bin', name), 0o755);
  }
}
