// `npm run bench NAME … -- --json FILE`: measures rows (bench/rows.ts) by id or group, each in a fresh process, prints
// them, and writes { machine, versions, commit, date, command, rows } to FILE. Exit code 1 where a row misses its limit.
// `npm run bench dev -- …` and the other programs of PROGRAMS look after themselves.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages, setUpPython } from './setup.mjs';

/** The Python of the peers of the quality rows, which have an environment of their own. */
const PARTNERS = '.cache/bench/venv/bin/python';

/** Above this load per core at the start, times are judged by their ratio to the peer. */
const BUSY = 0.4;

/** Programs beside the rows. They bundle the samplers that they compare from their sources, so nothing is built. */
const PROGRAMS = {
  dev: 'bench/dev.ts',
  'dev-curves': 'bench/dev-curves.ts',
  compare: 'bench/compare.ts',
  'cost-ablation': 'bench/cost-ablation.ts',
  confirm: 'bench/confirm.ts',
  gate: 'bench/gate.ts',
  page: 'bench/page.ts',
};

const root = fileURLToPath(ROOT);
process.chdir(root);
const [first, ...rest] = process.argv.slice(2);
if (first in PROGRAMS) {
  await setUpPackages();
  if (rest.some((word) => /^(--peers\b|peer:)/.test(word))) await setUpPeers();
  const folder = await compile([PROGRAMS[first]]);
  process.exit(await run(NODE, [`${folder}/${first}.js`, ...rest]));
}
const { names, json, seed, passed } = options(process.argv.slice(2));
const load = loadavg()[0];
await setUpPackages();
await build();
const python = await setUpPython('.venv', 'test/python/requirements-optuna5.txt');
if ('reason' in python) console.log(`Without peers: ${python.reason}`);

const bundle = await compile(['bench/row.ts', 'bench/rows.ts', 'bench/judged.ts']);
const { GROUPS, ROWS } = await import(`${bundle}/rows.js`);
const { judged } = await import(`${bundle}/judged.js`);
const wanted = [...new Set(names.flatMap((name) => GROUPS[name] ?? [name]))];
const unknown = wanted.filter((id) => !(id in ROWS));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(
    `${unknown.length > 0 ? `No row or group is called ${unknown.join(', ')}.` : 'Which rows?'}\nGroups: ${Object.keys(GROUPS).join(', ')}\nRows: ${Object.keys(ROWS).join(', ')}`,
  );
  process.exit(2);
}

if (wanted.some((id) => id.startsWith('auto-') || id === 'fidelity-regret')) await setUpPeers();
const busy = load > BUSY * availableParallelism();
if (busy) console.log(`Load ${load.toFixed(2)}: this machine is busy, so times are judged by their ratio to the peer.`);
const rows = [];
for (const id of wanted) {
  const row = await measure(id);
  rows.push(row);
  if (row.detail?.missing !== undefined) console.log(`  ${row.detail.missing}`);
  const peers = (row.peers ?? []).map((peer) => `${peer.name} ${short(peer.value)}`).join(', ');
  console.log(
    `${row.ok ? '✓' : '✗'} ${id}: ${short(row.value)} ${row.unit}  (limit ${row.bound === undefined ? '' : `${row.bound} `}${row.limit})${peers && `  [${peers}]`}`,
  );
}
if (json !== null) write(json);
if (names.includes('quality')) {
  const folder = await compile([PROGRAMS.page]);
  const file = `${root}.cache/bench/quality-rows.json`;
  write(file);
  const given = (name) => passed[passed.indexOf(name) + 1];
  await run(NODE, [
    `${folder}/page.js`,
    '--rows',
    file,
    ...(passed.includes('--sampler') ? ['--sampler', given('--sampler')] : []),
    ...(passed.includes('--seeds') ? ['--seeds', `${seed}..${seed + Number(given('--seeds')) - 1}`] : []),
  ]);
}
if (rows.some((row) => !row.ok)) process.exitCode = 1;

function options(args) {
  const read = { names: [], json: null, seed: 1, passed: [] };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--json') read.json = resolve(args[++i]);
    else if (args[i] === '--seed') read.seed = Number(args[++i]);
    else if (args[i] === '--sampler' || args[i] === '--seeds') read.passed.push(args[i], args[++i]);
    else if (args[i] !== '--') read.names.push(args[i]);
  }
  return read;
}

/**
 * Bundles benchmarks as plain JavaScript that imports `vernier` from `dist`, as a user's program would.
 *
 * @returns {Promise<string>} a folder named after its contents: what runs from it is never changed
 */
async function compile(entryPoints) {
  const { build: bundleWith } = await import('esbuild');
  const outdir = `${root}.cache/bench/programs`;
  const { outputFiles } = await bundleWith({
    entryPoints,
    bundle: true,
    splitting: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir,
    logLevel: 'error',
  });
  const hash = createHash('sha256');
  for (const { path, contents } of outputFiles) hash.update(path).update(contents);
  const folder = `${outdir}/${hash.digest('hex').slice(0, 12)}`;
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path.replace(outdir, folder), contents);
  return folder;
}

/** The peers of the quality rows have a Python environment of their own: tests need none of them. */
async function setUpPeers() {
  mkdirSync(`${root}.cache/bench`, { recursive: true });
  const made = await setUpPython('.cache/bench/venv', 'bench/peers/requirements.txt');
  if ('reason' in made) console.log(`Without peers: ${made.reason}`);
}

/** One row in a fresh process; a row that cannot be measured has missed. */
function measure(id) {
  return new Promise((done) => {
    const args = ['--expose-gc', `${bundle}/row.js`, id, '--seed', String(seed), ...passed];
    const child = spawn(NODE, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      if (code === 0 && line.startsWith('{')) {
        const { row, measured } = JSON.parse(line);
        done(judged(row, measured, busy));
      } else done({ id, what: `ended with code ${code}`, value: null, unit: '', limit: null, ok: false });
    });
  });
}

function write(file) {
  const found = {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memory: totalmem(),
      system: `${platform()} ${release()}`,
      loadAtStart: load,
      busy,
    },
    versions: {
      node: process.versions.node,
      vernier: JSON.parse(readFileSync('package.json', 'utf8')).version,
      ...('python' in python ? pythonVersions(python.python, ['optuna', 'rustuna', 'scikit-learn', 'scipy']) : {}),
      ...(existsSync(PARTNERS)
        ? { peers: pythonVersions(PARTNERS, ['optuna', 'rustuna', 'nevergrad', 'hyperopt']) }
        : {}),
    },
    commit: commit(),
    date: new Date().toISOString(),
    command: `npm run bench ${names.join(' ')} -- --seed ${seed} ${passed.join(' ')}`.trim(),
    rows,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
}

function pythonVersions(python, packages) {
  const code = `import json, platform, importlib.metadata as m; print(json.dumps({"python": platform.python_version(), **{p: m.version(p) for p in ${JSON.stringify(packages)}}}))`;
  return JSON.parse(execFileSync(python, ['-c', code], { encoding: 'utf8' }));
}

/** The commit measured, with `+` where the work tree differs from it. */
function commit() {
  if (!existsSync('.git')) return null;
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const dirty = git('status', '--porcelain', '--', 'src', 'bench', 'package.json') !== '';
    return git('rev-parse', 'HEAD') + (dirty ? '+' : '');
  } catch {
    return null;
  }
}

function short(value) {
  if (typeof value !== 'number') return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
