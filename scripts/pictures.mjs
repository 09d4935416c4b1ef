// Draws the pictures of docs/explain/spending.md from recorded searches: `node scripts/pictures.mjs`. With `--record` the
// searches run anew first, which takes minutes, and bench/pictures/recorded.json is written.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NODE, ROOT } from './process.mjs';
import { setUpPackages } from './setup.mjs';

const root = fileURLToPath(ROOT);
process.chdir(root);
await setUpPackages();
const { build } = await import('esbuild');

/** Bundles a module with the library's sources around it, and loads it. */
async function load(entry) {
  const outfile = `${root}.cache/pictures/${entry.replace(/\W+/g, '-')}.mjs`;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['vernier-source'],
    logLevel: 'error',
  });
  return await import(pathToFileURL(outfile));
}

const RECORDED = 'bench/pictures/recorded.json';
if (process.argv.includes('--record')) {
  const { record } = await load('bench/pictures/record.ts');
  const revision = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const recorded = await record(revision, (line) => console.log(line));
  writeFileSync(RECORDED, `${JSON.stringify(recorded)}\n`);
  execFileSync(NODE, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', RECORDED]);
}
const { pictures } = await load('bench/pictures/draw.ts');
mkdirSync('docs/images', { recursive: true });
for (const [name, svg] of Object.entries(pictures(JSON.parse(readFileSync(RECORDED, 'utf8'))))) {
  writeFileSync(`docs/images/${name}`, svg);
  console.log(`docs/images/${name}`);
}
