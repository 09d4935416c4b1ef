import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type ErrorRecord, errorOf, errorRecord } from '../../errors.ts';
import type { Task, TaskPort } from '../../execution/executor.ts';
import { outcomeOf } from '../../execution/inline.ts';
import type { Ruling } from '../../history/record.ts';
import type { Choice } from '../../space/distribution.ts';
import { plainJson } from '../../study/telling/plain-json.ts';
import { constraintValue } from '../../study/telling/score.ts';
import { trialHandle } from '../../study/trial.ts';
import { loadObjective } from '../executors/objective-file.ts';
import type { FromObjective, ToObjective } from '../executors/objective-message.ts';
import type { ThreadData } from '../executors/objective-thread.ts';

// The thread that an objective function runs in, one trial at a time.
const { file, answers, bell: shared } = workerData.data as ThreadData;
const bell = new Int32Array(shared);
const objective = loadObjective(file);
// Told to whoever runs the first trial; until then it is nobody's fault.
objective.catch(() => {});
const calls = new Map<number, { resolve(ruling: Ruling): void; reject(error: Error): void }>();
let abort = new AbortController();
let call = 0;

parentPort!.on('message', (message: ToObjective) => {
  if (message.type === 'run') void run(message.task);
  else if (message.type === 'abort') abort.abort();
  else if (message.type === 'ruling') answered(message.call, message.ruling);
});

async function run(task: Task): Promise<void> {
  abort = new AbortController();
  const trial = trialHandle(task, port, abort.signal);
  const outcome = await outcomeOf(async () => (await objective)(task.params, trial));
  try {
    say({
      type: 'outcome',
      outcome: outcome.state === 'failed' ? { ...outcome, error: errorRecord(outcome.error) } : outcome,
    });
  } catch (error) {
    // The score holds something that cannot leave this thread, such as a function.
    say({ type: 'outcome', outcome: { state: 'failed', error: errorRecord(error) } });
  }
}

const port: TaskPort = {
  suggest(name, distribution) {
    const heard = Atomics.load(bell, 0);
    say({ type: 'suggest', name, distribution });
    Atomics.wait(bell, 0, heard);
    const value = receiveMessageOnPort(answers)!.message as Choice | ErrorRecord;
    if (typeof value === 'object' && value !== null) throw errorOf(value);
    return value;
  },
  report: (score, step) =>
    new Promise((resolve, reject) => {
      say({ type: 'report', call, score, step });
      calls.set(call++, { resolve, reject });
    }),
  // Refused here, where the objective function can hear it.
  setConstraint: (key, value) => say({ type: 'constraint', key, value: constraintValue(key, value) }),
  setAttribute: (key, value) => say({ type: 'attribute', key, value: plainJson(`Attribute "${key}"`, value) }),
  setCheckpoint: (reference, step) => say({ type: 'checkpoint', reference, step }),
};

function say(message: FromObjective): void {
  parentPort!.postMessage(message);
}

function answered(number: number, ruling: Ruling | ErrorRecord): void {
  const waiting = calls.get(number)!;
  calls.delete(number);
  if ('verdict' in ruling) waiting.resolve(ruling);
  else waiting.reject(errorOf(ruling));
}
