import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { Listener } from './listener.ts';
import { jsonOf, type Served, serve, until } from './server.ts';

let served: Served;
let storage: Storage;
beforeAll(async () => {
  served = await serve();
  storage = sqlite(served.file);
  const { id } = await storage.createStudy('open', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'one' });
  await storage.createTrials(id, [{ state: 'waiting' }, { state: 'running', startedAt: 1 }]);
  await storage.createStudy('secret', [{ name: 'loss', direction: 'minimize' }], { 'vernier:id': 'two' });
});
afterAll(async () => {
  await storage.close();
  await served.close();
  expect(served.failures).toEqual([]);
});

const status = async (path: string, init: Parameters<Served['ask']>[1] = {}): Promise<string> => {
  const answer = await served.ask(path, init);
  return answer.ok ? 'ok' : `${answer.status} ${(await jsonOf(answer)).error.code}`;
};
const enqueue = (params: object = {}) => ({ method: 'POST', body: JSON.stringify({ params }) });
const audit = () =>
  readFileSync(served.audit, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A request with headers that `fetch` does not let one set. */
function asked(headers: Record<string, string>, path = '/api/studies', method = 'GET', body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: served.server.port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('tokens', () => {
  test('nobody comes in without one, but to hear that the server is well', async () => {
    for (const path of [
      '/api/studies',
      '/api/studies/one',
      '/api/studies/one/events',
      '/metrics',
      '/api/session',
      '/x',
    ])
      expect([path, await status(path, { token: null })]).toEqual([path, '401 login-needed']);
    expect(await served.json('/healthz', { token: null })).toEqual({ ok: true, trouble: null, version: '0.0.0' });
  });

  test('a wrong, an expired and a revoked one are told apart', async () => {
    expect(await status('/api/studies', { token: 'vernier_00000000_wrong' })).toBe('401 token-unknown');
    expect(await status('/api/studies', { token: served.token(['read'], { expiresAt: Date.now() - 1 }) })).toBe(
      '401 token-expired',
    );
    const token = served.token(['read']);
    expect(await status('/api/studies', { token })).toBe('ok');
    const id = token.split('_')[1];
    served.tokens.change((all) => all.map((one) => (one.id === id ? { ...one, revokedAt: Date.now() } : one)));
    expect(await status('/api/studies', { token })).toBe('401 token-revoked');
  });

  test('who listens with a token that is revoked is sent away at the next heartbeat', async () => {
    const brisk = await serve({ heartbeatMs: 30 });
    const own = sqlite(brisk.file);
    await own.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
    const listener = new Listener(brisk, '1', { token: brisk.token(['read'], { expiresAt: Date.now() + 700 }) });
    await listener.load();
    listener.listen();
    await until(() => listener.isConnected);
    await until(() => listener.heard('ended'), 'the end');
    expect(listener.heard('expired')).toBe(true);
    listener.listen();
    await until(() => listener.heard('refused 401'));
    await own.close();
    await brisk.close();
  });

  test('a right that a token does not have is refused, and said', async () => {
    const reader = served.token(['read']);
    const writer = served.token(['read', 'write']);
    expect(await status('/api/studies/one/trials', { ...enqueue(), token: reader })).toBe('403 right-missing');
    const away = { method: 'DELETE', body: JSON.stringify({ name: 'open' }) };
    expect(await status('/api/studies/one', { ...away, token: writer })).toBe('403 right-missing');
    expect(await status('/api/studies/one/trials/1', { method: 'DELETE', token: writer })).toBe('403 right-missing');
    const [, id] = writer.split('_');
    expect(audit().at(-1)).toMatchObject({
      who: `token ${id} (test)`,
      outcome: 'refused',
      detail: 'DELETE /api/studies/one/trials/1',
    });
    expect(await status('/api/studies/one/trials/0', { method: 'DELETE', token: writer })).toBe('ok');
  });

  test('the file holds no token, only hashes, and is its owner’s alone', () => {
    const token = served.token();
    expect(readFileSync(served.tokens.path, 'utf8')).not.toContain(token.split('_').slice(2).join('_'));
    expect(statSync(served.tokens.path).mode & 0o777).toBe(0o600);
  });

  test('a file of tokens that is damaged lets nobody in', async () => {
    const good = readFileSync(served.tokens.path, 'utf8');
    for (const bad of ['{', '{"tokens": [{"id": "x"}]}', '[]']) {
      writeFileSync(served.tokens.path, bad);
      expect(await status('/api/studies')).toBe('503 storage-unavailable');
    }
    writeFileSync(served.tokens.path, good);
    expect(await status('/api/studies')).toBe('ok');
    expect(served.failures.splice(0)).toHaveLength(3); // the log says why
  });
});

describe('a share link', () => {
  test('shows one study, to read', async () => {
    const token = served.token(['read'], { study: 'one' });
    expect((await served.json('/api/studies', { token })).studies.map(({ name }: any) => name)).toEqual(['open']);
    expect(await status('/api/studies/one', { token })).toBe('ok');
    for (const other of ['two', '2', '1'])
      for (const path of ['', '/trials', '/trials/0', '/snapshot', '/events'])
        expect([path, await status(`/api/studies/${other}${path}`, { token })]).toEqual([path, '404 study-missing']);
    expect(await status('/api/studies/one/trials', { ...enqueue(), token })).toBe('403 right-missing');
  });
});

describe('sessions', () => {
  const cookieIn = (answer: Response) => answer.headers.get('set-cookie')!;

  test('the owner’s link works once, and gives a strict cookie', async () => {
    const link = new URL(served.server.newOwnerLink());
    const first = await served.ask(link.pathname + link.search, { token: null });
    expect(cookieIn(first)).toMatch(
      new RegExp(`^vernier-${served.server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`),
    );
    expect(await first.text()).not.toContain(link.searchParams.get('token'));
    expect(await status(link.pathname + link.search, { token: null })).toBe('401 token-unknown');
    expect(await (await served.ask(link.pathname + link.search, { token: null })).text()).toContain('works once');
    const cookie = cookieIn(first).split(';')[0]!;
    const session = await served.json('/api/session', { token: null, headers: { cookie } });
    expect(session).toMatchObject({ who: 'owner', scopes: ['read', 'write', 'run', 'admin'], study: null });
    // A change needs the session's second secret.
    const change = (csrf: Record<string, string>) =>
      status('/api/studies/one/trials', { ...enqueue(), token: null, headers: { cookie, ...csrf } });
    expect(await change({})).toBe('403 csrf-missing');
    expect(await change({ 'vernier-csrf': 'x' })).toBe('403 csrf-missing');
    expect(await change({ 'vernier-csrf': session.csrf })).toBe('ok');
    expect(
      await status('/api/session', {
        method: 'DELETE',
        token: null,
        headers: { cookie, 'vernier-csrf': session.csrf },
      }),
    ).toBe('ok');
    expect(await status('/api/session', { token: null, headers: { cookie } })).toBe('401 login-needed');
  });

  test('a new link makes the one before useless', async () => {
    const link = new URL(served.server.newOwnerLink());
    served.server.newOwnerLink();
    expect(await status(link.pathname + link.search, { token: null })).toBe('401 token-unknown');
  });

  test('a token is exchanged for a session that ends with it', async () => {
    const token = served.token(['read'], { study: 'one' });
    const body = JSON.stringify({ token });
    const answer = await served.ask('/api/session', { method: 'POST', body, token: null });
    expect(await answer.json()).toMatchObject({ scopes: ['read'], study: 'one' });
    const cookie = cookieIn(answer).split(';')[0]!;
    expect(await status('/api/studies/one', { token: null, headers: { cookie } })).toBe('ok');
    expect(await status('/api/studies/two', { token: null, headers: { cookie } })).toBe('404 study-missing');
    served.tokens.change((all) => all.filter(({ id }) => id !== token.split('_')[1]));
    expect(await status('/api/studies/one', { token: null, headers: { cookie } })).toBe('401 login-needed');
  });

  test('behind TLS the cookie is for TLS alone', async () => {
    const secure = await serve({}, { behindProxy: true });
    const token = secure.token(['read']);
    const answer = await secure.ask(`/enter?token=${token}`, { token: null });
    expect(cookieIn(answer)).toMatch(/^__Host-vernier-\d+=.*; Secure$/);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await secure.close();
  });

  test('who guesses has to wait, and others need not', async () => {
    const guessed = await serve({}, { behindProxy: true });
    const guess = (from: string, token = 'guess') =>
      guessed
        .ask('/api/session', {
          method: 'POST',
          body: JSON.stringify({ token }),
          token: null,
          headers: { 'x-forwarded-for': `1.2.3.4, ${from}` },
        })
        .then((answer) => answer.status);
    const tries = await Promise.all(Array.from({ length: 12 }, () => guess('9.9.9.9')));
    expect(tries.filter((code) => code === 401).length).toBe(10);
    expect(tries.filter((code) => code === 429).length).toBe(2);
    expect(await guess('9.9.9.9', guessed.token())).toBe(429);
    const shown = { headers: { 'x-forwarded-for': '9.9.9.9' } };
    expect((await guessed.ask('/api/studies', { ...shown, token: 'wrong' })).status).toBe(429);
    expect((await guessed.ask('/api/studies', shown)).status).toBe(200); // a good token need not wait for another's guesses
    expect(await guess('8.8.8.8', guessed.token())).toBe(200);
    const lines = readFileSync(guessed.audit, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ outcome }) => outcome === 'refused').length).toBe(10);
    expect(lines.find(({ outcome }) => outcome === 'refused')).toMatchObject({
      who: 'nobody',
      address: '9.9.9.9',
      action: 'login',
    });
    await guessed.close();
  });
});

