import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trialPath } from '../../src/node/executors/trial-folder.ts';
import { allowedFolders, startsRuns } from '../../src/node/serving/runs.ts';
import { jsonOf, type Served, serve, until } from './server.ts';

const YAML = `name: s
program: work.sh
metric: { name: loss, goal: minimize }
parameters: { x: { min: 0.0, max: 1.0 } }
budget: { trials: 1 }
`;

let served: Served;
let allowed: string;
let id: string;
/** A share link's token. */
let guest: string;
/** May read all studies. */
let reader: string;
beforeEach(async () => {
  allowed = realpathSync(mkdtempSync(join(tmpdir(), 'vernier-allowed-')));
  writeFileSync(join(allowed, 'work.sh'), '#!/bin/sh\necho \'vernier {"loss": 0.25}\'\n', { mode: 0o755 });
  const place = {
    folders: allowedFolders([allowed]),
    cwd: allowed,
    get storage() {
      return `sqlite:${served.file}`;
    },
  };
  served = await serve({}, {}, (ports) => ({ ...ports, programs: startsRuns(place) }));
  ({ id } = await served.json('/api/studies', { method: 'POST', body: JSON.stringify({ yaml: YAML }) }));
  guest = served.token(['read'], { study: id });
  reader = served.token(['read']);
});
afterEach(async () => {
  await served.close();
  rmSync(allowed, { recursive: true });
});

const text = async (path: string, token: string | null) => (await served.ask(path, { token })).text();

test('a share link tells nothing of the machine: where programs lie, what their config says, how much is served', async () => {
  const runner = served.token(['read', 'write', 'run']);
  const path = `/api/studies/${id}/runs`;
  const send = { method: 'POST', body: JSON.stringify({ folder: allowed }), token: runner };
  expect((await served.ask(path, send)).status).toBe(200);
  await until(async () => (await served.json(path, { token: runner })).runs[0].state === 'ended', 'its end');
  expect(await served.json(path, { token: runner })).toMatchObject({
    runs: [{ file: expect.stringContaining(allowed) }],
    config: { text: YAML },
  });
  for (const token of [guest, reader])
    expect(await served.json(path, { token })).toMatchObject({
      runs: [{ file: expect.stringMatching(/^s-[^/]*\.yaml$/) }],
      folders: null,
      config: null,
    });
  const changes = `/api/studies/${id}/changes`;
  expect((await served.json(changes, { token: reader })).changes[0].detail).toContain(allowed);
  expect((await served.json(changes, { token: guest })).changes[0]).toMatchObject({ action: 'run', detail: null });
  expect((await served.ask('/metrics', { token: guest })).status).toBe(403);
  expect((await served.ask('/metrics', { token: reader })).status).toBe(200);
});

test('where the storage lies is told to those alone who may see all of it', async () => {
  const { cursor } = await served.json(`/api/studies/${id}`);
  const listen = async (token: string) => {
    const { body } = await served.ask(`/api/studies/${id}/events?cursor=${cursor}`, { token });
    return async () => {
      let heard = '';
      for await (const piece of body!.pipeThrough(new TextDecoderStream() as never) as AsyncIterable<string>)
        if ((heard += piece).includes('event: trouble\n') && heard.endsWith('\n\n')) return heard;
      throw new Error('the stream has ended');
    };
  };
  const [ofGuest, ofReader] = await Promise.all([listen(guest), listen(reader)]);
  renameSync(served.file, `${served.file}.away`);
  const [guests, readers] = await Promise.all([ofGuest(), ofReader()]);
  expect(readers).toContain(served.folder);
  expect(guests).toContain('The storage does not answer.');
  expect(guests).not.toContain(served.folder);
  for (const path of [`/api/studies/${id}`, '/api/studies']) {
    expect(await text(path, reader)).toContain(served.folder);
    const answer = await served.ask(path, { token: guest });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.text()).not.toContain(served.folder);
  }
  renameSync(`${served.file}.away`, served.file);
});

test('nobody is told where a file lies that keeps all out; the log is', async () => {
  chmodSync(served.tokens.path, 0o644);
  expect(await text('/api/studies', reader)).not.toContain(served.folder);
  chmodSync(served.tokens.path, 0o600);
  expect(served.failures.map(String)).toEqual([expect.stringContaining(`${served.tokens.path}: others may read it.`)]);
});

