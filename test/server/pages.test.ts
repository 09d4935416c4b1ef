import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonOf, type Served, serve } from './server.ts';

const SCRIPT = `console.log(${JSON.stringify('x'.repeat(3000))})`;
const INDEX = (what: string) =>
  `<!doctype html><meta name="style-nonce" content="__NONCE__"><title>${what}</title><script type="module" src="/assets/index-1a.js"></script>`;

let served: Served;
let folder: string;
beforeAll(async () => {
  served = await serve();
  folder = join(served.folder, 'dashboard');
});
afterAll(async () => {
  await served.close();
  expect(served.failures).toEqual([]);
});

function build(what = 'Vernier'): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), INDEX(what));
  writeFileSync(join(folder, '.stamp'), 'of the build');
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-1a.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'index-1a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets', 'style-2b.css'), 'p{}');
}

const page = (path: string, init: Parameters<Served['ask']>[1] = {}) =>
  served.ask(path, { ...init, headers: { accept: 'text/html', ...(init.headers as object) } });

/** A request as it is written, with a path that `fetch` would tidy up; the body as bytes. */
function asked(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: any; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: served.server.port, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('where the dashboard is not built, a page says so, and how to build it', async () => {
  const answer = await page('/');
  expect(answer.status).toBe(503);
  const text = await answer.text();
  expect(text).toContain('The dashboard is not built');
  expect(text).toContain('npm run build');
  expect((await served.ask('/assets/index-1a.js', { token: null })).status).toBe(404);
});

describe('the dashboard', () => {
  beforeAll(() => build());

  test('is one page at every address that a person may look at', async () => {
    for (const path of [
      '/',
      '/studies/one',
      '/studies/v1.2',
      '/studies/one/trials/3?x=1',
      '/compare',
      '/dial',
      '/settings',
      '/no/such/page',
    ]) {
      const answer = await page(path);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=UTF-8',
      ]);
      expect(await answer.text()).toContain('<title>Vernier</title>');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect((await served.ask('/studies/one')).status).toBe(200);
    // What a program asks for, and what is no page, is not there.
    for (const path of [
      '/no/such/page',
      '/assets/no.js',
      '/assets/',
      '/favicon.png',
      '/.stamp',
      '/index.html',
      '/api/none',
    ])
      expect([path, (await served.ask(path)).status]).toEqual([path, 404]);
    for (const path of ['/assets/no.js', '/favicon.png', '/api/none', '/metrics/none', '/healthz.html'])
      expect([path, (await page(path)).status]).toEqual([path, 404]);
  });

  test('runs scripts of its own alone; the nonce of its styles is new for each answer', async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const answer = await page('/');
      const nonce = /content="([\w-]{40,})"/.exec(await answer.text())![1]!;
      expect(answer.headers.get('content-security-policy')).toBe(
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test('its files are packed, and those named by their content are kept for good', async () => {
    const path = '/assets/index-1a.js';
    const plain = await asked(path);
    expect([plain.status, String(plain.body)]).toEqual([200, SCRIPT]);
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['x-content-type-options']).toBe('nosniff');
    const zipped = await asked(path, { 'accept-encoding': 'gzip' });
    expect([zipped.headers['content-encoding'], String(gunzipSync(zipped.body))]).toEqual(['gzip', SCRIPT]);
    const best = await asked(path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(best.headers['content-encoding']).toBe('br');
    expect(best.body.equals(readFileSync(join(folder, 'assets', 'index-1a.js.br')))).toBe(true);
    const refused = await asked(path, { 'accept-encoding': 'br;q=0, gzip;q=0.5' });
    expect(refused.headers['content-encoding']).toBe('gzip');
    expect((await asked('/icon.svg')).headers['cache-control']).toBe('no-cache');
    expect((await asked('/favicon.ico')).headers['content-type']).toBe('image/svg+xml'); // of pages without one
    const again = await asked(path, { 'if-none-match': plain.headers['etag'] });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await asked('/assets/style-2b.css', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe(
      undefined,
    );
  });

  test('who is not logged in is led to the login, and back; files and the playground are for anybody', async () => {
    const answer = await page('/studies/one?chart=history', { token: null });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain(`url=/login?next=${encodeURIComponent('/studies/one?chart=history')}`);
    for (const path of ['/dial', '/assets/index-1a.js', '/icon.svg'])
      expect([path, (await page(path, { token: null })).status]).toEqual([path, 200]);
    const program = await served.ask('/studies/one', { token: null });
    expect((await jsonOf(program)).error.code).toBe('login-needed');
    // An expired cookie is no reason to refuse what anybody may have.
    expect((await page('/dial', { token: null, headers: { cookie: 'vernier-session=gone' } })).status).toBe(200);
  });

  test('no path leads out of the folder', async () => {
    writeFileSync(join(served.folder, 'secret.txt'), 'nobody may see this');
    symlinkSync(join(served.folder, 'secret.txt'), join(folder, 'assets', 'link.txt'));
    build(); // links made since are found, and left out
    utimesSync(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5000));
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/%252e%252e%252f%252e%252e%252fsecret.txt',
      '/assets/..\\..\\secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/assets/....//....//secret.txt',
      '//assets//..//..//secret.txt',
      '/assets/index-1a.js%00.txt',
      '/assets/%00',
      '/assets/link.txt',
      '/assets/__proto__.js',
      `${join(served.folder, 'secret.txt')}`,
      '/%2e%2e/secret.txt',
      '/assets/%ff%fe.js',
    ]) {
      const { status, body } = await asked(path);
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
      expect(String(body)).not.toContain('nobody may see this');
    }
    for (const path of ['/..%00/', '/%', '/assets/%E0%A4%A'])
      expect([path, (await asked(path)).status < 500]).toEqual([path, true]);
  });

  test('once it is built anew, the new one is served', async () => {
    expect(await (await page('/')).text()).toContain('<title>Vernier</title>');
    build('The next one');
    expect(await (await page('/')).text()).toContain('<title>The next one</title>');
  });
});