describe('pages of others', () => {
  test('whose name was made to point here (DNS rebinding) are refused', async () => {
    const authorization = `Bearer ${served.token()}`;
    const { port } = served.server;
    expect(await asked({ authorization, host: `localhost:${port}` })).toBe(200);
    for (const host of [`evil.example:${port}`, 'evil.example', `localhost.evil.example:${port}`])
      expect([host, await asked({ authorization, host })]).toEqual([host, 421]);
  });

  test('may neither read nor change', async () => {
    const authorization = `Bearer ${served.token()}`;
    const body = JSON.stringify({ params: {} });
    const type = { 'content-type': 'application/json' };
    const before = audit().length;
    for (const origin of ['http://evil.example', 'null', 'http://localhost:1']) {
      expect(await asked({ authorization, origin })).toBe(403);
      expect(await asked({ authorization, origin, ...type }, '/api/studies/one/trials', 'POST', body)).toBe(403);
    }
    expect(audit().length).toBe(before);
    const own = `http://127.0.0.1:${served.server.port}`;
    expect(await asked({ authorization, origin: own, ...type }, '/api/studies/one/trials', 'POST', body)).toBe(200);
  });

  test('a form cannot be a change: only JSON is', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(await status('/api/studies/one/trials', { ...enqueue(), headers: { 'content-type': type } })).toBe(
        '415 request-invalid',
      );
  });

  test('every answer says how it may be used', async () => {
    for (const path of ['/', '/api/studies', '/nothing', '/api/studies/none', '/api/studies/one/snapshot']) {
      const { headers } = await served.ask(path);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; (?:script|style)-src 'self'(?: 'wasm-unsafe-eval')?; /,
      );
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe(path === '/' ? 'same-origin' : 'no-referrer'); // its form says whence it comes
      expect(headers.get('access-control-allow-origin')).toBe(null);
    }
  });
});

