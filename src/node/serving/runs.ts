import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { yamlTree } from '../../config/yaml-tree.ts';
import { VernierError } from '../../errors.ts';
import type { Programs, RunWish, StartedRun } from '../../server/programs.ts';
import { Refusal } from '../../server/refusal.ts';
import { catalog as pruners } from '../../pruners/catalog.ts';
import { catalog as samplers } from '../../samplers/catalog.ts';
import { readConfig } from '../config/config.ts';
import { endGroup, requireGroups, signalGroup } from '../executors/group.ts';
import { ledger, MARK } from '../executors/ledger.ts';
import { fileName } from '../file-name.ts';
import { inFile, type LoadedTree, loadTree } from '../load.ts';
import { realPathInside } from '../trial-file-place.ts';
import { logPiece } from '../trial-log.ts';

/** Where runs are started, and what they are told. */
export interface RunPlace {
  /** Folders that programs may be started from. @see allowedFolders */
  readonly folders: readonly string[];
  /** The address of the storage, as a run in `cwd` understands it. */
  readonly storage: string;
  /** The working folder of runs: that of whoever serves, so that folders of trials lie where they are looked for. */
  readonly cwd: string;
  /** So many may run at once, those that are to be kept among them; default 8. */
  readonly most?: number;
}

/** Each run has trials of its own at once: a machine is soon full. */
const MOST_RUNS = 8;

/** A run has so long to end by itself once it is told, in milliseconds; its trials go back to the queue meanwhile. */
const GRACE_MS = 15_000;
/** What runs print is kept here, from the working folder. */
const LOGS = join('.vernier', 'runs');
/** Of earlier ones the oldest go first. */
const MOST_LOGS = 200;
/** What the server alone is to know. */
const NOT_THEIRS = { VERNIER_OIDC_SECRET: undefined, VERNIER_PASSWORD: undefined };
/** How the name of a study's own config ends, which is written for one run, and how long it is of use at most, in milliseconds. */
const OWN = '.vernier.yaml';
const OLD_MS = 3600_000;
const CONFIGS = ['.yaml', '.yml', '.json'];

/** Folders as they really are. @throws `config-invalid` for one that is none */
export function allowedFolders(folders: readonly string[]): readonly string[] {
  return folders.map((folder) => {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new VernierError('config-invalid', `--allow-run ${folder}: there is no such folder.`, {
        hint: 'Name the folder of the programs that may be started.',
      });
    return realpathSync(folder);
  });
}

/** Starts `vernier run` for a server, each in a process group of its own. */
export function startsRuns(place: RunPlace): Programs {
  requireGroups('--allow-run');
  const runs: Run[] = [];
  const runOf = (n: number): Run => runs.find(({ now }) => now.n === n)!;
  let last = 0;
  let starting = 0;
  async function begun(wish: RunWish): Promise<StartedRun> {
    const what = await chosen(place, wish);
    const run = await started(place, wish, what, ++last).catch((error: unknown) => {
      if (what.isOurs) rmSync(what.file, { force: true });
      throw error;
    });
    runs.push(run);
    return run.now;
  }
  return {
    folders: place.folders,
    async start(wish) {
      const most = place.most ?? MOST_RUNS;
      if (starting + runs.filter(({ now }) => now.state !== 'ended').length >= most) throw full(most);
      starting++;
      return begun(wish).finally(() => starting--);
    },
    list: () => runs.map(({ now }) => now).toReversed(),
    async output(n, from) {
      const { log, now } = runOf(n);
      const file = await open(log);
      try {
        const { text, next, bytes } = await logPiece(file, from, now.state === 'ended');
        return { text, next, isWhole: now.state === 'ended' && next >= bytes };
      } finally {
        await file.close();
      }
    },
    stop: (n, force) => void runOf(n).end(force),
    async close() {
      await Promise.all(runs.filter(({ now }) => now.state !== 'ended' && !now.keep).map((run) => run.end(false)));
    },
  };
}

/** A run, and the file of what it prints. */
interface Run {
  readonly now: StartedRun;
  readonly log: string;
  /** Ends it. Resolves when nothing of it runs. */
  end(force: boolean): Promise<void>;
}

/** What a run is started with. */
interface Chosen {
  /** Real path. */
  readonly file: string;
  /** Was it written for this run alone? */
  readonly isOurs: boolean;
}

async function chosen({ folders }: RunPlace, wish: RunWish): Promise<Chosen> {
  if (wish.file !== null) {
    const file = await fileInside(folders, resolve(folders[0]!, wish.file));
    if (CONFIGS.includes(extname(file))) await checkProgram(folders, file, await loadTree(file), false);
    return { file, isOurs: false };
  }
  if (wish.config === null)
    throw new VernierError('config-invalid', 'This study was not made of a config here: say which file is to be run.', {
      hint: 'Send file: a config file in one of the allowed folders.',
    });
  const folder = wish.folder === null ? folders[0]! : await inside(folders, resolve(folders[0]!, wish.folder));
  if (!statSync(folder).isDirectory())
    throw outside(`${JSON.stringify(folder)} is no folder.`, 'Name an allowed folder.');
  const begin = fileName(wish.study, wish.id);
  const file = join(folder, `${begin}.${randomUUID().slice(0, 8)}${OWN}`); // another one for each run
  const { config } = wish;
  // Checked before it is written: as long as it lay there, it could be started as a file of the folder, which may name a command.
  await checkProgram(
    folders,
    file,
    inFile(file, () => yamlTree(config)),
    true,
  );
  removeOld(folder, begin);
  writeFileSync(file, config, { mode: 0o600, flag: 'wx' }); // wx: a link that lies there is not written through
  return { file, isOurs: true };
}

