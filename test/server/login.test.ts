import { readFileSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passwordHash } from '../../src/node/serving/password-hash.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Scope } from '../../src/server/access/principal.ts';
import { jsonOf, type Served, serve } from './server.ts';

const PASSWORD = 'four words that do not meet';
/** Whoever exists is checked in a moment; whoever does not costs what a real hash does. */
const CHEAP = { log2: 10, blocks: 8, lanes: 1 };
let served: Served;
let hash: string;
beforeAll(async () => {
  hash = await passwordHash(PASSWORD, CHEAP);
  served = await serve({}, { behindProxy: true }); // so that a test can say where a request comes from
  const storage = sqlite(served.file);
  await storage.createStudy('open', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'one' });
  await storage.close();
  add('ada');
});
afterAll(async () => {
  await served.close();
  expect(served.failures).toEqual([]);
});

const add = (name: string, scopes: readonly Scope[] = ['read', 'write'], where = served) =>
  where.users.change((users) => [
    ...users.filter((user) => user.name !== name),
    { name, password: hash, scopes, createdAt: 0, changedAt: 0 },
  ]);

let visitors = 0;
const elsewhere = () => `10.0.0.${++visitors}`;

interface Sent {
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a form as a browser does. */
const form = (path: string, fields: Record<string, string>, { from = elsewhere(), headers = {} }: Sent = {}) =>
  served.ask(path, {
    method: 'POST',
    token: null,
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      origin: served.server.url.replace('http:', 'https:'),
      'x-forwarded-for': from,
      ...headers,
    },
  });
const logIn = (name: string, password = PASSWORD, sent: Sent = {}) => form('/login', { name, password }, sent);
const look = (path: string, cookie = '') =>
  served.ask(path, { token: null, headers: { accept: 'text/html', cookie, 'x-forwarded-for': elsewhere() } });
const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
const lines = () =>
  readFileSync(served.audit, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the page', () => {
  test('a browser without a session is led there, and a program is told', async () => {
    for (const path of ['/', '/api/studies/one?x=1']) {
      const answer = await look(path);
      expect(answer.status).toBe(401);
      const next = path === '/' ? '' : `?next=${encodeURIComponent(path)}`;
      expect(await answer.text()).toContain(`content="0;url=/login${next}"`);
    }
    const program = await served.ask('/api/studies', { token: null });
    expect((await jsonOf(program)).error.code).toBe('login-needed');
    expect((await look('/login')).status).toBe(200);
  });

  test('runs no script, says where its forms come from, and names every field', async () => {
    const answer = await look('/login?next=/api/studies');
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('referrer-policy')).toBe('same-origin'); // with none, browsers send "Origin: null" with a form
    expect(page).not.toMatch(/<script|\son\w+=|style=/);
    expect(page).toContain('<html lang="en">');
    for (const [, id] of page.matchAll(/<input id="([\w-]+)"/g)) expect(page).toContain(`<label for="${id}">`);
    expect([...page.matchAll(/<input id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(['name', 'password', 'token']);
    expect(page.match(/autofocus/g)!.length).toBe(1);
    expect(page).toContain('value="/api/studies"');
    const style = await served.ask('/login.css', { token: null });
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  test('what was typed is shown as text, never as markup', async () => {
    const script = '"><script>alert(1)</script>';
    const page = await (await form('/login', { name: script, password: 'x', next: `/${script}` })).text();
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
    expect(await (await look(`/login?next=${encodeURIComponent(`/${script}`)}`)).text()).not.toContain('<script');
  });
});

describe('a password', () => {
  test('gives a session of the user’s rights, in a strict cookie, and leads on', async () => {
    const answer = await form('/login', { name: ' Ada ', password: PASSWORD, next: '/api/studies?x=1' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/api/studies?x=1']);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-vernier-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    );
    const cookie = cookieOf(answer);
    const session = await served.json('/api/session', { token: null, headers: { cookie } });
    expect(session).toMatchObject({ who: 'user ada', scopes: ['read', 'write'], study: null });
    const change = (csrf: string) =>
      served
        .ask('/api/studies/one/trials', {
          method: 'POST',
          body: '{"params": {}}',
          token: null,
          headers: { cookie, 'vernier-csrf': csrf },
        })
        .then(({ status }) => status);
    expect([await change('x'), await change(session.csrf)]).toEqual([403, 200]);
    expect(lines().filter(({ who }) => who === 'user ada')[0]).toMatchObject({ action: 'login', outcome: 'done' });
    const again = await look('/login?next=/api/studies', cookie);
    expect([again.status, again.headers.get('location')]).toEqual([303, '/api/studies']);
  });

  test('programs may send it, too', async () => {
    const post = (body: object) =>
      served.ask('/api/session', {
        method: 'POST',
        body: JSON.stringify(body),
        token: null,
        headers: { 'x-forwarded-for': elsewhere() },
      });
    const answer = await post({ name: 'ada', password: PASSWORD });
    expect(await answer.json()).toMatchObject({ who: 'user ada' });
    const wrong = await post({ name: 'ada', password: 'x' });
    expect([wrong.status, (await jsonOf(wrong)).error.code]).toEqual([401, 'login-wrong']);
    expect((await post({ name: 'ada' })).status).toBe(400);
  });

  test('a wrong one, and a wrong name, are refused in the same words, which a screen reader finds', async () => {
    const pages = [];
    for (const name of ['ada', 'bob']) {
      const answer = await logIn(name, 'wrong');
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      pages.push((await answer.text()).replaceAll(name, 'NAME'));
    }
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).toContain('<p id="trouble" role="alert">The name or the password is wrong.');
    expect(pages[0]).toContain('<title>Not logged in');
    expect(pages[0]).toMatch(/<input\s+id="password"[^>]*aria-describedby="trouble"\s+autofocus/);
    expect(pages[0]).not.toContain('wrong"'); // the password does not come back
  });

  test('a name that nobody has is not written down: it may be a password in the wrong field', async () => {
    await logIn('hunter2-hunter2', 'x');
    await logIn('ada', 'x');
    expect(readFileSync(served.audit, 'utf8')).not.toContain('hunter2');
    expect(lines().at(-1)).toMatchObject({ who: 'nobody', outcome: 'refused', detail: 'login-wrong (user ada)' });
  });

  test('pages elsewhere cannot log anybody in', async () => {
    for (const origin of ['https://evil.example', 'null'])
      expect((await logIn('ada', PASSWORD, { headers: { origin } })).status).toBe(403);
  });

  test('the way on leads nowhere else', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])
      expect((await form('/login', { name: 'ada', password: PASSWORD, next })).headers.get('location')).toBe('/');
  });
});

test('who guesses has to wait: by address, and by name from wherever it comes', async () => {
  add('carol');
  const from = elsewhere();
  for (let i = 0; i < 10; i++) {
    add(`x${i}`);
    expect((await logIn(`x${i}`, 'wrong', { from })).status).toBe(401);
  }
  const refused = await logIn('ada', PASSWORD, { from });
  expect(refused.status).toBe(429);
  const lines = () => readFileSync(served.audit, 'utf8').split('\n').length;
  const before = lines(); // those ten; who has to wait fills no disk
  for (let i = 0; i < 20; i++) expect((await logIn('ada', PASSWORD, { from })).status).toBe(429);
  expect(lines()).toBe(before);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.text()).toMatch(/Too many wrong logins from this address. Try again in \d+ seconds./);
  expect((await logIn('ada')).status).toBe(303);

  for (let i = 0; i < 10; i++) expect((await logIn('carol', 'wrong')).status).toBe(401);
  expect((await logIn('carol')).status).toBe(429);
  const of = Array.from({ length: 11 }, () => logIn('nobody', 'wrong'));
  expect((await of.at(-1)!).status).toBe(429); // so that it does not show who exists
  await Promise.all(of);
}, 120_000);

