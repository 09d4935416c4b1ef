import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ServerSettings } from '../../src/server/ports.ts';
import { type Provider, provide } from './provider.ts';
import { type Served, serve } from './server.ts';

let provider: Provider;
let served: Served;
const allow = [
  { email: 'ada@example.org', domain: null, scopes: ['read', 'write'] },
  { email: null, domain: 'example.org', scopes: ['read'] },
] as const;
const settings = (): Partial<ServerSettings> => ({
  oidc: { issuer: provider.issuer, name: 'Example', client: 'vernier', secret: 's e+c', allow },
});
beforeAll(async () => {
  // Basic authentication carries the secret as a form would: "s e+c" is "s+e%2Bc".
  provider = await provide('vernier', 's+e%2Bc');
  served = await serve(settings(), { behindProxy: true });
});
afterEach(() => {
  Object.assign(provider.lies, { claims: {}, about: {}, foreignKey: false, error: null, person: {}, alg: 'RS256' });
});
afterAll(async () => {
  await served.close();
  await provider.close();
  expect(served.failures).toEqual([]);
});

let visitors = 0;
/** Asks as a browser does. */
const visit = (path: string, cookie = '', where = served) =>
  where.ask(path, {
    token: null,
    headers: {
      accept: 'text/html',
      cookie,
      'x-forwarded-for': `10.1.0.${++visitors}`,
    },
  });
const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** Goes to the provider; answers the path that it leads back to, and what the browser keeps. */
async function goThere(next = '/', where = served) {
  const begun = await visit(`/login/oidc?next=${encodeURIComponent(next)}`, '', where);
  expect(begun.status).toBe(302);
  const there = new URL(begun.headers.get('location')!);
  const back = await fetch(there, { redirect: 'manual' });
  const { pathname, search } = new URL(back.headers.get('location')!);
  return { there, path: pathname + search, kept: cookieOf(begun), begun };
}