describe('bad requests', () => {
  test('a body that is too long, compressed, no JSON, or of another form', async () => {
    const path = '/api/studies/one/trials';
    const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
      status(path, { method: 'POST', body, headers });
    expect(await post(JSON.stringify({ params: { x: 'y'.repeat(300_000) } }))).toBe('413 body-too-long');
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(await post(bomb, { 'content-encoding': 'gzip' })).toBe('415 body-encoded');
    expect(await post('{"params": ')).toBe('400 request-invalid');
    for (const body of ['{}', '[]', 'null', '{"params": []}', '{"params": {}, "more": 1}', '{"params": null}'])
      expect([body, await post(body)]).toEqual([body, '400 request-invalid']);
    expect(await post(`{"params": {"x": ${'['.repeat(5000)}${']'.repeat(5000)}}}`)).toBe('422 values-invalid');
  });

  test('a body without a length is counted as it comes', async () => {
    const authorization = `Bearer ${served.token()}`;
    const chunk = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    const answer = await served.raw(
      `POST /api/studies/one/trials HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`,
    );
    expect(answer).toContain('HTTP/1.1 413');
  });

  test('addresses that lead nowhere, however they are written', async () => {
    const authorization = `Bearer ${served.token()}`;
    for (const path of [
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/api/studies/..%2f..%2f..%2fetc%2fpasswd',
      '/api/studies/__proto__',
      '/api/studies/constructor/trials',
      '/api/studies/%00',
      `/api/studies/${'x'.repeat(5000)}`,
      '/api/studies/one/trials/-1',
      '/api/studies/one/trials/1.5',
      '/api/studies/one/trials/99',
      '/api/studies/one/trials?limit=100000',
      '/api/studies/one/trials?state=complete,<script>',
    ]) {
      const answer = await served.raw(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`,
      );
      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 40[04] /)]);
      expect(answer).not.toContain('root:');
    }
  });

  test('too many of them', async () => {
    const few = await serve({ requestsPerSecond: 1 });
    const codes = await Promise.all(Array.from({ length: 8 }, () => few.ask('/healthz').then(({ status }) => status)));
    expect(codes.filter((code) => code === 200).length).toBe(4);
    expect(codes.filter((code) => code === 429).length).toBe(4);
    await few.close();
  });

  test('more streams than are allowed', async () => {
    const one = await serve({ streams: 1 });
    const own = sqlite(one.file);
    await own.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
    const listeners = [new Listener(one, '1'), new Listener(one, '1')];
    for (const listener of listeners) await listener.load();
    listeners[0]!.listen();
    await until(() => listeners[0]!.isConnected);
    listeners[1]!.listen();
    await until(() => listeners[1]!.heard('refused 503'));
    await listeners[0]!.leave();
    await own.close();
    await one.close();
  });

  test('streams that nobody reads are none, and guests leave half of them to others', async () => {
    const few = await serve({ streams: 4 });
    const own = sqlite(few.file);
    await own.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
    const { id, cursor } = await few.json('/api/studies/1');
    const path = `/api/studies/1/events?cursor=${cursor}`;
    for (let i = 0; i < 5; i++) expect((await few.ask(path, { method: 'HEAD' })).status).toBe(200);
    const guest = few.token(['read'], { study: id });
    const leave = new AbortController();
    const open = async (token?: string) =>
      (await few.ask(path, { signal: leave.signal, ...(token === undefined ? {} : { token }) })).status;
    expect([await open(guest), await open(guest), await open(guest)]).toEqual([200, 200, 503]);
    expect([await open(), await open(), await open()]).toEqual([200, 200, 503]);
    leave.abort();
    await until(async () => (await few.ask(path, { token: guest, signal: AbortSignal.timeout(1000) })).status === 200);
    await own.close();
    await few.close();
  });
});

describe('the audit log', () => {
  test('says who did what, before and after it; and without it nothing is done', async () => {
    const token = served.token(['read', 'write']);
    const before = audit().length;
    await served.ask('/api/studies/one/attributes?key=a%0ab', {
      method: 'PUT',
      body: '{"value": "<script>"}',
      token,
    });
    const id = token.split('_')[1];
    const line = { who: `token ${id} (test)`, address: '127.0.0.1', action: 'note', study: 'open', detail: 'a\nb' };
    expect(audit().slice(before)).toMatchObject([
      { ...line, outcome: 'asked' },
      { ...line, outcome: 'done' },
    ]);
    expect(statSync(served.audit).mode & 0o777).toBe(0o600);

    const mute = await serve({}, {}, (ports) => ({ ...ports, audit: () => Promise.reject(new Error('disk full')) }));
    const own = sqlite(mute.file);
    const { id: study } = await own.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
    const refused = await mute.ask('/api/studies/1/trials', enqueue());
    expect([refused.status, (await jsonOf(refused)).error.code]).toEqual([503, 'audit-unavailable']);
    expect((await own.load(study)).snapshot.size).toBe(0);
    await own.close();
    await mute.close();
  });
});

test('a server that is open to everyone lets them see and change, but start no programs', async () => {
  const wide = await serve({ access: 'everyone' });
  expect((await wide.json('/api/session', { token: null })).scopes).toEqual(['read', 'write', 'admin']);
  await wide.close();
});

test('what can be asked is described, and the description holds', async () => {
  const described = await served.json('/api/openapi.json', { token: null });
  expect(described.openapi).toBe('3.1.0');
  expect(Object.keys(described.paths)).toEqual(
    expect.arrayContaining(['/api/studies', '/api/studies/{id}/events', '/api/studies/{id}/trials/{number}/stop']),
  );
  expect(Object.keys(described.components.schemas)).toEqual(
    expect.arrayContaining(['Study', 'StudyDetail', 'Trial', 'TrialPage', 'Wish', 'Failure', 'ChangesEvent', 'Change']),
  );
  const text = JSON.stringify(described);
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    expect(Object.keys(described.components.schemas)).toContain(name);
});
