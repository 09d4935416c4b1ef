import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { thrownText } from '../../errors.ts';
import { entryWorker } from './entry.ts';
import type { FromObjective } from './objective-message.ts';
import type { ObjectivePlace, PlaceListener } from './objective-place.ts';

/** What a thread is given at its start. */
export interface ThreadData {
  /** Absolute path of the user's file. */
  readonly file: string;
  /** Where the answers to suggestions come in. */
  readonly answers: MessagePort;
  /** One shared number, counting the answers: the thread sleeps until it changes. */
  readonly bell: SharedArrayBuffer;
}

/** Starts a thread for the objective function in a file. */
export function objectiveThread(file: string): ObjectivePlace {
  const { port1, port2 } = new MessageChannel();
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const data: ThreadData = { file, answers: port2, bell: bell.buffer };
  const worker = entryWorker('thread', data, { transferList: [port2] });
  let listener: PlaceListener | null = null;
  let fault: string | null = null;
  let gone = false;
  worker.on('message', (message: FromObjective) => listener?.message(message));
  worker.on('error', (error) => {
    fault = thrownText(error);
  });
  worker.on('exit', (code) => {
    gone = true;
    port1.close();
    listener?.gone(
      fault === null ? `The trial's thread ended with exit code ${code}.` : `The trial's thread ended: ${fault}`,
    );
  });
  port1.unref();
  return {
    send(message) {
      if (message.type !== 'suggested') return worker.postMessage(message);
      port1.postMessage(message.value);
      Atomics.add(bell, 0, 1);
      Atomics.notify(bell, 0);
    },
    listen(next) {
      listener = next;
    },
    get gone() {
      return gone;
    },
    isAlone: () => true,
    end: () => terminated(worker),
    kill: () => void terminated(worker),
    hold: (held) => (held ? worker.ref() : worker.unref()),
  };
}

async function terminated(worker: Worker): Promise<void> {
  await worker.terminate();
}
