import { extname } from 'node:path';
import type { ReadRun } from './run.ts';

/** What a config says of what it runs. */
type Runs = Pick<ReadRun, 'program' | 'command'>;

const OBJECTIVE_FILES = ['.ts', '.mts', '.cts'];

/** The file of an objective function that a config names; null = it is a program, or a command. */
export function objectiveOf({ program, command }: Runs): string | null {
  return program !== null && command === null && OBJECTIVE_FILES.includes(extname(program)) ? program : null;
}

/** What a config runs, in words, which are compared when the study is opened again; null = it says neither program nor command. */
export function programOf(config: Runs): string | null {
  const { program, command } = config;
  if (program === null && command === null) return null;
  const words = (command ?? [program!]).map((word) => (word === '${program}' ? program! : word));
  return objectiveOf(config) ?? words.join(' ');
}
