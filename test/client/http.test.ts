import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpClient, ServerFailure, type StudyList } from '../../src/client/index.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { type Served, serve } from '../server/server.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
  const storage = sqlite(served.file);
  await storage.createStudy('s', [{ name: 'loss', direction: 'minimize' }]);
  await storage.close();
});
afterAll(() => served.close());

/** Somebody with a cookie, as a page has it. */
async function page() {
  const { url } = served.server;
  const entered = await served.ask('/api/session', {
    method: 'POST',
    token: null,
    body: JSON.stringify({ token: new URL(served.server.newOwnerLink()).searchParams.get('token') }),
  });
  const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
  return httpClient({
    address: url,
    fetch: (address, init) => fetch(address, { ...init, headers: { ...init?.headers, cookie } }),
  });
}

test('a token reads and writes', async () => {
  const client = httpClient({ address: served.server.url, fetch, token: served.token() });
  const { studies } = await client.get<StudyList>('/api/studies');
  expect(studies.map(({ name }) => name)).toEqual(['s']);
  await client.send('PUT', '/api/studies/1/attributes?key=note', { value: 'hello' });
  expect((await client.get<StudyList>('/api/studies')).studies[0]!.attributes).toEqual({ note: 'hello' });
});

test('a session sends the word that changes need, without being asked', async () => {
  const client = await page();
  await client.send('PUT', '/api/studies/1/attributes?key=note', { value: 'from a page' });
  expect((await client.session()).csrf).toEqual(expect.any(String));
  expect((await client.get<StudyList>('/api/studies')).studies[0]!.attributes).toEqual({ note: 'from a page' });
});

test('refusals come in the words of the server', async () => {
  const client = httpClient({ address: served.server.url, fetch, token: served.token(['read']) });
  const missing = await client.get('/api/studies/9').catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(ServerFailure);
  expect(missing).toMatchObject({ status: 404, code: 'study-missing' });
  await expect(client.send('POST', '/api/studies/1/pause', {})).rejects.toMatchObject({
    status: 403,
    code: 'right-missing',
  });
  await expect(httpClient({ address: served.server.url, fetch }).session()).rejects.toMatchObject({
    status: 401,
    code: 'login-needed',
  });
});

test('no answer, and an answer of somebody else', async () => {
  const nobody = httpClient({ address: 'http://127.0.0.1:9', fetch });
  await expect(nobody.get('/api/studies')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
  const other = httpClient({ fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }) });
  await expect(other.get('/api/studies')).rejects.toMatchObject({ status: 502, code: 'answer-odd' });
});
