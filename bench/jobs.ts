import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Work that may be done in any order, in any process: plain JSON in, plain JSON out. */
export type Work<J, R> = (job: J) => Promise<R>;

/** What a helper process can do, by name. */
const WORKS: Readonly<Record<string, () => Promise<Work<never, unknown>>>> = {
  runs: async () => (await import('./harness/runs.ts')).work,
  costs: async () => (await import('./harness/cost-run.ts')).work,
  'curve-runs': async () => (await import('./harness/curve-runs.ts')).work,
  'forecast-band': async () => (await import('./rows/forecast-band.ts')).work,
  'random-exact': async () => (await import('./rows/random-exact.ts')).work,
  quality: async () => (await import('./rows/tpe-quality.ts')).work,
  conditional: async () => (await import('./rows/tpe-conditional.ts')).work,
};

/** Does the jobs on all cores (or so many), a helper process each; `onResult` hears of each as it is done. */
export async function onAllCores<J, R>(
  name: string,
  jobs: readonly J[],
  onResult: (job: J, result: R, done: number) => void,
  cores = availableParallelism(),
): Promise<void> {
  const queue = [...jobs];
  let done = 0;
  const helper = async (): Promise<void> => {
    if (queue.length === 0) return;
    const child = fork(process.argv[1]!, ['--jobs', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    try {
      for (let job = queue.shift(); job !== undefined; job = queue.shift())
        onResult(job, await answer<R>(child, job), ++done);
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: cores }, helper));
}

function answer<R>(child: ChildProcess, job: unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`A helper process ended with code ${code}.`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as R);
    });
    child.send(job as object);
  });
}

/** A program of the bench: what it throws is told in a line, with exit code 1. Called with `--jobs NAME` it is a helper process. */
export async function runProgram(main: (words: readonly string[]) => Promise<void>): Promise<void> {
  const words = process.argv.slice(2);
  if (words[0] === '--jobs') return serveJobs(words[1]!);
  await main(words).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}

/** The helper's side: does jobs as they come. */
export async function serveJobs(name: string): Promise<void> {
  const work = await WORKS[name]!();
  process.on('message', async (job) => process.send!(await work(job as never)));
  process.on('disconnect', () => process.exit());
}
