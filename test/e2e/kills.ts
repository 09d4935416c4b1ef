import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { random } from '../../src/math/random.ts';

const BOOT = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));

/** A program that writes down its decisions, and is killed. */
export interface Killed {
  /** Of the program, and its arguments. */
  readonly words: readonly string[];
  readonly folder: string;
  /** It grows with every decision. */
  readonly log: string;
  readonly kills: number;
  /** Longest time from a decision to the kill. */
  readonly withinMs: number;
  readonly seed: number;
}

/** Kills the program at a random moment after its first decision, so many times, and lets it finish. */
export async function killed({ words, folder, log, kills, withinMs, seed }: Killed): Promise<void> {
  const chance = random(seed);
  for (let kill = 0; kill <= kills; kill++) {
    const child = spawn(process.execPath, [BOOT, ...words], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = gone(child);
    if (kill === kills) {
      expect(await ended).toBe(0);
      return;
    }
    const before = size(log);
    while (child.exitCode === null && size(log) === before) await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, withinMs * chance.uniform()));
    child.kill('SIGKILL');
    await ended;
  }
}

const size = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
const gone = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve));
