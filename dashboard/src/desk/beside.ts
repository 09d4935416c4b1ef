import { snapshotOf } from '../../../src/history/snapshot-writer.ts';
import type { Outcome } from './costly.ts';
import type { Task } from './costly-worker.ts';
import type { Think } from './costly-answers.ts';

/** A worker that was asked nothing for so long, in milliseconds, is ended. */
const IDLE_MS = 5000;

/**
 * Has costly questions answered beside the desk: in a worker of its own, on a copy of the study, so that the desk goes on meanwhile.
 * Worker and copy are there only while there are questions. One question at a time.
 */
export function thinkBeside(): Think {
  let worker: Worker | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    worker?.terminate();
    worker = null;
  };
  return async ({ history, study }, question, asks) => {
    clearTimeout(idle);
    worker ??= new Worker(new URL('./costly-worker.ts', import.meta.url), { type: 'module', name: 'models' });
    const { bytes } = snapshotOf(history);
    worker.postMessage({ bytes, study, question, asks } satisfies Task, [bytes]);
    try {
      return (await heard(worker)) as never;
    } catch (error) {
      end();
      throw error;
    } finally {
      idle = setTimeout(end, IDLE_MS);
    }
  };
}

/** The next thing that a worker says. */
function heard(worker: Worker): Promise<Outcome> {
  const once = new AbortController();
  return new Promise<Outcome>((resolve, reject) => {
    const listen = { signal: once.signal };
    worker.addEventListener('message', ({ data }: MessageEvent<Outcome>) => resolve(data), listen);
    worker.addEventListener('error', ({ message }) => reject(new Error(message)), listen);
  }).finally(() => once.abort());
}
