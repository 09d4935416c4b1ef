import { parentPort, workerData } from 'node:worker_threads';
import type { History } from '../../history/history.ts';
import { everythingIn } from '../../history/view.ts';
import { historyOf } from '../../history/snapshot-writer.ts';
import { samplerByName } from '../../samplers/catalog.ts';
import type { AskOfThread, SamplerThreadData, SaidByThread } from '../threaded/channel.ts';
import { decideHere } from '../threaded/decide.ts';

// The thread that a sampler thinks in, with its own copy of the history. Asks are answered one after the other.
const { name, options, problem } = workerData.data as SamplerThreadData;
const run = Promise.resolve(samplerByName(name, options).start(problem));
let history: History | null = null;
let turn: Promise<void> = run.then(() => say('ready'));

parentPort!.on('message', (ask: AskOfThread) => {
  turn = turn.then(async () => {
    say(await decideHere(problem, await learnt(ask), await run, ask.trials, ask.duplicates));
  });
});

/** The history with what is new in it. */
async function learnt({ news }: AskOfThread): Promise<History> {
  const sampler = await run;
  if (history === null || 'bytes' in news) {
    history = historyOf(news as Extract<typeof news, { readonly bytes: unknown }>);
    sampler.observe(history, everythingIn(history));
    return history;
  }
  const delta = history.apply(news.trials.map((trial) => ({ type: 'trial', trial })));
  sampler.observe(history, { rows: delta.rows, reset: delta.reset || news.reset });
  return history;
}

function say(said: SaidByThread): void {
  parentPort!.postMessage(said);
}
