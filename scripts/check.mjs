// `npm run check`: the fast loop while working: format, lint, types, unit tests with architecture. `--fix` repairs
// format and lint instead.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NODE, ROOT } from './process.mjs';
import { setUpPackages } from './setup.mjs';

/** name: arguments of Node. In the order of how fast they answer. */
export const CHECKS = {
  format: ['node_modules/@biomejs/biome/bin/biome', 'format', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', '--quiet'],
  'types (portable)': ['node_modules/ts7/bin/tsc', '-p', 'tsconfig.portable.json', '--noEmit'],
  'types (node)': ['node_modules/ts7/bin/tsc', '-p', 'tsconfig.node.json', '--noEmit'],
  'types (tests)': ['node_modules/ts7/bin/tsc', '-p', 'tsconfig.test.json'],
  'types (dashboard)': ['node_modules/ts7/bin/tsc', '-p', 'dashboard/tsconfig.json'],
};

// Tests that start programs, and those that wait for locks and disks, are left to `npm test`.
const SLOW = ['src/node/executors/**', 'src/node/sqlite*'];
const UNIT = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=dot',
  'src',
  'test/architecture.test.ts',
  ...SLOW.map((files) => `--exclude=${files}`),
];
const REPAIRS = {
  format: ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', '--fix'],
};

/**
 * Runs one check; its words are kept until it ends.
 *
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<{ name: string, ok: boolean, output: string, seconds: number }>}
 */
export function check(name, args) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(NODE, args, { cwd: fileURLToPath(ROOT), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (code) => resolve({ name, ok: code === 0, output, seconds: (Date.now() - began) / 1000 }));
  });
}

/** One line a check, and its words where it found something. */
export function show({ name, ok, output, seconds }) {
  console.log(`${ok ? '✓' : '✗'} ${name}  ${seconds.toFixed(1)} s`);
  if (!ok) console.log(output);
}

async function main() {
  await setUpPackages();
  const repair = process.argv.includes('--fix');
  const found = [];
  for (const [name, args] of Object.entries(repair ? REPAIRS : { ...CHECKS, 'unit and architecture': UNIT })) {
    const result = await check(name, args);
    show(result);
    found.push(result);
  }
  if (found.some((result) => !result.ok)) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
