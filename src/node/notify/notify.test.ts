import { getEventListeners } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import type { Storage } from '../../storage/storage.ts';
import { createStudy, openStudy } from '../../study/opening/create.ts';
import { hold, release } from '../../study/shared/hold.ts';
import type { Study } from '../../study/study.ts';
import type { NotifyRule } from '../../config/notify.ts';
import { type Notifier, notifier } from './notify.ts';
import { deliver } from './send.ts';
import { sqlite } from '../sqlite.ts';

const QUICK = { pauses: [20, 40, 80], answerMs: 300, commandMs: 500 };

let folder: string;
let storage: Storage;
let study: Study;
let hook: Server;
let url: string;
/** What was posted, and how the next posts are answered: by a status, or never. */
let posted: { readonly body: any; readonly type: string | undefined }[];
let answers: (number | 'never')[];
/** Posts that are never answered, unless somebody does. */
let open: ServerResponse[];
let faults: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-notify-'));
  storage = sqlite(join(folder, 'vernier.db'));
  study = (await createStudy({
    name: 's',
    storage,
    sampler: random(),
    space: space({ x: float(0, 1) }),
    seed: 1,
  })) as never;
  [posted, answers, open, faults] = [[], [], [], []];
  hook = createServer((request, response) => void hear(request, response));
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook?key=secret`;
});
afterEach(async () => {
  await storage.close();
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of request) text += String(piece);
  posted.push({ body: JSON.parse(text), type: request.headers['content-type'] });
  const answer = answers.shift() ?? 200;
  if (answer === 'never') open.push(response);
  else response.writeHead(answer, { location: '/elsewhere' }).end();
}

const watch = (rules: readonly NotifyRule[], share: () => number | null = () => null, patience = QUICK) =>
  notifier(study, { rules, storage, share, warn: (words) => faults.push(words), patience });
const events = () => posted.map(({ body }) => body.event);
async function until(holds: () => boolean): Promise<void> {
  const began = Date.now();
  while (!holds()) {
    if (Date.now() - began > 10_000) throw new Error('waited 10 s');
    await moment(10);
  }
}
const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a new best, the end: posted as JSON with what is to be known', async () => {
  const told = watch([{ on: ['new-best', 'finished'], to: { webhook: url } }]);
  const values = [3, 4, 2, 5];
  await study.optimize(
    async () => {
      await moment(60);
      return values.shift()!;
    },
    { trials: 4 },
  );
  told.ended('finished', 'it is over', { stoppedBy: 'trials' });
  await told.close(5000);
  expect(posted.map(({ body }) => [body.event, body.trial, body.value])).toEqual([
    ['new-best', 0, 3],
    ['new-best', 2, 2],
    ['finished', 2, 2],
  ]);
  const last = posted.at(-1)!;
  expect(last.type).toBe('application/json');
  expect(last.body).toMatchObject({
    study: 's',
    text: 'Study s: it is over',
    trials: 4,
    objective: 'value',
    stoppedBy: 'trials',
  });
  expect(last.body.params.x).toBeTypeOf('number');
  expect(Date.parse(last.body.at)).toBeGreaterThan(0);
});

test('a slow hook holds nothing up, and gets the last of several bests', async () => {
  answers = ['never'];
  const told = watch([{ on: ['new-best'], to: { webhook: url } }], () => null, { ...QUICK, answerMs: 60_000 });
  let value = 100;
  await study.optimize(() => value--, { trials: 50 });
  await until(() => open.length === 1);
  expect(posted.length).toBe(1); // all trials have run, and the first message is still under way
  open[0]!.end();
  await told.close(20_000);
  expect(posted.length).toBe(2);
  expect(posted[1]!.body).toMatchObject({ trial: 49, value: 51 });
});

test('of two runs on one study one tells each milestone, whoever of them is first', async () => {
  const on = ['new-best', 'finished', 50, 'paused'] as const;
  let used = 0;
  const other = sqlite(join(folder, 'vernier.db'));
  const opened = (await openStudy('s', { storage: other, sampler: random() })) as never as Study;
  const begin = (whose: Study, where: Storage): Notifier =>
    notifier(whose, {
      rules: [{ on, to: { webhook: url } }],
      storage: where,
      share: () => used,
      warn: (words) => faults.push(words),
      patience: QUICK,
    });
  const runs = [begin(study, storage), begin(opened, other)];
  const values = [3, 4, 2, 5];
  for (const value of values) {
    await study.tell(await study.ask(), value);
    await opened.refresh();
    await moment(50);
  }
  used = 0.5;
  await hold(storage, (await storage.findStudy('s'))!, { by: 'Ada', why: null, at: 7 });
  await moment(1500); // both look once a second
  for (const run of runs) run.ended('finished', 'it is over');
  await Promise.all(runs.map((run) => run.close(5000)));
  expect(events().toSorted()).toEqual(['budget-50%', 'finished', 'new-best', 'new-best', 'paused']);
  expect(posted.filter(({ body }) => body.event === 'new-best').map(({ body }) => body.trial)).toEqual([0, 2]);
  // A later run tells its own end, and one that goes on after another has ended, too.
  const [third, fourth] = [begin(study, storage), begin(opened, other)];
  third!.ended('finished', 'nothing was left to do');
  await third!.close(5000);
  await release(storage, (await storage.findStudy('s'))!);
  await opened.tell(await opened.ask(), 6);
  fourth!.ended('finished', 'one trial more');
  await fourth!.close(5000);
  expect(posted.filter(({ body }) => body.event === 'finished').map(({ body }) => body.trials)).toEqual([4, 4, 5]);
  expect(faults).toEqual([]);
  await other.close();
});

test('who fails is asked again, and the message arrives', async () => {
  answers = [500, 'never', 429];
  const told = watch([{ on: ['finished'], to: { webhook: url } }]);
  told.ended('finished', 'it is over');
  await told.close(5000);
  expect([events(), faults]).toEqual([['finished', 'finished', 'finished', 'finished'], []]);
});

test('what never arrives is said once, without the secret, and ends in time', async () => {
  answers = Array.from({ length: 20 }, () => 500);
  const told = watch([{ on: ['finished', 'failed'], to: { webhook: url } }]);
  told.ended('finished', 'a');
  told.ended('failed', 'b');
  await told.close(5000);
  expect(faults).toEqual([expect.stringMatching(/^A notification did not arrive: 127\.0\.0\.1:\d+ answered 500\./)]);
  answers = Array.from({ length: 20 }, () => 'never' as const);
  const patient = watch([{ on: ['finished'], to: { webhook: url } }], () => null, { ...QUICK, answerMs: 60_000 });
  patient.ended('finished', 'c');
  const began = performance.now();
  await patient.close(100);
  expect(performance.now() - began).toBeLessThan(2000);
});

test('a refusal and an address that points elsewhere are final', async () => {
  answers = [404, 302];
  const told = watch([{ on: ['finished', 'failed'], to: { webhook: url } }]);
  told.ended('finished', 'a');
  told.ended('failed', 'b');
  await told.close(5000);
  expect(events()).toEqual(['finished', 'failed']);
  expect(faults.length).toBe(1);
});

test('shares of the budget, each once; those that were passed before are not told', async () => {
  let share = 0.3;
  const told = watch([{ on: [25, 50, 75], to: { webhook: url } }], () => share);
  share = 0.6;
  await until(() => events().length === 1);
  expect(events()).toEqual(['budget-50%']);
  share = 1;
  await told.close(5000);
  expect(events()).toEqual(['budget-50%', 'budget-75%']);
});

test('a pause, by whomever', async () => {
  const told = watch([{ on: ['paused'], to: { webhook: url } }]);
  await moment(500); // it looks at once
  await hold(storage, (await storage.findStudy('s'))!, { by: 'ada', why: 'the disk is full', at: 7 });
  await told.close(5000);
  expect(posted.map(({ body }) => body.text)).toEqual(['Study s was paused by ada: the disk is full.']);
});

test('a command finds the message in its environment; one that fails or hangs is told of once', async () => {
  const out = join(folder, 'out');
  const script = join(folder, 'tell.sh');
  writeFileSync(
    script,
    `#!/bin/sh\nprintf '%s\\n' "$VERNIER_EVENT" "$VERNIER_STUDY" "$VERNIER_TEXT" "$1" "$VERNIER_MESSAGE" > ${out}\n`,
    { mode: 0o755 },
  );
  const told = watch([
    { on: ['finished'], to: { command: [script, '$(touch harm); "x"'] } },
    { on: ['finished'], to: { command: ['sh', '-c', 'exit 3'] } },
    { on: ['finished'], to: { command: ['/no/such/program'] } },
    { on: ['finished'], to: { command: ['sleep', '60'] } },
  ]);
  told.ended('finished', 'it is over');
  await told.close(5000);
  const [event, name, text, argument, message] = readFileSync(out, 'utf8').split('\n');
  expect([event, name, text, argument]).toEqual(['finished', 's', 'Study s: it is over', '$(touch harm); "x"']);
  expect(JSON.parse(message!)).toMatchObject({ event: 'finished', trials: 0 });
  expect(existsSync('harm')).toBe(false);
  expect(faults.toSorted()).toEqual([
    expect.stringContaining('/no/such/program could not be started'),
    expect.stringContaining('sh ended with code 3'),
    expect.stringContaining('sleep ended with SIGTERM'),
  ]);
});

test('what no environment can hold breaks nothing: a zero byte is left out, too long a message is told of', async () => {
  const script = join(folder, 'tell.sh');
  writeFileSync(script, `#!/bin/sh\necho "$VERNIER_WHY" >> ${folder}/heard\n`, { mode: 0o755 });
  const to: NotifyRule['to'] = { command: [script] };
  const say = (why: string) =>
    deliver(to, { event: 'paused', study: 's', text: 't', why }, QUICK, new AbortController().signal);
  expect(await say('be\0fore')).toBe(null);
  expect(readFileSync(join(folder, 'heard'), 'utf8')).toBe('be\ufffdfore\n');
  expect(await say('x'.repeat(3_000_000))).toMatch(/tell\.sh could not be started/);
});

test('a receiver that is away leaves nothing behind that listens to the end of the run', async () => {
  const { signal } = new AbortController();
  const to: NotifyRule['to'] = { webhook: 'http://127.0.0.1:9/' };
  expect(await deliver(to, { event: 'paused', study: 's', text: 't' }, QUICK, signal)).not.toBe(null);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
