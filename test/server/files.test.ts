import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { command } from '../../src/node/executors/command.ts';
import { processes } from '../../src/node/executors/processes.ts';
import { threads } from '../../src/node/executors/threads.ts';
import { trialPath } from '../../src/node/executors/trial-folder.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { float } from '../../src/space/distribution.ts';
import { space } from '../../src/space/space.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { createStudy } from '../../src/study/opening/create.ts';
import { type Served, serve, until } from './server.ts';

let served: Served;
let storage: Storage;
let study: number;
let folder: string;
beforeAll(async () => {
  served = await serve();
  storage = sqlite(served.file);
  const { id } = await storage.createStudy('a/b <i>', [{ name: 'loss', direction: 'minimize' }], {
    'vernier:id': 'one',
  });
  study = id;
  await storage.createTrials(id, [
    { state: 'running', startedAt: 1 },
    { state: 'complete', values: [1], startedAt: 1, finishedAt: 2 },
  ]);
  await storage.createStudy('other', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'two' });
});
afterAll(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});
beforeEach(() => {
  folder = trialPath(join(served.folder, 'trials'), { study: 'a/b <i>', studyId: 'one', number: 0 });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'artifacts'), { recursive: true });
});

function leave(name: string, content: string | Uint8Array): void {
  const path = join(folder, 'artifacts', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
const TRIAL = '/api/studies/one/trials/0';
const named = (name: string, init: Parameters<Served['ask']>[1] = {}) =>
  served.ask(`${TRIAL}/artifact?name=${encodeURIComponent(name)}`, init);
const list = async () => (await served.json(`${TRIAL}/artifacts`)).artifacts as any[];

describe('artifacts', () => {
  test('are listed by name, with what can be made of them, and an address that holds whatever they are called', async () => {
    leave('curve.png', 'PNG');
    leave('notes/read me #1.md', '# Hello');
    leave('table.csv', 'a,b\n1,2\n');
    leave('übung & "more".wav', 'RIFF');
    leave('model.bin', 'x'.repeat(10));
    const listed = await list();
    expect(listed.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
      ['curve.png', 'image', 3],
      ['model.bin', 'other', 10],
      ['table.csv', 'table', 8],
      ['übung & "more".wav', 'audio', 4],
      ['notes/read me #1.md', 'text', 7],
    ]);
    for (const { address, bytes, type } of listed) {
      const answer = await served.ask(address);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect((await answer.arrayBuffer()).byteLength).toBe(bytes);
    }
    expect(await served.json('/api/studies/one/trials/1/artifacts')).toEqual({ artifacts: [], more: false });
    expect((await served.ask('/api/studies/one/trials/7/artifacts')).status).toBe(404);
    expect((await served.ask(`${TRIAL}/artifacts`, { token: null })).status).toBe(401);
    expect((await served.ask(`${TRIAL}/artifacts`, { token: served.token(['read'], { study: 'two' }) })).status).toBe(
      404,
    );
  });

  test('never run: markup is text to be saved, and all of them are shut in', async () => {
    const script = '<script>alert(document.cookie)</script>';
    for (const [name, type, way] of [
      ['page.html', 'text/plain; charset=utf-8', 'attachment'],
      ['PAGE.HTM', 'text/plain; charset=utf-8', 'attachment'],
      ['page.xhtml', 'application/octet-stream', 'attachment'],
      ['picture.svg', 'image/svg+xml', 'attachment'],
      ['feed.xml', 'text/plain; charset=utf-8', 'attachment'],
      ['paper.pdf', 'application/octet-stream', 'attachment'],
      ['none', 'application/octet-stream', 'attachment'],
      ['picture.png', 'image/png', 'inline'], // whatever is in it: it is no page
      ['words.txt', 'text/plain; charset=utf-8', 'inline'],
    ] as const) {
      leave(name, script);
      const { headers } = await named(name);
      expect([name, headers.get('content-type'), headers.get('content-disposition')!.split(';')[0]]).toEqual([
        name,
        type,
        way,
      ]);
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  test('a name that could end a header is spelled out', async () => {
    const name = 'x"; filename=evil.html\r\nset-cookie: a=b; ü.txt';
    leave(name, 'x');
    const answer = await named(name);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBe(null);
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="x__ filename_evil.html__set-cookie_ a_b_ _.txt"; filename*=UTF-8''x%22%3B%20filename%3Devil.html%0D%0Aset-cookie%3A%20a%3Db%3B%20%C3%BC.txt`,
    );
  });

  test('nothing else is served: no path and no link leads out, no pipe is waited for', async () => {
    const secret = join(served.folder, 'secret.txt');
    writeFileSync(secret, 'nobody may see this');
    writeFileSync(join(folder, 'params.json'), '{}');
    leave('fine.txt', 'fine');
    symlinkSync(join(folder, 'artifacts', 'fine.txt'), join(folder, 'artifacts', 'within.txt'));
    symlinkSync(secret, join(folder, 'artifacts', 'out.txt'));
    symlinkSync('../../../..', join(folder, 'artifacts', 'up'));
    symlinkSync('loop', join(folder, 'artifacts', 'loop'));
    execFileSync('mkfifo', [join(folder, 'artifacts', 'pipe.txt')]);
    expect((await list()).map(({ name }) => name)).toEqual(['fine.txt', 'within.txt']);
    expect(await (await named('within.txt')).text()).toBe('fine');
    for (const name of [
      'out.txt',
      'up/secret.txt',
      'loop',
      'pipe.txt',
      '../params.json',
      './fine.txt',
      'x/../fine.txt',
      '..',
      '.',
      '/',
      secret,
      '..\\params.json',
      'fine.txt\0.png',
      'fine.txt/',
      '%2e%2e/params.json',
      'x'.repeat(1000),
    ])
      expect([name, (await named(name)).status]).toEqual([name, 404]);
    for (const query of [
      '',
      '?name=',
      '?optuna=../secret.txt',
      '?optuna=',
      `?name=a&optuna=b`,
      `?name=${'x'.repeat(1001)}`,
    ])
      expect([query, [400, 404].includes((await served.ask(`${TRIAL}/artifact${query}`)).status)]).toEqual([
        query,
        true,
      ]);
    // The folder itself may be a link, too.
    rmSync(join(folder, 'artifacts'), { recursive: true });
    symlinkSync(served.folder, join(folder, 'artifacts'));
    expect(await list()).toEqual([]);
    expect((await named('secret.txt')).status).toBe(404);
  });

  test('parts, as players ask for them', async () => {
    leave('sound.wav', '0123456789');
    const part = async (range: string, headers: Record<string, string> = {}) => {
      const answer = await named('sound.wav', { headers: { range, ...headers } });
      return [answer.status, answer.headers.get('content-range'), answer.ok ? await answer.text() : null];
    };
    expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await part('bytes=-30')).toEqual([206, 'bytes 0-9/10', '0123456789']);
    expect(await part('bytes=8-100')).toEqual([206, 'bytes 8-9/10', '89']);
    expect(await part('bytes=10-')).toEqual([416, 'bytes */10', null]);
    expect(await part('bytes=4-2')).toEqual([416, 'bytes */10', null]);
    expect(await part('bytes=-0')).toEqual([416, 'bytes */10', null]);
    for (const range of ['bytes=0-1,4-5', 'bytes=-', 'lines=1-2', 'bytes=a-b'])
      expect(await part(range)).toEqual([200, null, '0123456789']);
    const { headers } = await named('sound.wav');
    const etag = headers.get('etag')!;
    expect(await part('bytes=0-0', { 'if-range': etag })).toEqual([206, 'bytes 0-0/10', '0']);
    expect(await part('bytes=0-0', { 'if-range': '"old"' })).toEqual([200, null, '0123456789']);
    expect((await named('sound.wav', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await named('sound.wav', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
    leave('empty.txt', '');
    const empty = await named('empty.txt');
    expect([empty.status, await empty.text()]).toEqual([200, '']);
  });

  test('who reads a long one slowly costs no memory, and who leaves lets go of it', async (context) => {
    if (process.platform !== 'linux') context.skip('only Linux tells which files are open');
    leave('long.bin', '');
    truncateSync(join(folder, 'artifacts', 'long.bin'), 300e6); // a hole: it takes no room
    const holders = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        const path = join('/proc/self/fd', fd);
        return existsSync(path) && readlinkSync(path).endsWith('/long.bin');
      }).length;
    const before = process.memoryUsage().rss;
    const request = [
      `GET ${TRIAL}/artifact?name=long.bin HTTP/1.1`,
      `Host: 127.0.0.1:${served.server.port}`,
      `Authorization: Bearer ${served.token()}`,
    ];
    const socket = connect(served.server.port, '127.0.0.1', () => socket.write(`${request.join('\r\n')}\r\n\r\n`));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(holders()).toBe(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    socket.destroy();
    await until(() => holders() === 0, 'the file to be closed');
  });

  test('thousands of them are counted, not listed', async () => {
    for (let i = 0; i < 1002; i++) leave(`${String(i).padStart(4, '0')}.txt`, '');
    const { artifacts, more } = await served.json(`${TRIAL}/artifacts`);
    expect([artifacts.length, artifacts.at(-1).name, more]).toEqual([1000, '0999.txt', true]);
  });

  test('those that Optuna keeps are shown by their names, where its store is here', async () => {
    const noted = (id: string, filename: string) =>
      JSON.stringify({ artifact_id: id, filename, mimetype: 'text/html', encoding: null });
    const [first, second] = await storage.createTrials(study, [{ state: 'running' }, { state: 'running' }]);
    mkdirSync(join(served.folder, 'optuna'), { recursive: true });
    writeFileSync(join(served.folder, 'optuna', 'u-1'), 'PNG');
    writeFileSync(join(served.folder, 'optuna', 'u-3'), '<script>');
    await storage.setStudyAttribute(study, 'system', `dashboard:artifacts:${first!.id}:u-1`, noted('u-1', 'plot.png'));
    await storage.setStudyAttribute(study, 'system', `dashboard:artifacts:${first!.id}:odd`, 'no JSON');
    await storage.setStudyAttribute(study, 'system', `dashboard:artifacts:${second!.id}:u-3`, noted('u-3', 'x.html'));
    await storage.write(study, [
      { type: 'attributed', id: first!.id, owner: 'system', key: 'artifacts:u-2', value: noted('u-2', 'away.csv') },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // a study's attributes are looked at once a second
    const path = `/api/studies/one/trials/${first!.number}`;
    const { artifacts } = await served.json(`${path}/artifacts`);
    expect(artifacts.map(({ name, kind, bytes, address }: any) => [name, kind, bytes, address])).toEqual([
      ['plot.png', 'image', 3, `${path}/artifact?optuna=u-1`],
      ['away.csv', 'table', null, null],
    ]);
    expect(await (await served.ask(artifacts[0].address)).text()).toBe('PNG');
    expect((await served.ask(`${path}/artifact?optuna=u-3`)).status).toBe(404); // of another trial
    expect((await served.ask(`${path}/artifact?optuna=u-2`)).status).toBe(404);
    const other = await served.ask(`/api/studies/one/trials/${second!.number}/artifact?optuna=u-3`);
    expect(other.headers.get('content-disposition')).toContain('attachment');
  });
});

describe('the log', () => {
  const say = (text: string | Uint8Array) => appendFileSync(join(folder, 'output.log'), text);
  const log = (query = '') => served.json(`${TRIAL}/log${query}`);

  test('is plain text in whole lines, from a byte on', async () => {
    expect(await log()).toEqual({ text: '', from: 0, next: 0, bytes: null, omitted: 0, isOver: false });
    say('\u001b[31mred\u001b[0m\nÜbung\r\n 10%\r 50%\r100%\nnot yet');
    const first = await log();
    expect(first).toMatchObject({ text: 'red\nÜbung\n100%\n', from: 0, omitted: 0, isOver: false });
    say(' ended\n');
    const second = await log(`?from=${first.next}`);
    expect(second).toMatchObject({ text: 'not yet ended\n', from: first.next, next: second.bytes });
    expect(await log(`?from=${second.next}`)).toMatchObject({ text: '', next: second.next });
  });

  test('a progress bar is seen while it runs', async () => {
    say('epoch 1\n 10%\r 20%\r');
    const { next, text } = await log();
    expect(text).toBe('epoch 1\n 20%\n');
    say(' 30%\r');
    expect(await log(`?from=${next}`)).toMatchObject({ text: ' 30%\n' });
  });

  test('who waits is told as soon as there is more', async () => {
    say('one\n');
    const began = Date.now();
    setTimeout(() => say('two\n'), 300);
    expect(await log('?from=4&wait=20')).toMatchObject({ text: 'two\n', from: 4 });
    expect(Date.now() - began).toBeLessThan(5000);
    const idle = Date.now();
    expect(await log('?from=8&wait=0.4')).toMatchObject({ text: '', next: 8 });
    expect(Date.now() - idle).toBeGreaterThan(350);
  });

  test('at the end of the trial its last line counts, and nobody waits any more', async () => {
    const [trial] = await storage.createTrials(study, [{ state: 'running', startedAt: 1 }]);
    const at = trialPath(join(served.folder, 'trials'), { study: 'a/b <i>', studyId: 'one', number: trial!.number });
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'output.log'), 'without an end');
    const path = `/api/studies/one/trials/${trial!.number}/log`;
    expect(await served.json(path)).toMatchObject({ text: '', next: 0, isOver: false });
    setTimeout(
      () => void storage.write(study, [{ type: 'finished', id: trial!.id, state: 'complete', values: [1], at: 2 }]),
      300,
    );
    expect(await served.json(`${path}?from=0&wait=20`)).toMatchObject({
      text: 'without an end',
      next: 14,
      isOver: true,
    });
    expect(await served.json(`${path}?from=14&wait=20`)).toMatchObject({ text: '', isOver: true });
  });

  test('a log that began anew is told from its start', async () => {
    say('a long first run\n');
    const { next } = await log();
    writeFileSync(join(folder, 'output.log'), 'anew\n');
    expect(await log(`?from=${next}`)).toMatchObject({ text: 'anew\n', from: 0, next: 5 });
  });

  test('of a long one the start and the end; the middle can be asked for', async () => {
    const line = (i: number) => `${String(i).padStart(7, '0')} ${'ü'.repeat(20)}\n`;
    say(Array.from({ length: 100_000 }, (_, i) => line(i)).join(''));
    const { text, omitted, next, bytes, from } = await log();
    expect([from, next]).toEqual([0, bytes]);
    expect(text.startsWith(line(0))).toBe(true);
    expect(text.endsWith(line(99_999))).toBe(true);
    expect(text).toContain(`[${omitted} bytes are left out here]`);
    expect(Buffer.byteLength(text) - `\n[${omitted} bytes are left out here]\n\n`.length + omitted).toBe(bytes);
    for (const one of text.split('\n').filter((part: string) => /^\d/.test(part))) expect(one).toMatch(/^\d{7} ü{20}$/);
    const part = await log(`?from=${49 * 1000}`);
    expect(part.text.startsWith(line(1000))).toBe(true);
    expect(part.next - part.from).toBeLessThanOrEqual(2 ** 20);
  });

  test('a line without an end comes in pieces, and no letter is cut in two', async () => {
    say('ü'.repeat(50_000));
    let [text, from] = ['', 0];
    for (let i = 0; i < 3; i++) {
      const piece = await log(`?from=${from}`);
      text += piece.text;
      from = piece.next;
    }
    expect(text).toMatch(/^ü{49999,50000}$/);
  });

  test('a link in its place leads nowhere; odd positions are refused', async () => {
    writeFileSync(join(served.folder, 'secret.txt'), 'nobody may see this\n');
    symlinkSync(join(served.folder, 'secret.txt'), join(folder, 'output.log'));
    expect((await log()).bytes).toBe(null);
    for (const query of ['?from=-1', '?from=1.5', '?from=x', '?wait=26', '?wait=-1'])
      expect([query, (await served.ask(`${TRIAL}/log${query}`)).status]).toEqual([query, 400]);
  });

  test('who waits does not keep the server from stopping', async () => {
    say('one\n');
    const waiting = log('?from=4&wait=25');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const began = Date.now();
    await served.restart();
    expect(await waiting).toMatchObject({ text: '' });
    expect(Date.now() - began).toBeLessThan(3000);
  });
});

test('what a real program prints and leaves is there while it runs, and after it', async () => {
  const run = await createStudy({ name: 'real', storage, space: space({ x: float(0, 1) }) });
  const go = join(served.folder, 'go');
  const script = `echo begun; cp "$VERNIER_PARAMS_FILE" "$VERNIER_ARTIFACT_DIR/params.json"; while [ ! -e ${go} ]; do sleep 0.05; done; echo 'vernier {"value": 1}'`;
  const done = run.optimize(command(['sh', '-c', script], { folder: join(served.folder, 'trials') }), { trials: 1 });
  const path = async () => {
    const { studies } = await served.json('/api/studies');
    return `/api/studies/${studies.find(({ name }: any) => name === 'real').id}/trials/0`;
  };
  await until(async () => (await served.json(`${await path()}/log`)).text === 'begun\n', 'its first words');
  await until(async () => (await served.json(`${await path()}/artifacts`)).artifacts.length === 1, 'its file');
  const { artifacts } = await served.json(`${await path()}/artifacts`);
  expect(Object.keys(await served.json(artifacts[0].address))).toEqual(['x']);
  const rest = served.json(`${await path()}/log?from=6&wait=20`);
  writeFileSync(go, '');
  expect((await rest).text).toBe('vernier {"value": 1}\n');
  await done;
  expect(await served.json(`${await path()}/log?from=27&wait=20`)).toMatchObject({ text: '', isOver: true });
});

test.each([
  ['processes', (file: string, folder: string) => processes(file, { count: 1, folder })],
  ['threads', (file: string, folder: string) => threads(file, { count: 1, folder, checkpoints: {} })],
] as const)('%s: so is what an objective function leaves', async (kind, make) => {
  const file = join(served.folder, `${kind}.mjs`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
     export default (_, trial) => { writeFileSync(trial.artifacts + '/words.txt', 'said by ' + trial.number); return 1; }`,
  );
  const run = await createStudy({ name: kind, storage, space: space({ x: float(0, 1) }) });
  await run.optimize(make(file, join(served.folder, 'trials')), { trials: 2 });
  const { artifacts } = await served.json(`/api/studies/${run.id}/trials/1/artifacts`);
  expect(artifacts.map(({ name, kind: of }: any) => [name, of])).toEqual([['words.txt', 'text']]);
  expect(await (await served.ask(artifacts[0].address)).text()).toBe('said by 1');
});