test('of many that come at once none gets through uncounted, and few wait', async () => {
  const from = elsewhere();
  const codes = await Promise.all(Array.from({ length: 30 }, (_, i) => logIn(`z${i}`, 'wrong', { from })));
  const count = (wanted: number) => codes.filter(({ status }) => status === wanted).length;
  expect(count(401)).toBeLessThanOrEqual(8);
  expect(count(401) + count(429)).toBe(30);
}, 60_000);

describe('a session ends', () => {
  const isIn = async (cookie: string) =>
    (await served.ask('/api/studies', { token: null, headers: { cookie } })).status === 200;

  test('when the password is set anew, and when the user is removed; rights are those of the moment', async () => {
    add('dora', ['read', 'write']);
    const cookie = cookieOf(await logIn('dora'));
    expect(await isIn(cookie)).toBe(true);
    add('dora', ['read']);
    const session = await served.json('/api/session', { token: null, headers: { cookie } });
    expect(session.scopes).toEqual(['read']);
    const other = await passwordHash('another four words', CHEAP);
    served.users.change((users) => users.map((user) => (user.name === 'dora' ? { ...user, password: other } : user)));
    expect(await isIn(cookie)).toBe(false);
    const fresh = cookieOf(await logIn('dora', 'another four words'));
    expect(await isIn(fresh)).toBe(true);
    served.users.change((users) => users.filter(({ name }) => name !== 'dora'));
    expect(await isIn(fresh)).toBe(false);
  });

  test('by the button, which a page elsewhere cannot press', async () => {
    const cookie = cookieOf(await logIn('ada'));
    const page = await (await look('/', cookie)).text();
    expect(page).toContain('Logged in as user ada.');
    const csrf = /name="csrf" value="([\w-]+)"/.exec(page)![1]!;
    expect((await form('/logout', { csrf: 'x' }, { headers: { cookie } })).status).toBe(403);
    expect(await isIn(cookie)).toBe(true);
    const out = await form('/logout', { csrf }, { headers: { cookie } });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/login']);
    expect(out.headers.get('set-cookie')).toMatch(/=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0; Secure$/);
    expect(await isIn(cookie)).toBe(false);
  });
});

test('a token may be typed into the page; a link that is used up says so there', async () => {
  const answer = await form('/login', { token: ` ${served.token(['read'])} ` });
  expect(answer.status).toBe(303);
  const wrong = await form('/login', { token: 'vernier_x' });
  expect(wrong.status).toBe(401);
  expect(await wrong.text()).toMatch(/id="token"[^>]*aria-describedby="token-help trouble"\s+aria-invalid="true"/);
  const used = await look('/enter?token=used');
  expect([used.status, used.headers.get('content-type')]).toEqual([401, 'text/html; charset=UTF-8']);
  expect(await used.text()).toContain('works once');
});

test('the file of users is its owner’s alone, and damaged lets none of them in', async () => {
  expect(statSync(served.users.path).mode & 0o777).toBe(0o600);
  const own = await serve();
  add('ada', ['read'], own);
  const session = await own.ask('/api/session', {
    method: 'POST',
    body: JSON.stringify({ name: 'ada', password: PASSWORD }),
    token: null,
  });
  const cookie = cookieOf(session);
  const status = async () => (await own.ask('/api/studies', { token: null, headers: { cookie } })).status;
  expect(await status()).toBe(200);
  own.users.change((users) => users.map((user) => ({ ...user, password: 'plain' })));
  expect(await status()).toBe(503);
  rmSync(own.users.path);
  expect(await status()).toBe(401);
  await own.close();
});
