import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { eventsOf } from './listener.ts';
import { until } from './server.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-serve-'));
  const storage = sqlite(join(folder, 'vernier.db'));
  await storage.createStudy('digits', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'one' });
  await storage.close();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  /** What it has printed first: `{ url, link, pid }`. */
  readonly said: { readonly url: string; readonly link: string | null };
  readonly ended: Promise<number | null>;
  /** All lines that it has printed so far. */
  readonly lines: () => readonly any[];
}

/** Starts `vernier serve`; resolves when it listens. */
function serve(...args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--json', '--port', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let [out, err] = ['', ''];
  const lines = () =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  child.stderr.on('data', (piece) => (err += String(piece)));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      out += String(piece);
      if (out.includes('\n')) resolve({ child, ended, said: lines()[0], lines });
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${err}`)));
  });
}

const vernier = (...args: readonly string[]) => fed('', ...args);

/** Runs a command with this text at its standard input. */
function fed(input: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    input,
  });
  return { code: status, stdout, stderr };
}

test('on this machine it prints a link that works once; asked to stop, it tells its listeners and ends', async () => {
  const { child, said, ended } = await serve();
  expect(said.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const entered = await fetch(said.link!);
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  expect((await fetch(said.link!)).status).toBe(401);
  const { studies } = (await (await fetch(`${said.url}/api/studies`, { headers: { cookie } })).json()) as any;
  expect(studies.map(({ name }: any) => name)).toEqual(['digits']);

  const snapshot = await fetch(`${said.url}/api/studies/one/snapshot`, { headers: { cookie } });
  const cursor = snapshot.headers.get('vernier-cursor')!;
  const stream = await fetch(`${said.url}/api/studies/one/events?cursor=${cursor}`, { headers: { cookie } });
  child.kill('SIGTERM');
  const heard = [];
  for await (const { event } of eventsOf(stream.body!)) heard.push(event);
  expect(heard).toEqual(['stopping']);
  expect(await ended).toBe(0);
});

test('the next link is printed as a line for programs, too: whoever lost the session comes back by it', async () => {
  const { said, lines, child, ended } = await serve();
  for (let used = 1; used <= 2; used++) {
    expect((await fetch(lines()[used - 1].link)).status).toBe(200);
    await until(() => lines().length > used, 'the next line');
    expect(lines()[used]).toEqual({ ...said, link: expect.stringContaining(said.url) });
  }
  expect(new Set(lines().map(({ link }) => link)).size).toBe(3);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('where a person reads along, its last line says that it has stopped', async () => {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  child.stdout.on('data', (piece) => (said += String(piece)));
  await until(() => said.includes('open http://'), 'the link');
  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  expect(said.trimEnd().split('\n').at(-1)).toMatch(/^Stopped serving sqlite:vernier\.db, after \S+ s\.$/);
});

test('a second signal ends it at once', async () => {
  const { child, said, ended } = await serve();
  const half = connect(Number(new URL(said.url).port), '127.0.0.1');
  half.on('error', () => undefined);
  half.write(
    'POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = Date.now();
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 300)); // it waits for that request
  expect(child.exitCode).toBe(null);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(Date.now() - began).toBeLessThan(4000);
});

test('where others can reach it, it asks for a token, or for plain words', async () => {
  const refused = vernier('serve', '--host', '0.0.0.0', '--port', '0');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--open-to-everyone');
  expect(vernier('serve', '--behind-proxy', '--port', '0').code).toBe(2);

  const open = await serve('--host', '0.0.0.0', '--open-to-everyone');
  const at = (port: string, path: string, token?: string) =>
    fetch(
      `http://127.0.0.1:${port}${path}`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
  expect(open.said.link).toBe(null);
  expect((await at(new URL(open.said.url).port, '/api/studies')).status).toBe(200);

  const { token, id } = JSON.parse(vernier('token', 'create', 'ci', '--json').stdout);
  const closed = await serve('--host', '0.0.0.0');
  const { port } = new URL(closed.said.url);
  expect(closed.said.link).toBe(null);
  expect((await at(port, '/api/studies')).status).toBe(401);
  expect((await at(port, '/api/studies', token)).status).toBe(200);
  expect(vernier('token', 'revoke', id).code).toBe(0);
  expect((await at(port, '/api/studies', token)).status).toBe(401);
  expect(vernier('serve', '--host', '0.0.0.0', '--port', '0').code).toBe(2); // none is left that is of use
});

