import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VernierError } from '../../errors.ts';
import { entryArguments } from './entry.ts';
import { endProcesses, signalGroup } from './group.ts';
import { isMarked, type ListedProcess, membersOf, processesWith, realm, startOf } from './process-table.ts';

/** The environment variable that marks all processes of one parent's trials. */
export const MARK = 'VERNIER_OWNER';

/** The process groups that this process has started: listed on disk, watched, and ended when this process is gone. */
export interface Ledger {
  /** Value of the environment variable `MARK` for every process started. */
  readonly mark: string;
  started(group: number): void;
  ended(group: number): void;
}

let own: Ledger | null = null;

/**
 * This process' ledger. The first call ends what earlier processes left behind, and starts the watcher.
 *
 * A ledger is a file in a folder that only this user can write: a first line that says whose it is, then one line for
 * each group started (`+`) and ended (`-`). The watcher holds a pipe from this process; when that closes, it ends the
 * groups. Whoever starts next does the same for ledgers whose process and watcher are both gone.
 */
export async function ledger(): Promise<Ledger> {
  if (own !== null) return own;
  await endLeftovers();
  own ??= openLedger();
  return own;
}

/**
 * Ends the processes that died Vernier processes of this user left on this host, and says how many groups they were.
 *
 * @param folder  where the ledgers lie; default: a folder of this user among the temporary files
 */
export async function endLeftovers(folder: string = ledgerFolder()): Promise<number> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.groups'));
  const orphaned = files.map((name) => join(folder, name)).filter((file) => isOrphaned(file));
  const counts = await Promise.all(orphaned.map((file) => endListed(file)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Ends all groups of a ledger whose process is gone (SIGTERM, SIGKILL after `graceMs`), then removes the ledger.
 * Answers how many still ran.
 */
export async function endListed(file: string, graceMs = 2_000): Promise<number> {
  const ledger = readLedger(file);
  if (ledger === null) return 0;
  const groups = groupsLeft(ledger);
  await endProcesses(() => processesLeft(ledger), graceMs);
  rmSync(file, { force: true });
  return groups.size;
}

interface Header {
  /** Where process numbers mean what they mean here: a container beside us may share the folder. */
  readonly realm: string;
  readonly pid: number;
  readonly start: string;
  readonly mark: string;
}

interface LedgerRecord extends Header {
  /** Groups started and not known to have ended, with the start of their first process. */
  readonly groups: ReadonlyMap<number, string>;
}

function openLedger(): Ledger {
  const header: Header = { realm: realm(), pid: process.pid, start: startOf(process.pid) ?? '', mark: randomUUID() };
  const file = resolve(ledgerFolder(), `${header.pid}-${header.mark}.groups`);
  // Whole from the moment it has its name: a ledger without its first line would count as orphaned.
  writeFileSync(`${file}.new`, `${JSON.stringify(header)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(`${file}.new`, file);
  const list = openSync(file, 'a');
  startWatcher(file);
  const running = new Set<number>();
  process.on('exit', () => {
    for (const group of running) signalGroup(group, 'SIGKILL');
    // Where something ran, the watcher looks for what had left the groups, and removes the ledger then.
    if (running.size === 0) rmSync(file, { force: true });
  });
  return {
    mark: header.mark,
    started(group) {
      running.add(group);
      writeSync(list, `+${group} ${startOf(group) ?? ''}\n`);
    },
    ended(group) {
      running.delete(group);
      writeSync(list, `-${group}\n`);
    },
  };
}

/** In a session of its own, so that Ctrl-C does not reach it; its standard input is the pipe that tells of our end. */
function startWatcher(file: string): void {
  const watcher = spawn(process.execPath, [...entryArguments('watcher'), file], {
    cwd: '/',
    detached: true,
    // Without the mark of another Vernier that we may be a trial of: the watcher must outlive that one's trials.
    env: { ...process.env, [MARK]: undefined },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
}

/** @throws `storage-unavailable` where the folder is somebody else's: its ledgers could name any process. */
function ledgerFolder(): string {
  const user = process.getuid!();
  const folder = join(tmpdir(), `vernier-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === user && (found.mode & 0o022) === 0) return folder;
  throw new VernierError('storage-unavailable', `${folder} does not belong to this user (${user}) alone.`, {
    hint: 'Remove it, or set TMPDIR to a folder of your own.',
  });
}

function isOrphaned(file: string): boolean {
  const header = readLedger(file);
  return header !== null && header.realm === realm() && startOf(header.pid) !== header.start;
}

function readLedger(file: string): LedgerRecord | null {
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return null;
  }
  const groups = new Map<number, string>();
  for (const line of lines.slice(1)) {
    const [, sign, id, start] = /^([+-])(\d+) ?(.*)$/.exec(line) ?? [];
    if (sign === '+') groups.set(Number(id), start!);
    else if (sign === '-') groups.delete(Number(id));
  }
  return { ...headerOf(lines[0]!), groups };
}

/** Of a ledger cut off before its first line was whole nothing can be told; nothing had been started by then. */
function headerOf(line: string): Header {
  try {
    return JSON.parse(line) as Header;
  } catch {
    return { realm: realm(), pid: 0, start: '', mark: '' };
  }
}

/** What still runs of a ledger: members of its groups, and (where it can be told) every process with its mark. */
function processesLeft(ledger: LedgerRecord): readonly ListedProcess[] {
  const members = membersOf(groupsLeft(ledger));
  if (ledger.mark === '') return members;
  const known = new Set(members.map((one) => one.pid));
  return [...members, ...processesWith(MARK, ledger.mark).filter((one) => !known.has(one.pid))];
}

/** Groups of the ledger that still run and are still those that it means: numbers are given out again. */
function groupsLeft(ledger: LedgerRecord): Set<number> {
  const listed = new Set(ledger.groups.keys());
  const left = new Set<number>();
  for (const one of membersOf(listed)) {
    const leaderStart = startOf(one.group);
    const same =
      leaderStart === null
        ? isMarked(one.pid, MARK, ledger.mark) !== false
        : leaderStart === ledger.groups.get(one.group);
    if (same) left.add(one.group);
  }
  return left;
}
