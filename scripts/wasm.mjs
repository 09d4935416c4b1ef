// Compiles src/math/wasm/assembly/*.as and writes each as base64 into a module beside the folder. `--check`: compares only.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const folder = new URL('../src/math/wasm/', import.meta.url);
const check = process.argv.includes('--check');
let differs = false;

for (const file of readdirSync(new URL('assembly/', folder)).sort()) {
  const name = file.replace(/\.as$/, '');
  const target = new URL(`${name}.generated.ts`, folder);
  const text = await generated(name, readFileSync(new URL(`assembly/${file}`, folder), 'utf8'));
  if (!check) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    differs = true;
    console.error(
      `src/math/wasm/${name}.generated.ts is not what assembly/${file} compiles to. Run: node scripts/wasm.mjs`,
    );
  }
}
process.exitCode = differs ? 1 : 0;

async function generated(name, source) {
  const { error, binary, stderr } = await asc.compileString(source, {
    optimizeLevel: 3,
    shrinkLevel: 0,
    converge: true,
    noAssert: true,
    runtime: 'stub',
    enable: ['simd'],
    initialMemory: 1,
  });
  if (error) throw new Error(`${name}.as does not compile:\n${stderr}`);
  const base64 = Buffer.from(binary).toString('base64');
  return [
    `// Made by scripts/wasm.mjs from assembly/${name}.as; do not edit.`,
    `/** WebAssembly of assembly/${name}.as, ${binary.length} bytes, base64. */`,
    `export const WASM =\n  '${base64}';`,
    '',
  ].join('\n');
}
