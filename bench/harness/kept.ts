import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { onAllCores } from '../jobs.ts';
import { progressBar } from './progress.ts';

/** Whose runs are kept: under its label, for this code alone. */
export interface Keeper {
  readonly label: string;
  readonly hash: string;
}

/** One run to be made, and the name that it is kept under. Plain JSON. */
export interface KeptJob<K extends Keeper, J> {
  readonly optimiser: K;
  readonly key: string;
  readonly job: J;
}

/** What a helper process answers where a run threw. */
export interface Failed {
  readonly failed: string;
}

/** Runs, each made once: what any earlier measurement of the same code has found is read. */
export interface Kept<K extends Keeper, R> {
  /** null where it is not there. */
  find(optimiser: K, key: string): R | null;
  /** Runs that ended in an exception: what was thrown. */
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * Makes the runs that are missing, in the order of `jobs`, and keeps them.
 *
 * @param work   what the helper processes do, by its name in `jobs.ts`
 * @param cores  processes; 0: only looks for those that are there
 */
export async function kept<K extends Keeper, J, R extends object>(
  work: string,
  folder: string,
  jobs: readonly KeptJob<K, J>[],
  cores?: number,
): Promise<Kept<K, R>> {
  const known = new Map<K, Map<string, R>>();
  for (const { optimiser } of jobs) if (!known.has(optimiser)) known.set(optimiser, read<R>(fileOf(folder, optimiser)));
  const missing = cores === 0 ? [] : jobs.filter(({ optimiser, key }) => !known.get(optimiser)!.has(key));
  const failures = new Map<string, string>();
  const bar = progressBar('Running', missing.length);
  const byJob = new Map(missing.map((each) => [each.job, each]));
  await onAllCores<J, R | Failed>(
    work,
    missing.map(({ job }) => job),
    (job, found) => {
      bar.step();
      const { optimiser, key } = byJob.get(job)!;
      if ('failed' in found) {
        failures.set(`${optimiser.label} ${key}`, found.failed);
        return;
      }
      known.get(optimiser)!.set(key, found);
      mkdirSync(folder, { recursive: true });
      appendFileSync(fileOf(folder, optimiser), `${JSON.stringify({ key, ...found })}\n`);
    },
    cores,
  );
  bar.end();
  return { failures, find: (optimiser, key) => known.get(optimiser)?.get(key) ?? null };
}

function fileOf(folder: string, { label, hash }: Keeper): string {
  return `${folder}/${label.replace(/@.*/, '').replace(/[^\w.-]+/g, '_')}-${hash}.jsonl`;
}

function read<R>(file: string): Map<string, R> {
  const runs = new Map<string, R>();
  if (!existsSync(file)) return runs;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.endsWith('}')) continue; // the last line of a process that was ended while it wrote
    const { key, ...run } = JSON.parse(line) as R & { key: string };
    runs.set(key, run as R);
  }
  return runs;
}
