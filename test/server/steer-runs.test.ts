import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileName } from '../../src/node/file-name.ts';
import { allowedFolders, startsRuns } from '../../src/node/serving/runs.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { jsonOf, type Served, serve, until } from './server.ts';

const SLOW = `#!/bin/sh
echo started
echo 'vernier {"step": 1, "loss": 0.5}'
sleep 301.5
`;
const QUICK = `#!/bin/sh
echo 'vernier {"loss": 0.25}'
`;
const configOf = (program: string) => `name: s
program: ${program}
metric: { name: loss, goal: minimize }
parameters: { x: { min: 0.0, max: 1.0 } }
budget: { trials: 3 }
`;

let served: Served;
let storage: Storage;
let id: string;
/** Has the folder `allowed`, and what lies outside of it. */
let all: string;
let allowed: string;
let runner: string;
let most: number;
beforeEach(async () => {
  all = realpathSync(mkdtempSync(join(tmpdir(), 'vernier-runs-')));
  allowed = join(all, 'allowed');
  most = 8;
  mkdirSync(join(all, 'allowed-not'));
  mkdirSync(allowed);
  const write = (path: string, text: string) => writeFileSync(join(all, path), text, { mode: 0o755 });
  write('allowed/work.sh', QUICK);
  write('outside.sh', QUICK);
  write('allowed/work.yaml', configOf('work.sh'));
  write('outside.yaml', configOf('outside.sh'));
  write('allowed-not/work.yaml', configOf('work.sh'));
  write('allowed-not/work.sh', QUICK);
  write('allowed/leads-out.yaml', configOf('../outside.sh'));
  symlinkSync(join(all, 'outside.yaml'), join(allowed, 'link.yaml'));
  symlinkSync(join(all, 'outside.sh'), join(allowed, 'link.sh'));
  symlinkSync(all, join(allowed, 'up'));
  const place = {
    folders: allowedFolders([allowed]),
    cwd: all,
    get most() {
      return most;
    },
    get storage() {
      return `sqlite:${served.file}`;
    },
  };
  served = await serve({}, {}, (ports) => ({ ...ports, programs: startsRuns(place) }));
  storage = sqlite(served.file);
  runner = served.token(['read', 'write', 'run']);
  id = (await jsonOf(await make(configOf('work.sh')))).id;
});
afterEach(async () => {
  await storage.close();
  await served.close();
  expect(left()).toBe('');
  rmSync(all, { recursive: true, force: true });
  expect(served.failures).toEqual([]);
});

/** From now on the program takes its time. */
const slow = () => writeFileSync(join(allowed, 'work.sh'), SLOW);

const make = (yaml: string) => served.ask('/api/studies', { method: 'POST', body: JSON.stringify({ yaml }) });
const send = (path: string, body: unknown, token = runner) =>
  served.ask(`/api/studies/${id}/runs${path}`, { method: 'POST', body: JSON.stringify(body), token });
