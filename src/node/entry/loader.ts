import { parentPort, workerData } from 'node:worker_threads';
import { errorRecord } from '../../errors.ts';
import type { Loaded } from '../../storage/storage.ts';
import type { LoadAnswer, LoadAsked, LoadThreadData } from '../load-thread.ts';
import { sqlite } from '../sqlite.ts';

// The thread that loads studies for a server, one after the other. The file is opened for each: it may have been replaced.
const { database } = workerData.data as LoadThreadData;
let turn = Promise.resolve();

parentPort!.on('message', (asked: LoadAsked) => {
  turn = turn.then(() => answer(asked));
});

async function answer({ call, study }: LoadAsked): Promise<void> {
  try {
    const loaded = await load(study);
    say({ call, loaded }, [loaded.snapshot.bytes]);
  } catch (error) {
    say({ call, error: errorRecord(error) });
  }
}

async function load(study: number): Promise<Loaded> {
  const storage = sqlite(database, { create: false, access: 'read' });
  try {
    return await storage.load(study);
  } finally {
    await storage.close();
  }
}

function say(said: LoadAnswer, moved: readonly ArrayBuffer[] = []): void {
  parentPort!.postMessage(said, moved);
}
