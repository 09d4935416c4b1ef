import { VernierError } from '../../errors.ts';
import { isGroupAlive, type ListedProcess } from './process-table.ts';

/**
 * Refuses platforms without process groups, where a trial's children could not be ended with it.
 *
 * @throws `config-invalid` on Windows.
 */
export function requireGroups(executor: string): void {
  if (process.platform !== 'win32') return;
  throw new VernierError('config-invalid', `${executor} needs process groups, which Windows does not have.`, {
    hint: 'Run it under WSL, or use an inline objective function or threads().',
  });
}

/** Sends a signal to all processes of a group; nothing happens where none is left. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Gone already, or (a set-uid program) not ours to end.
  }
}

/**
 * Ends a process group: SIGTERM, and SIGKILL for what is left after `graceMs`. Resolves when nothing of it runs.
 */
export async function endGroup(group: number, graceMs: number): Promise<void> {
  signalGroup(group, 'SIGTERM');
  if (await groupGone(group, graceMs)) return;
  signalGroup(group, 'SIGKILL');
  await groupGone(group, 2_000);
}

/**
 * Ends processes one by one, whatever groups they are in: SIGTERM, and SIGKILL for what is left after `graceMs`.
 *
 * @param left  lists those that still run; asked again and again, so that what they start meanwhile is ended, too
 */
export async function endProcesses(left: () => readonly ListedProcess[], graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  const told = new Set<number>();
  for (let found = left(); found.length > 0; found = left()) {
    const late = performance.now() - deadline;
    if (late > 2_000) return;
    for (const { pid } of found) {
      if (late > 0) signalProcess(pid, 'SIGKILL');
      else if (!told.has(pid)) signalProcess(pid, 'SIGTERM');
      told.add(pid);
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** Waits until nothing of the group runs; false where something still does after `ms`. */
export async function groupGone(group: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  for (let pause = 5; isGroupAlive(group); pause = Math.min(2 * pause, 100)) {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
  return true;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Ended meanwhile.
  }
}
