import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process of this host as the operating system lists it. Zombies are left out: nothing of them runs. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

const LINUX = process.platform === 'linux';

/** All living processes. Cost: about 3 ms for 200 processes on Linux, one `ps` elsewhere. */
export function listProcesses(): readonly ListedProcess[] {
  return LINUX ? listFromProc() : listFromPs();
}

/** The living members of some process groups. */
export function membersOf(groups: ReadonlySet<number>): readonly ListedProcess[] {
  return listProcesses().filter((one) => groups.has(one.group));
}

/** Does anything of the process group run? Cheap where nothing does. */
export function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return membersOf(new Set([group])).length > 0;
}

/**
 * When a process was started, as a text that no later process with the same pid has; null where there is none.
 *
 * Linux: the boot and the clock tick, which no change of the wall clock moves. Elsewhere the second that `ps` tells.
 */
export function startOf(pid: number): string | null {
  if (!LINUX) return ps(['-o', 'lstart=', '-p', String(pid)]).trim() || null;
  const fields = statOf(pid);
  return fields === null || fields[0] === 'Z' ? null : `${bootId()}/${fields[19]}`;
}

/** Where process numbers mean what they mean here: this host, and on Linux this container. */
export function realm(): string {
  return LINUX ? `${hostname()} ${readlinkSync('/proc/self/ns/pid')}` : hostname();
}

/** Memory in use by a process group, in bytes; pages that its members share count once each. */
export function residentBytes(group: number): number {
  if (!LINUX) return residentFromPs(group);
  let kilobytes = 0;
  for (const { pid } of membersOf(new Set([group])))
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);
  return kilobytes * 1024;
}

/** What a process group uses. */
export interface GroupUsage {
  /** Seconds of processor time of its members, and of their children that have ended and were waited for. */
  readonly cpuSeconds: number;
  /** Resident memory in bytes; pages that members share count once each. */
  readonly memory: number;
}

/** What some process groups use, in one look; those of which nothing runs are left out. Linux alone: elsewhere none. */
export function usageOf(groups: ReadonlySet<number>): ReadonlyMap<number, GroupUsage> {
  const used = new Map<number, GroupUsage>();
  if (!LINUX) return used;
  for (const { pid, group } of membersOf(groups)) {
    const fields = statOf(pid);
    if (fields === null) continue;
    const { cpuSeconds, memory } = used.get(group) ?? { cpuSeconds: 0, memory: 0 };
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readProc(`${pid}/status`))?.[1] ?? 0);
    used.set(group, { cpuSeconds: cpuSeconds + ticks / TICKS, memory: memory + kilobytes * 1024 });
  }
  return used;
}

/** Of a second, as Linux tells times to programs, on every processor that Node runs on. */
const TICKS = 100;

/** Processes that were started with the environment variable `name=value`. Only Linux can tell; elsewhere none. */
export function processesWith(name: string, value: string): readonly ListedProcess[] {
  if (!LINUX) return [];
  const mark = `${name}=${value}`;
  return listFromProc().filter((one) => hasMark(one.pid, mark));
}

/** Was the process started with `name=value`? null where that cannot be told. */
export function isMarked(pid: number, name: string, value: string): boolean | null {
  return LINUX ? hasMark(pid, `${name}=${value}`) : null;
}

function hasMark(pid: number, mark: string): boolean {
  return readProc(`${pid}/environ`).split('\0').includes(mark);
}

function listFromProc(): ListedProcess[] {
  const found: ListedProcess[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const fields = statOf(pid);
    if (fields !== null && fields[0] !== 'Z') found.push({ pid, parent: Number(fields[1]), group: Number(fields[2]) });
  }
  return found;
}

/** Fields of /proc/PID/stat from the state on: the name before them may hold blanks and brackets. */
function statOf(pid: number): readonly string[] | null {
  const text = readProc(`${pid}/stat`);
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Empty where the process is gone meanwhile, or belongs to somebody else. */
function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

let boot: string | null = null;
function bootId(): string {
  boot ??= readProc('sys/kernel/random/boot_id').trim();
  return boot;
}

function listFromPs(): ListedProcess[] {
  return psTable(['-axo', 'pid=,ppid=,pgid=,stat=']).flatMap(([pid, parent, group, state]) =>
    state!.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }],
  );
}

function residentFromPs(group: number): number {
  const rows = psTable(['-axo', 'pgid=,rss=']).filter(([of]) => Number(of) === group);
  return rows.reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) * 1024;
}

function psTable(args: readonly string[]): string[][] {
  const lines = ps(args).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => line.trim().split(/\s+/));
}

/** The empty text where `ps` finds nothing, which it tells by its exit code. */
function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch {
    return '';
  }
}
