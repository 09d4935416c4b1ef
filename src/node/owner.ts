import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Host, Owner } from '../storage/storage.ts';

/** This process as an owner of trials, and who else on this host is alive. */
export function thisHost(): Host {
  const self: Owner = { host: hostname(), pid: process.pid, startedAt: processStart(process.pid) ?? 0 };
  return {
    self,
    alive(owner) {
      if (owner.host !== self.host) return null;
      if (owner.pid === self.pid) return owner.startedAt === self.startedAt;
      const startedAt = processStart(owner.pid);
      // A pid is given out again after a while; the start of the process tells the two apart.
      return startedAt === undefined ? exists(owner.pid) : startedAt === owner.startedAt;
    },
  };
}

/**
 * When a process started, in the kernel's own unit (clock ticks since boot on Linux, seconds since 1970 on macOS);
 * −1 = there is no such process (any more), undefined = this system does not tell.
 */
export function processStart(pid: number): number | undefined {
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'darwin') return macStart(pid);
  return undefined;
}

function linuxStart(pid: number): number | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return exists(pid) ? undefined : -1; // other users' processes may be hidden
  }
  // `pid (name) state …`: the name may hold spaces and brackets, so the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? -1 : Number(fields[19]); // a zombie has ended
}

function macStart(pid: number): number | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Date.parse(text.trim()) / 1000;
  } catch {
    return exists(pid) ? undefined : -1;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