test('a note cannot give its readers another session: links with tokens are opened by people', async () => {
  const enter = (dest: string, mode: string, site: string) =>
    served.raw(
      `GET /enter?token=${reader} HTTP/1.1\r\nHost: 127.0.0.1:${served.server.port}\r\nConnection: close\r\nSec-Fetch-Dest: ${dest}\r\nSec-Fetch-Mode: ${mode}\r\nSec-Fetch-Site: ${site}\r\n\r\n`,
    );
  const refused = [await enter('image', 'no-cors', 'same-origin'), await enter('document', 'navigate', 'same-origin')];
  for (const answer of refused) expect(answer).toMatch(/^HTTP\/1.1 403 (?!.*set-cookie)/is);
  for (const site of ['none', 'cross-site', 'same-site'])
    expect(await enter('document', 'navigate', site)).toMatch(/^HTTP\/1.1 200 .*set-cookie/is);
});

test('a form that grows when it is written out is not: it is refused', async () => {
  const check = (config: string) =>
    served.ask('/api/studies/check', { method: 'POST', body: `{"config": {"name": ${config}}}` });
  const nested = (deep: number, wide: number) => `${'['.repeat(deep)}${'1,'.repeat(wide)}1${']'.repeat(deep)}`;
  const long = await check(nested(190, 100_000)); // 200 kB, which would be 38 MB
  expect([long.status, (await jsonOf(long)).error.code]).toEqual([413, 'body-too-long']);
  for (const deep of [250, 100_000]) {
    const answer = await check(nested(deep, 0));
    expect([answer.status, (await jsonOf(answer)).error.code]).toEqual([422, 'values-invalid']);
  }
  expect(served.failures).toEqual([]);
});

test('a path with a line end in it is no file that anybody may have', async () => {
  for (const path of ['/api/studies/a%0A.png', '/healthz/%0A.png'])
    expect((await served.ask(path, { token: null })).status).toBe(401);
});

test('every route there is asks who asks: nobody, a guest of another study, and whoever lacks the right are refused', async () => {
  const { paths } = await served.json('/api/openapi.json');
  const other = served.token(['read'], { study: 'another' });
  const seen: string[] = [];
  for (const [path, methods] of Object.entries<Record<string, { description?: string }>>(paths))
    for (const [method, { description }] of Object.entries(methods)) {
      const right = /right `(\w+)`/.exec(description ?? '')?.[1];
      if (right === undefined) continue;
      const address = path.replace('{id}', id).replace(/\{(number|n)\}/, '1');
      const body = method === 'get' ? {} : { body: '{}' };
      const status = async (token: string | null) =>
        (await served.ask(address, { method: method.toUpperCase(), token, ...body })).status;
      expect([method, path, await status(null)]).toEqual([method, path, 401]);
      const rights = (['read', 'write', 'run', 'admin'] as const).filter((one) => one !== right);
      expect([method, path, await status(served.token(rights))]).toEqual([method, path, 403]);
      // With a good form a guest is told that there is no such study; with a bad one, that it is bad.
      if (path.includes('{id}')) expect([400, 403, 404]).toContain(await status(other));
      seen.push(`${method} ${path}`);
    }
  expect(seen.length).toBeGreaterThan(25);
});

test('a connection on which nothing moves is let go, and the file that it held; a stream has a heartbeat', async (context) => {
  if (process.platform !== 'linux') context.skip('only Linux tells which files are open');
  const quick = await serve({ heartbeatMs: 100 }, { idleMs: 500 });
  const made = await quick.json('/api/studies', { method: 'POST', body: JSON.stringify({ yaml: YAML }) });
  await quick.json(`/api/studies/${made.id}/trials`, { method: 'POST', body: '{"params": {}}' });
  const place = { study: 's', studyId: made.id, number: 0 };
  const artifacts = join(trialPath(join(quick.folder, 'trials'), place), 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(join(artifacts, 'held.txt'), 'x'.repeat(30_000_000));
  const holders = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      const path = join('/proc/self/fd', fd);
      return existsSync(path) && readlinkSync(path).endsWith('/held.txt');
    }).length;
  const { cursor } = await quick.json(`/api/studies/${made.id}`);
  const leave = new AbortController();
  const stream = await quick.ask(`/api/studies/${made.id}/events?cursor=${cursor}`, { signal: leave.signal });
  const socket = connect(quick.server.port, '127.0.0.1', () =>
    socket.write(
      `GET /api/studies/${made.id}/trials/0/artifact?name=held.txt HTTP/1.1\r\nHost: 127.0.0.1:${quick.server.port}\r\nAuthorization: Bearer ${quick.token()}\r\n\r\n`,
    ),
  );
  socket.pause();
  await until(() => holders() === 1, 'the file to be opened');
  await until(() => holders() === 0, 'the file to be let go');
  socket.destroy();
  const heard = stream.body!.getReader();
  for (let i = 0; i < 10; i++) expect((await heard.read()).done).toBe(false);
  leave.abort();
  await quick.close();
});