const listed = async () => (await served.json(`/api/studies/${id}/runs`, { token: runner })).runs;
const refusal = async (sent: Promise<Response>) => {
  const answer = await sent;
  return [answer.status, (await jsonOf(answer)).error.code];
};
/** Processes of this test that still run. */
const left = () => {
  const rows = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return rows.filter((row) => row.includes(all) || row.includes('sleep 301.5')).join('\n');
};
const output = async (n: number) => {
  let [text, next, isWhole] = ['', 0, false];
  while (!isWhole) {
    const piece = await served.json(`/api/studies/${id}/runs/${n}/output?from=${next}`);
    text += piece.text;
    ({ next, isWhole } = piece);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return text;
};

test('a file of an allowed folder is run: it works on the study of this server, and says what it does', async () => {
  const answer = await send('', { file: join(allowed, 'work.yaml') });
  const run = await jsonOf(answer);
  expect([answer.status, run]).toMatchObject([
    200,
    { n: 1, state: 'running', file: join(allowed, 'work.yaml'), by: expect.stringMatching(/^token/) },
  ]);
  expect(await output(1)).toMatch(/trial 2/i);
  await until(async () => (await listed())[0].state === 'ended', 'its end');
  expect((await listed())[0]).toMatchObject({ code: 0, signal: null });
  expect((await served.json(`/api/studies/${id}`)).summary).toMatchObject({ trials: 3, best: { value: 0.25 } });
  const { changes } = await served.json(`/api/studies/${id}/changes`);
  expect(changes[0]).toMatchObject({ action: 'run', key: '1', undoable: false });
  expect(await refusal(send('/1/stop', {}))).toEqual([409, 'run-ended']);
});

test('so is the config that the study was made of, in an allowed folder, and nothing stays there', async () => {
  const before = readdirSync(allowed);
  expect((await send('', {})).status).toBe(200);
  await until(async () => (await listed())[0].state === 'ended', 'its end');
  expect((await listed())[0].code).toBe(0);
  expect((await served.json(`/api/studies/${id}`)).summary.trials).toBe(3);
  await until(() => readdirSync(allowed).length === before.length, 'the file to go');
});

test('two runs of that config have a file each: the end of one takes nothing from the other', async () => {
  const before = readdirSync(allowed);
  slow();
  const answers = await Promise.all([send('', {}), send('', {})]);
  const started = await Promise.all(answers.map(jsonOf));
  expect(started.map(({ n }) => n).toSorted()).toEqual([1, 2]);
  const own = () => readdirSync(allowed).filter((name) => !before.includes(name));
  expect(own()).toHaveLength(2);
  await until(() => left().split('sleep 301.5').length > 2, 'both programs');
  await send(`/${started[0].n}/stop`, {});
  await until(() => own().length === 1, 'the first file to go');
  expect(started[1].file).toBe(join(allowed, own()[0]!));
  await send(`/${started[1].n}/stop`, {});
  await until(() => own().length === 0, 'the second file to go');
});

test('so many run at once, and no more: one that ends makes room', async () => {
  slow();
  most = 2;
  const answers = await Promise.all([1, 2, 3].map(() => send('', { file: 'work.yaml' })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409]);
  const { error } = await jsonOf(answers.find(({ status }) => status === 409)!);
  expect(error).toMatchObject({
    code: 'runs-full',
    message: '2 runs are under way: no more may run at once on this server.',
    hint: expect.stringContaining('--most-runs'),
  });
  expect(await refusal(send('', { file: 'missing.yaml' }))).toEqual([409, 'runs-full']);
  await send('/1/stop', { force: true });
  await until(async () => (await listed()).some(({ state }: any) => state === 'ended'), 'its end');
  expect(await refusal(send('', { file: '../outside.yaml' }))).toEqual([403, 'run-outside']); // takes no place
  expect((await send('', { file: 'work.yaml' })).status).toBe(200);
  for (const { n, state } of await listed()) if (state === 'running') await send(`/${n}/stop`, { force: true });
  await until(() => left() === '', 'the end of all');
});

test('configs that a killed server left are taken away by the next run', async () => {
  const old = join(allowed, `${fileName('s', id)}.0.vernier.yaml`);
  writeFileSync(old, 'left');
  utimesSync(old, 1, 1);
  await send('', {});
  expect(existsSync(old)).toBe(false);
  await until(async () => (await listed())[0].state === 'ended', 'its end');
});

test('what lies outside is refused, wherever links lead', async () => {
  const files = [
    '../outside.yaml',
    join(all, 'outside.yaml'),
    'link.yaml',
    'up/outside.yaml',
    'leads-out.yaml',
    '/etc/passwd',
  ];
  files.push(
    join(all, 'allowed-not/work.yaml'),
    `${allowed}-not/work.yaml`,
    'up/allowed/../outside.yaml',
    'missing.yaml',
    '.',
    '',
  );
  for (const file of files) {
    const answer = await send('', { file });
    expect([file, answer.status]).toEqual([file, file === '' ? 400 : 403]);
    if (file !== '') expect((await jsonOf(answer)).error.code).toBe('run-outside');
  }
  for (const folder of ['..', all, 'up', '/'])
    expect(await refusal(send('', { folder }))).toEqual([403, 'run-outside']);
  expect(await listed()).toEqual([]);
});

test('a config that was sent starts no command, and no program outside', async () => {
  const foreign = [
    configOf('work.sh').replace('name: s', 'name: a\ncommand: [sh, -c, "touch /tmp/harm", "${args}"]'),
    configOf('/bin/sh').replace('name: s', 'name: b'),
    configOf('../outside.sh').replace('name: s', 'name: c'),
    configOf('link.sh').replace('name: s', 'name: d'),
  ];
  for (const yaml of foreign) {
    ({ id } = await jsonOf(await make(yaml)));
    expect(await refusal(send('', {}))).toEqual([403, 'run-outside']);
  }
  expect(readdirSync(allowed).filter((name) => name.endsWith('vernier.yaml'))).toEqual([]);
});

test('not even while it is refused: at no moment does it lie where it could be started as a file', async () => {
  const harm = join(all, 'harm');
  const command = `command: [sh, -c, "touch ${harm}", "\${args}"]`;
  ({ id } = await jsonOf(await make(configOf('work.sh').replace('name: s', `name: a\n${command}`))));
  const file = `${fileName('a', id)}.vernier.yaml`;
  const seen: string[] = [];
  const watcher = watch(allowed, (_event, name) => seen.push(String(name)));
  for (let i = 0; i < 5; i++) {
    const answers = await Promise.all([
      send('', {}),
      send('', {}),
      send('', { file }),
      send('', {}),
      send('', { file }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  }
  writeFileSync(join(allowed, 'last'), '');
  await until(() => seen.includes('last'), 'the watcher');
  watcher.close();
  expect([...new Set(seen)]).toEqual(['last']);
});

test('a name that no process can be given is said, and nothing of the attempt stays open', async () => {
  ({ id } = await jsonOf(await make(configOf('work.sh').replace('name: s', 'name: "a\\0b"'))));
  const open = () => readdirSync('/proc/self/fd').length;
  await send('', {});
  const before = process.platform === 'linux' ? open() : 0;
  for (let i = 0; i < 20; i++) expect(await refusal(send('', {}))).toEqual([503, 'storage-unavailable']);
  if (process.platform === 'linux') expect(open()).toBeLessThan(before + 15);
  expect(readdirSync(allowed).filter((name) => name.endsWith('vernier.yaml'))).toEqual([]);
});

test('who has not the right starts and stops nothing; without allowed folders nobody does', async () => {
  expect(await refusal(send('', { file: 'work.yaml' }, served.token(['read', 'write', 'admin'])))).toEqual([
    403,
    'right-missing',
  ]);
  expect((await served.json(`/api/studies/${id}/runs`)).folders).toBe(null);
  expect((await served.json(`/api/studies/${id}/runs`, { token: runner })).folders).toEqual([allowed]);
  const other = await serve();
  const token = other.token(['read', 'write', 'run']);
  const made = await other.ask('/api/studies', {
    method: 'POST',
    body: JSON.stringify({ yaml: configOf('work.sh') }),
    token,
  });
  const path = `/api/studies/${(await jsonOf(made)).id}/runs`;
  expect(await refusal(other.ask(path, { method: 'POST', body: '{}', token }))).toEqual([403, 'run-off']);
  await other.close();
});

test('a run is stopped, its trial goes back to the queue, and nothing of it is left', async () => {
  slow();
  await send('', { file: 'work.yaml' });
  await until(() => left().includes('sleep 301.5'), 'the program');
  expect((await send('/1/stop', {})).status).toBe(200);
  expect((await listed())[0].state).not.toBe('running');
  await until(async () => (await listed())[0].state === 'ended', 'its end');
  await until(() => left() === '', 'the end of all');
  await until(async () => (await served.json(`/api/studies/${id}`)).summary.states.waiting === 1, 'the queue');
});

test('by force, too', async () => {
  slow();
  await send('', { file: 'work.yaml' });
  await until(() => left().includes('sleep 301.5'), 'the program');
  await send('/1/stop', { force: true });
  await until(async () => (await listed())[0].state === 'ended', 'its end');
  expect((await listed())[0]).toMatchObject({ code: null, signal: 'SIGKILL' });
  await until(() => left() === '', 'the end of all');
});

test('runs end with the server; one that is to be kept goes on', async () => {
  slow();
  await send('', { file: 'work.yaml' });
  await until(() => left().includes('sleep 301.5'), 'the program');
  await served.restart();
  expect(left()).toBe('');
  expect(await listed()).toEqual([]);
  await send('', { file: 'work.yaml', keep: true });
  await until(() => left().includes('sleep 301.5'), 'the program');
  const [{ pid }] = await listed();
  await served.restart();
  expect(left()).toContain('sleep 301.5');
  process.kill(-pid, 'SIGTERM');
  await until(() => left() === '', 'the end of all');
});

test('a server that is killed leaves nothing behind', async () => {
  slow();
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const loader = fileURLToPath(new URL('../../src/node/entry/from-source.mjs', import.meta.url));
  const words = [
    loader,
    main,
    'serve',
    '--json',
    '--port',
    '0',
    '--storage',
    `sqlite:${served.file}`,
    '--allow-run',
    allowed,
  ];
  const child = spawn(process.execPath, words, { cwd: all, stdio: ['ignore', 'pipe', 'inherit'] });
  const { url } = await new Promise<{ url: string }>((resolve) =>
    child.stdout.once('data', (said) => resolve(JSON.parse(String(said)))),
  );
  const headers = { authorization: `Bearer ${runner}`, 'content-type': 'application/json' };
  const started = await fetch(`${url}/api/studies/${id}/runs`, {
    method: 'POST',
    headers,
    body: '{"file": "work.yaml"}',
  });
  expect(started.status).toBe(200);
  await until(() => left().includes('sleep 301.5'), 'the program');
  child.kill('SIGKILL');
  await until(() => left() === '', 'the end of all');
}, 60_000);