test('over TLS of its own, with a certificate that is renewed while it runs', async (context) => {
  if (spawnSync('openssl', ['version']).status !== 0) context.skip('openssl makes the certificate; it is not here');
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const make = (name: string) =>
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name} -keyout ${key} -out ${cert}`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
  make('first');
  const { child, said, ended } = await serve('--cert', cert, '--key', key, '--name', 'tune.example.org');
  expect(said.url).toMatch(/^https:/);
  const asked = (host: string) =>
    new Promise<{ readonly status: number; readonly cookie: string; readonly name: string }>((resolve, reject) => {
      const link = new URL(said.link!);
      const sent = request(link, { rejectUnauthorized: false, agent: false, headers: { host } }, (answer) => {
        const { subject } = (answer.socket as any).getPeerCertificate();
        answer.resume();
        resolve({ status: answer.statusCode!, cookie: String(answer.headers['set-cookie']), name: subject.CN });
      });
      sent.on('error', reject);
      sent.end();
    });
  expect(await asked('evil.example')).toMatchObject({ status: 421, name: 'first' });
  make('second');
  child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { status, cookie, name } = await asked('tune.example.org');
  expect({ status, name }).toEqual({ status: 200, name: 'second' });
  expect(cookie).toMatch(/^__Host-vernier-.*; Secure$/);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a run serves its study while it runs', async () => {
  const program = 'setTimeout(() => console.log(\'vernier {"loss": 1}\'), 1500)';
  const run = ['run', '--ui', '--json', '--name', 'slow', '--minimize', 'loss', '-p', 'x=0..1', '-n', '1', '--'];
  const child = spawn(process.execPath, [MAIN, ...run, process.execPath, '-e', program], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdout.resume();
  const link = await new Promise<string>((resolve) => {
    let said = '';
    child.stderr.on('data', (piece) => {
      said += String(piece);
      const found = /http:\S+/.exec(said);
      if (found !== null) resolve(found[0]);
    });
  });
  const cookie = (await fetch(link)).headers.get('set-cookie')!.split(';')[0]!;
  const answer = await fetch(new URL('/api/studies', link), { headers: { cookie } });
  expect(((await answer.json()) as any).studies.map(({ name }: any) => name)).toContain('slow');
  expect(await ended).toBe(0);
  await expect(fetch(link)).rejects.toThrow('fetch failed');
});

test('tokens: made, listed, revoked; kept as hashes in a file that others cannot read', async () => {
  const made = vernier('token', 'create', 'for Ada', '--study', 'digits', '--expires', '2h');
  const token = made.stdout.split('\n')[0]!;
  expect(token).toMatch(/^vernier_[0-9a-f]{8}_[\w-]{43}$/);
  expect(made.stdout).toContain('It allows read of one study');
  const file = join(folder, 'vernier.db.tokens.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain(token.slice(17));
  const [listed] = JSON.parse(vernier('token', 'list', '--json').stdout);
  expect(listed).toMatchObject({ name: 'for Ada', scopes: ['read'], study: 'one', state: 'of use' });
  expect(listed.hash).toBe(undefined);
  vernier('token', 'revoke', listed.id);
  expect(vernier('token', 'list').stdout).toContain('revoked');
  const foreign = sqlite(join(folder, 'vernier.db'));
  await foreign.createStudy('of Optuna', [{ name: 'loss', direction: 'minimize' }]);
  const { study } = JSON.parse(vernier('token', 'create', 'x', '--study', 'of Optuna', '--json').stdout);
  expect((await foreign.findStudy('of Optuna'))!.systemAttributes['vernier:id']).toBe(study); // a number could be given again
  await foreign.close();
  for (const wrong of [
    ['create'],
    ['create', 'x', '--scope', 'all'],
    ['create', 'x', '--expires', 'soon'],
    ['create', 'x', '--study', 'digits', '--scope', 'write'],
    ['revoke', 'nothing'],
    ['steal'],
  ])
    expect([wrong, vernier('token', ...wrong).code]).toEqual([wrong, 2]);
});

test('users: named, given another password, removed; with one of them others may be let in', async () => {
  const first = 'four words that do not meet';
  expect(fed(`${first}\nmore`, 'user', 'add', 'Ada', '--scope', 'write').stdout).toContain('ada may read, write');
  const file = join(folder, 'vernier.db.users.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain('four');
  expect(JSON.parse(vernier('user', 'list', '--json').stdout)).toMatchObject([
    { name: 'ada', scopes: ['read', 'write'] },
  ]);
  const { said } = await serve('--host', '0.0.0.0');
  const url = `http://127.0.0.1:${new URL(said.url).port}`;
  const login = (password: string) =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'ada', password }),
    });
  const cookie = (await login(first)).headers.get('set-cookie')!.split(';')[0]!;
  const isIn = async () => (await fetch(`${url}/api/studies`, { headers: { cookie } })).ok;
  expect(await isIn()).toBe(true);
  expect(fed('another four words\n', 'user', 'passwd', 'ada').code).toBe(0);
  expect(await isIn()).toBe(false);
  expect((await login(first)).status).toBe(401);
  expect((await login('another four words')).status).toBe(200);
  expect(vernier('user', 'remove', 'ada').code).toBe(0);
  expect((await login('another four words')).status).toBe(401);
  expect(vernier('serve', '--host', '0.0.0.0', '--port', '0').code).toBe(2);
}, 60_000);

