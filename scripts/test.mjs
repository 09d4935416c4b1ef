// `npm test`: installs everything that any test needs, then runs all of them. `npm test -- NAME …` picks files and
// folders by a part of their path; `--full` adds the slow proofs. The last line is `N passed, N failed, N skipped`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECKS, check, show } from './check.mjs';
import { NODE, quietly, ROOT, run } from './process.mjs';
import { build, setUpChromium, setUpNode24, setUpPackages, setUpPython } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const full = process.argv.includes('--full');
const total = { passed: 0, failed: 0, skipped: [], failures: [] };
/** Components that could not be had: name -> reason. Their tests skip themselves, `test/components.ts` tells them why. */
const missing = {};
const env = {
  VERNIER_TEST_REPORT: path('.cache/test-report.json'),
  VERNIER_SET_UP: 'done',
  ...(full ? { VERNIER_FULL: '1' } : {}),
};

await setUpPackages();
for (const [component, folder, requirements] of [
  ['optuna5', '.venv', 'test/python/requirements-optuna5.txt'],
  ['optuna49', '.venv49', 'test/python/requirements-optuna49.txt'],
]) {
  const made = await setUpPython(folder, requirements);
  if ('reason' in made) missing[component] = made.reason;
}
const browser = await setUpChromium();
if ('reason' in browser) missing.chromium = browser.reason;
else env.CHROMIUM = browser.chromium;
await build();

if (names.length === 0) {
  for (const [name, args] of Object.entries(CHECKS)) {
    const result = await check(name, args);
    show(result);
    count(result.ok, name);
  }
}
await vitest('', NODE, env);
if (names.length === 0) await pythonClient();
if (full) {
  const found = await setUpNode24();
  if ('node' in found) await vitest('Node 24: ', found.node, env);
  else total.skipped.push({ name: 'all tests on Node 24', reason: `needs Node 24: ${found.reason}` });
}
finish();

function count(ok, name) {
  if (ok) total.passed++;
  else {
    total.failed++;
    total.failures.push(name);
  }
}

async function vitest(prefix, node, extra) {
  const report = extra.VERNIER_TEST_REPORT;
  mkdirSync(path('.cache'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    'run',
    '--reporter=default',
    `--reporter=${path('scripts/vitest-reporter.mjs')}`,
    '--passWithNoTests=false',
  ];
  const code = await run(node, [path('node_modules/vitest/vitest.mjs'), ...args, ...names], {
    env: { ...extra, VERNIER_MISSING: JSON.stringify(missing) },
  });
  if (!existsSync(report)) return count(false, `${prefix}Vitest ended with code ${code} and without a report`);
  const found = JSON.parse(readFileSync(report, 'utf8'));
  total.passed += found.passed;
  total.failed += found.failed;
  total.failures.push(...found.failures.map((name) => prefix + name));
  total.skipped.push(...found.skipped.map((test) => ({ name: prefix + test.name, reason: test.reason })));
  if (code !== 0 && found.failed === 0) count(false, `${prefix}Vitest ended with code ${code}`);
}

/** The client's own tests run under whatever Python there is: it needs nothing but the standard library. */
async function pythonClient() {
  const files = existsSync(path('clients/python')) ? readdirSync(path('clients/python')) : [];
  if (!files.some((file) => /^test_.*\.py$/.test(file))) return;
  const tests = await quietly('Testing the Python client', process.platform === 'win32' ? 'python' : 'python3', [
    '-m',
    'unittest',
    'discover',
    '-v',
    '-s',
    path('clients/python'),
  ]);
  if (tests.code === -1) {
    total.skipped.push({ name: 'clients/python', reason: 'needs Python 3: there is no python3' });
    return;
  }
  const ran = Number(/^Ran (\d+) tests?/m.exec(tests.output)?.[1] ?? 0);
  const skipped = [...tests.output.matchAll(/^(\S+) .*skipped ['"](.*)['"]$/gm)];
  total.skipped.push(...skipped.map(([, name, reason]) => ({ name: `clients/python: ${name}`, reason })));
  if (tests.code === 0 && ran > 0) total.passed += ran - skipped.length;
  else {
    console.log(tests.output);
    count(false, 'clients/python');
  }
}

function finish() {
  if (process.env.CI === 'true' || process.env.CI === '1') {
    const lacking = total.skipped.filter((test) => isLacking(test.reason));
    total.skipped = total.skipped.filter((test) => !isLacking(test.reason));
    total.failed += lacking.length;
    total.failures.push(
      ...lacking.map(({ name, reason }) => `${name} (not run, and CI=true: ${reason ?? 'no reason given'})`),
    );
  }
  if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join('\n')}`);
  const told = total.skipped.map(({ name, reason }) => `  ${name}\n    ${reason ?? 'no reason given'}`);
  if (told.length > 0) console.log(`\nSkipped:\n${told.join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** Skipped on purpose (a slow proof, another platform) is no failure anywhere; everything else is one in CI. */
function isLacking(reason) {
  return reason === null || !/^(slow:|only on )/.test(reason);
}
