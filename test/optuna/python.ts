import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jsonValue } from '../../src/history/texts.ts';

/** Runs a script of this folder and parses what it prints: Python's JSON, NaN and Infinity included. */
export async function runPython(
  python: string,
  script: string,
  args: readonly (string | number)[],
  zone = 'UTC',
): Promise<unknown> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(python, [file, ...args.map(String)], {
    env: { ...process.env, TZ: zone, PYTHONWARNINGS: 'ignore', PYTHONIOENCODING: 'utf8' },
    maxBuffer: 1 << 26,
  });
  return stdout.trim() === '' ? null : jsonValue(stdout);
}

/** A study as Optuna sees it (`dump.py`). */
export interface Dump {
  readonly version: string;
  readonly directions: readonly string[];
  readonly names: readonly string[] | null;
  readonly user: Readonly<Record<string, unknown>>;
  readonly trials: readonly DumpedTrial[];
  readonly best: readonly number[];
}

/** One trial as Optuna sees it. */
export interface DumpedTrial {
  readonly number: number;
  readonly state: string;
  readonly values: readonly number[] | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly distributions: Readonly<
    Record<string, { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }>
  >;
  readonly intermediate: Readonly<Record<string, number>>;
  readonly user: Readonly<Record<string, unknown>>;
  readonly system: Readonly<Record<string, unknown>>;
  readonly start: number | null;
  readonly complete: number | null;
  readonly constraints: Readonly<Record<string, number>> | null;
}