const lines = () =>
  readFileSync(served.audit, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Logs in; answers what the page says went wrong, and what the log says. */
async function refusal(): Promise<readonly [string | undefined, string]> {
  const { path, kept } = await goThere();
  const answer = await visit(path, kept);
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
  const said = /role="alert">([^<]*)</.exec(await answer.text())?.[1];
  return [said, lines().at(-1).detail];
}

describe('a login by a provider', () => {
  test('asks by code, PKCE, state and nonce, and gives a session of the rights of that address', async () => {
    const { there, path, kept, begun } = await goThere('/api/studies?x=1');
    expect(begun.headers.get('set-cookie')).toMatch(
      /^__Host-vernier-\d+-login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
    );
    const asked = there.searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'vernier',
      scope: 'openid email',
      code_challenge_method: 'S256',
      redirect_uri: `https://127.0.0.1:${served.server.port}/login/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    const answer = await visit(path, kept);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('content="0;url=/api/studies?x=1"');
    const [cookie, gone] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-vernier-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
    expect(gone).toContain('Max-Age=0');
    const session = await served.json('/api/session', { token: null, headers: { cookie: cookie!.split(';')[0]! } });
    expect(session).toMatchObject({ who: 'oidc ada@example.org', scopes: ['read', 'write'] });
    expect(lines().at(-1)).toMatchObject({ who: 'oidc ada@example.org', action: 'login', outcome: 'done' });
    expect(provider.asked[0]!.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  test('the page offers it', async () => {
    const page = await (await visit('/login?next=/api/studies')).text();
    expect(page).toContain('href="/login/oidc?next=%2Fapi%2Fstudies">Log in with Example</a>');
  });

  test('an address is looked for apart where the token has none', async () => {
    provider.lies.claims = { email: undefined, email_verified: undefined };
    provider.lies.person = { email: 'bob@example.org', email_verified: true };
    const { path, kept } = await goThere();
    const answer = await visit(path, kept);
    const session = await served.json('/api/session', { token: null, headers: { cookie: cookieOf(answer) } });
    expect(session).toMatchObject({ who: 'oidc bob@example.org', scopes: ['read'] });
    provider.lies.person = { sub: 'another', email: 'bob@example.org', email_verified: true };
    expect((await refusal())[1]).toContain('sub');
  });
});

describe('is refused', () => {
  const now = Math.floor(Date.now() / 1000);
  test.each([
    ['another issuer', { iss: 'https://evil.example' }, 'iss'],
    ['another nonce', { nonce: 'x'.repeat(43) }, 'nonce'],
    ['no nonce', { nonce: undefined }, 'nonce'],
    ['a token that has expired', { iat: now - 7200, exp: now - 3600 }, 'exp'],
    ['a token for another client', { aud: 'other' }, 'aud'],
    ['an address that is not verified', { email_verified: false }, 'not verified'],
    ['an address of which it does not say so', { email_verified: undefined }, 'not verified'],
    ['a text for true', { email_verified: 'true' }, 'not verified'],
    ['what is no address', { email: 'a@evil.example@example.org' }, 'no email'],
  ])('%s', async (_what, claims, reason) => {
    provider.lies.claims = claims;
    const [said, logged] = await refusal();
    expect(said).toBe('Example did not prove who you are. The audit log of this server says why.');
    expect(logged).toContain(reason);
  });

  test('a signature by another key, or by none', async () => {
    provider.lies.foreignKey = true;
    expect((await refusal())[1]).toContain('signature');
    provider.lies.foreignKey = false;
    for (const alg of ['none', 'HS256']) {
      provider.lies.alg = alg;
      expect((await refusal())[1]).toContain('alg');
    }
  });

  test('whoever is not allowed, look-alikes included', async () => {
    for (const email of ['ada@evil.example', 'ada@sub.example.org', 'ada@notexample.org']) {
      provider.lies.claims = { email };
      expect((await refusal())[0]).toBe(`${email} may not come in here. Whoever runs the server can allow it.`);
    }
  });

  test('who says no there', async () => {
    provider.lies.error = 'access_denied';
    expect((await refusal())[0]).toBe('Example was not allowed to say who you are. Log in again.');
    provider.lies.error = 'server_error';
    expect((await refusal())[1]).toContain('AUTHORIZATION_RESPONSE_ERROR');
  });

  test('a state that was used, that nobody has, or that another browser began', async () => {
    const { path, kept } = await goThere();
    const other = (await goThere()).kept;
    const tried = provider.asked.length;
    expect(await (await visit(path, other)).text()).toContain('begun in another browser');
    expect(await (await visit(path, kept)).text()).toContain('was used already'); // a try spends it
    const fresh = await goThere();
    expect((await visit(fresh.path, '')).status).toBe(401);
    expect(provider.asked.length).toBe(tried); // no code was spent on any of them
    const good = await goThere();
    expect((await visit(good.path, good.kept)).status).toBe(200);
    expect((await visit(good.path, good.kept)).status).toBe(401);
    for (const path of ['/login/oidc/callback', '/login/oidc/callback?code=x&state=x'])
      expect((await visit(path, good.kept)).status).toBe(401);
  });

  test('a way on that leads elsewhere', async () => {
    for (const next of ['//evil.example', 'https://evil.example/', '/\\evil.example']) {
      const { path, kept } = await goThere(next);
      expect(await (await visit(path, kept)).text()).toContain('content="0;url=/"');
    }
  });

  test('an address that guesses has to wait', async () => {
    const from = { token: null, headers: { accept: 'text/html', 'x-forwarded-for': '10.9.9.9' } };
    const codes = [];
    for (let i = 0; i < 11; i++) codes.push((await served.ask('/login/oidc/callback?state=x', from)).status);
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });
});

describe('a provider', () => {
  test('that calls itself otherwise is not believed', async () => {
    const own = await serve(settings());
    provider.lies.about = { issuer: 'https://evil.example' };
    const answer = await visit('/login/oidc', '', own);
    expect([answer.status, answer.headers.get('location')]).toEqual([401, null]);
    provider.lies.about = {};
    expect((await visit('/login/oidc', '', own)).status).toBe(302); // it is asked again
    await own.close();
  });

  test('that is away is said to be, and other ways remain', async () => {
    const gone = await provide('vernier', 's');
    await gone.close();
    const own = await serve({ oidc: { ...settings().oidc!, issuer: gone.issuer } });
    const answer = await visit('/login/oidc?next=/api/studies', '', own);
    const page = await answer.text();
    expect(answer.status).toBe(503);
    expect(page).toContain('Example does not answer. Try again in a while');
    expect(page).toContain('value="/api/studies"');
    expect(own.failures).toEqual([]);
    await own.close();
  });
});