/** Configs of a study that a server left which was killed: their runs have read them long ago. */
function removeOld(folder: string, begin: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${begin}.`) || !name.endsWith(OWN)) continue;
    const file = join(folder, name);
    const written = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (written < Date.now() - OLD_MS) rmSync(file, { force: true });
  }
}

/**
 * What a config starts must lie inside, too. A config that came over the network may name no command: its words could start anything.
 *
 * @throws Refusal 403; `config-invalid`
 */
async function checkProgram(
  folders: readonly string[],
  file: string,
  loaded: LoadedTree,
  isForeign: boolean,
): Promise<void> {
  const { program, command, notify } = readConfig(file, loaded, { samplers, pruners });
  if (isForeign && command !== null)
    throw outside(
      'A config that was sent to the server may name a program, not a command.',
      'Put the config into a file of an allowed folder.',
    );
  if (isForeign && notify.length > 0)
    throw outside(
      'A config that was sent to the server may have no notify: that could start anything, or ask any address.',
      'Put the config into a file of an allowed folder.',
    );
  if (program !== null) await fileInside(folders, resolve(dirname(file), program));
  else if (command === null)
    throw new VernierError('config-invalid', 'The config names neither program nor command, so nothing can be run.', {
      hint: 'Add program: train.py',
    });
}

/** The real path of a file in an allowed folder. @throws Refusal 403 */
async function fileInside(folders: readonly string[], path: string): Promise<string> {
  const real = await inside(folders, path);
  if (!statSync(real).isFile()) throw outside(`${JSON.stringify(path)} is no file.`, 'Name a config file or a script.');
  return real;
}

/** The real path of something in an allowed folder, or of such a folder. @throws Refusal 403 for what lies, or leads, elsewhere */
async function inside(folders: readonly string[], path: string): Promise<string> {
  for (const folder of folders) {
    if (path === folder) return folder;
    const real = path.startsWith(folder) ? await realPathInside(folder, path.slice(folder.length)) : null;
    if (real !== null) return real;
  }
  throw outside(
    `There is nothing to run at ${JSON.stringify(path)} in the allowed folders.`,
    `Allowed: ${folders.join(', ')}`,
  );
}

const full = (most: number): Refusal =>
  new Refusal(
    409,
    'runs-full',
    `${most === 1 ? 'A run is' : `${most} runs are`} under way: no more may run at once on this server.`,
    {
      hint: 'Stop one or wait until one ends; whoever runs the server may allow more: vernier serve --most-runs COUNT',
    },
  );

const outside = (message: string, hint: string): Refusal => new Refusal(403, 'run-outside', message, { hint });

/** The command line interface beside this file, as this process runs it. */
function cli(): readonly string[] {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  return import.meta.url.endsWith('.js')
    ? [path('../../cli/main.js')]
    : [path('../entry/from-source.mjs'), path('../../cli/main.ts')];
}

async function started(place: RunPlace, wish: RunWish, { file, isOurs }: Chosen, n: number): Promise<Run> {
  const groups = wish.keep ? null : await ledger();
  mkdirSync(resolve(place.cwd, LOGS), { recursive: true, mode: 0o700 });
  const logs = resolve(place.cwd, LOGS);
  for (const old of readdirSync(logs).sort().slice(0, -MOST_LOGS)) rmSync(join(logs, old), { force: true });
  const log = join(logs, `${Date.now()}-${n}.log`);
  const output = openSync(log, 'wx', 0o600);
  const words = [...cli(), 'run', file, '--storage', place.storage, `--name=${wish.study}`, '--plain'];
  const child = await spawned(() =>
    spawn(process.execPath, words, {
      cwd: place.cwd,
      env: { ...process.env, ...NOT_THEIRS, NO_COLOR: '1', [MARK]: groups?.mark },
      detached: true,
      stdio: ['ignore', output, output],
    }),
  ).finally(() => closeSync(output));
  const group = child.pid!;
  groups?.started(group);
  let now: StartedRun = {
    n,
    id: wish.id,
    by: wish.by,
    file,
    keep: wish.keep,
    pid: group,
    startedAt: Date.now(),
    state: 'running',
    endedAt: null,
    code: null,
    signal: null,
  };
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      now = { ...now, state: 'ended', endedAt: Date.now(), code, signal };
      // What it may have left behind must not outlive it.
      void endGroup(group, 2_000).then(() => {
        groups?.ended(group);
        if (isOurs) rmSync(file, { force: true });
        resolve();
      });
    }),
  );
  if (wish.keep) child.unref();
  return {
    get now() {
      return now;
    },
    log,
    async end(force) {
      if (now.state !== 'ended') now = { ...now, state: 'stopping' };
      if (force) signalGroup(group, 'SIGKILL');
      else void endGroup(group, GRACE_MS);
      await ended;
    },
  };
}

/** Some errors are thrown (a name with a zero byte in it), others told by an event. */
async function spawned(start: () => ChildProcess): Promise<ChildProcess> {
  try {
    const child = start();
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return child;
  } catch (error) {
    throw new VernierError('storage-unavailable', `The run could not be started: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