test('with a provider others may be let in; what is wrong in its file is said', async () => {
  const file = join(folder, 'oidc.yaml');
  const allow = 'allow: [{ domain: example.org }]';
  writeFileSync(file, `issuer: https://accounts.example.org\nclient: vernier\nname: Example\n${allow}\n`);
  const { said } = await serve('--host', '0.0.0.0', '--oidc', file);
  const page = await fetch(`http://127.0.0.1:${new URL(said.url).port}/login`);
  expect(await page.text()).toContain('Log in with Example');
  writeFileSync(file, `issuer: http://accounts.example.org\nclient: vernier\n${allow}\n`);
  for (const wrong of [file, 'none.yaml'])
    expect(vernier('serve', '--host', '0.0.0.0', '--port', '0', '--oidc', wrong).code).toBe(2);
});

test('a wrong name, right or password of a user is refused', () => {
  fed('long enough for anybody', 'user', 'add', 'ada');
  for (const wrong of [
    ['add', 'ada'],
    ['add', 'a b'],
    ['add', 'bob', '--scope', 'all'],
    ['add'],
    ['passwd', 'bob'],
    ['remove', 'bob'],
    ['steal', 'ada'],
  ])
    expect([wrong, fed('long enough for anybody', 'user', ...wrong).code]).toEqual([wrong, 2]);
  for (const bad of ['short', '', 'ada-ada-ada-'.slice(0, 12), 'x'.repeat(1001)])
    expect([bad, fed(bad, 'user', 'passwd', 'ada').code]).toEqual([bad, 2]);
}, 60_000);

test('a password that is typed is not shown', async (context) => {
  // `script` gives the command a terminal; of the several programs of that name this is the one of util-linux.
  if (!spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux'))
    context.skip('script (util-linux) makes the terminal; it is not here');
  const child = spawn('script', ['-qec', `"${process.execPath}" "${MAIN}" user add ada`, '/dev/null'], { cwd: folder });
  children.push(child);
  let shown = '';
  child.stdout.on('data', (piece) => (shown += String(piece)));
  const ended = new Promise((resolve) => child.on('close', resolve));
  for (const [question, answer] of [
    ['or more): ', 'a long pazz\x7f\x7fssword\r'],
    ['Once more: ', 'a long password\r'],
  ] as const) {
    await until(() => shown.includes(question), question);
    child.stdin.write(answer);
  }
  expect(await ended).toBe(0);
  expect(shown).toContain('ada may read');
  expect(shown).not.toContain('long');
}, 60_000);

test('what is wrong is said before it listens', () => {
  for (const [wrong, code] of [
    [['--port', 'x'], 2],
    [['--port', '70000'], 2],
    [['--name', 'https://tune.example.org'], 2],
    [['--cert', 'c.pem'], 2],
    [['--most-runs', '3'], 2],
    [['--allow-run', '.', '--most-runs', '0'], 2],
    [['--cert', 'c.pem', '--key', 'k.pem'], 2],
    [['--storage', 'sqlite:none.db'], 4],
    [['--host', '203.0.113.9', '--open-to-everyone'], 4],
  ] as const)
    expect([wrong, vernier('serve', '--port', '0', ...wrong).code]).toEqual([wrong, code]);
  writeFileSync(join(folder, 'text.db'), 'no database at all, but long enough to be read as the header of one');
  expect(vernier('serve', '--port', '0', '--storage', 'sqlite:text.db').code).toBe(4);
});
