import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const text = (file: string) => readFileSync(ROOT + file, 'utf8');

interface Manifest {
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(text('package.json')) as Manifest;

describe('the package', () => {
  test('names exact versions of everything but the SQLite driver, which npm chooses by engine', () => {
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version).toMatch(/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/);
  });

  test('has a lock file without addresses', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved": "http/);
  });

  test('exports sources and built files that belong together', () => {
    for (const [name, { 'vernier-source': source, default: built, types }] of Object.entries(manifest.exports)) {
      expect(text(source!.slice(2)).length, name).toBeGreaterThan(0);
      expect(built).toBe(source!.replace('./src/', './dist/').replace(/\.ts$/, '.js'));
      expect(types).toBe(built!.replace(/\.js$/, '.d.ts'));
    }
  });

  test('pins every Python package of the tests', () => {
    for (const version of ['5', '49'])
      for (const line of text(`test/python/requirements-optuna${version}.txt`).split('\n'))
        if (line !== '' && !line.startsWith('#')) expect(line).toMatch(/^[\w.-]+==[\w.]+( ; .*)?$/);
  });
});

test('continuous integration runs what everybody runs', () => {
  const commands = text('.ci/run')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(commands).toEqual(['cd "$(dirname "$0")/.." && exec npm test']);
});

describe('the scripts say what they want', () => {
  test('an example that does not exist', async () => {
    const { code, output } = await script('example.mjs', ['nothing']);
    expect(code).toBe(2);
    const names = readdirSync(new URL('../examples', import.meta.url)).sort();
    expect(names).toContain('digits-typescript');
    expect(output).toContain(`There are ${names.join(', ')}: npm run example ${names[0]}`);
  });
});

function script(name: string, args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [`${ROOT}scripts/${name}`, ...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
  });
}
