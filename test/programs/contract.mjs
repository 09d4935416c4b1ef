// The objective function of the executor contract as a program without any client: only what the protocol's page says.
import { readSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const env = process.env;
const params = JSON.parse(env.VERNIER_PARAMS);
const pipe = Number(env.VERNIER_PIPE);
let id = 0;

const say = (message) => console.log(`vernier ${JSON.stringify(message)}`);

/** One line out, one line in. */
function ask(message) {
  writeSync(pipe, `${JSON.stringify({ id: ++id, ...message })}\n`);
  const answer = Buffer.alloc(65_536);
  return JSON.parse(answer.toString('utf8', 0, readSync(pipe, answer)));
}

switch (params.does) {
  case 'echo':
    say({ attribute: { params } });
    say({ loss: 1 });
    break;
  case 'report':
    for (let step = 1; step <= 5; step++)
      if (ask({ step, loss: 1 / step, twice: 2 / step }).verdict !== 'continue') process.exit();
    say({ loss: 0.2 });
    break;
  case 'odd':
    console.log('vernier {"step": 1, "loss": NaN}\nvernier {"step": 2, "loss": Infinity}');
    say({ loss: 0 });
    break;
  case 'throw':
    throw new Error('no such luck');
  case 'say':
    say({ constraint: { size: -1 }, attribute: { note: { deep: [1, null] } }, checkpoint: '/tmp/there' });
    say({ loss: 0 });
    break;
  case 'suggest': {
    const x = ask({ suggest: { name: 'x', type: 'float', low: 0, high: 1 } }).value;
    const n = ask({ suggest: { name: 'n', type: 'int', low: 1, high: 8, log: true } }).value;
    const c = ask({ suggest: { name: 'c', type: 'categorical', choices: ['a', null, true] } }).value;
    say({ attribute: { got: [x, n, c] } });
    say({ loss: x });
    break;
  }
  case 'resume': {
    const number = (text) => (text === undefined ? null : Number(text));
    const found = [number(env.VERNIER_UNTIL), number(env.VERNIER_RESUME_STEP), env.VERNIER_RESUME_CHECKPOINT ?? null];
    say({ attribute: { resume: found } });
    say({ loss: 0 });
    break;
  }
  case 'wait':
    await pause(60_000);
}
