// Compiles every src/math/wasm/assembly/*.as, with the files of folders beside it that it imports, and writes each as base64 into a module
// beside the folder. `--check`: compares only.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const folder = new URL('../src/math/wasm/', import.meta.url);
const check = process.argv.includes('--check');
let differs = false;

for (const file of readdirSync(new URL('assembly/', folder)).sort()) {
  if (!file.endsWith('.as')) continue;
  const name = file.replace(/\.as$/, '');
  const target = new URL(`${name}.generated.ts`, folder);
  const text = await generated(name);
  if (!check) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    differs = true;
    console.error(
      `src/math/wasm/${name}.generated.ts is not what assembly/${file} compiles to. Run: node scripts/wasm.mjs`,
    );
  }
}
process.exitCode = differs ? 1 : 0;

async function generated(name) {
  const binary = await compiled(name);
  const base64 = Buffer.from(binary).toString('base64');
  return [
    `// Made by scripts/wasm.mjs from assembly/${name}.as; do not edit.`,
    `/** WebAssembly of assembly/${name}.as, ${binary.length} bytes, base64. */`,
    `export const WASM =\n  '${base64}';`,
    '',
  ].join('\n');
}

async function compiled(name) {
  let binary;
  const flags =
    '--optimizeLevel 3 --shrinkLevel 0 --converge --noAssert --runtime stub --enable simd --initialMemory 1';
  const { error, stderr } = await asc.main([`${name}.ts`, ...flags.split(' '), '--outFile', `${name}.wasm`], {
    readFile: source,
    writeFile: (_, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${name}.as does not compile:\n${stderr}`);
  return binary;
}

/** The text of a file of the folder, or null. The compiler asks for each by the only ending that it knows. */
function source(path) {
  const file = new URL(`assembly/${path.replace(/\.ts$/, '.as')}`, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
