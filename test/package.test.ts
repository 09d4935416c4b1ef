import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { slow } from './components.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TSC = join(ROOT, 'node_modules/ts7/bin/tsc');
const run = promisify(execFile);

const ENTRIES = [
  '',
  '/samplers',
  '/pruners',
  '/storage',
  '/execution',
  '/analysis',
  '/scene',
  '/sqlite',
  '/executors',
  '/client',
];

// Not every program skips the check of the declarations that it is given.
const STRICT_TYPES = [
  '--noEmit',
  '--strict',
  '--skipLibCheck',
  'false',
  '--module',
  'nodenext',
  '--target',
  'es2023',
].concat(['--lib', 'es2023,dom', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]);

test('the packed package, installed in an empty folder without its optional part, tunes and has its command', async (context) => {
  slow(context);
  if (process.platform === 'win32') context.skip('only on Linux and macOS');
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('The package is packed as built: npm run build.');
  const folder = mkdtempSync(join(tmpdir(), 'vernier-package-'));
  try {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
    const packed = readdirSync(folder).find((file) => file.endsWith('.tgz'))!;
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    await run('npm', ['install', '--engine-strict', '--omit=optional', '--no-fund', '--no-audit', `./${packed}`], {
      cwd: folder,
    });
    writeFileSync(
      join(folder, 'try.js'),
      `import { createStudy, float, space } from 'vernier';
       const study = await createStudy({ space: space({ x: float(-1, 1) }) });
       await study.optimize(({ x }) => x * x, { trials: 20 });
       console.log(study.best.values[0] < 0.1);`,
    );
    expect((await run(process.execPath, ['try.js'], { cwd: folder })).stdout).toBe('true\n');
    writeFileSync(
      join(folder, 'types.ts'),
      ENTRIES.map((entry, i) => `export * as e${i} from 'vernier${entry}';`).join('\n'),
    );
    await run(process.execPath, [TSC, ...STRICT_TYPES, 'types.ts'], { cwd: folder });
    const help = await run(join(folder, 'node_modules/.bin/vernier'), ['--help'], { cwd: folder });
    expect(help.stdout).toContain('vernier run tune.yaml');
    const files = readdirSync(join(folder, 'node_modules/vernier'), { recursive: true, encoding: 'utf8' });
    expect(files).toContain(join('clients', 'python', 'vernier_client.py'));
    expect(files.filter((file) => /\.test\.|golden|\.tsbuildinfo$/.test(file))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
