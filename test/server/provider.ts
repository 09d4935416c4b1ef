import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small real provider of OpenID Connect: RS256, authorization code, PKCE; a code is of use once. */
export interface Provider {
  readonly issuer: string;
  /** What it does next; each can be set to lie. */
  readonly lies: {
    /** Claims that stand in the place of the true ones; undefined = left out. */
    claims: Readonly<Record<string, unknown>>;
    /** What its description says otherwise. */
    about: Readonly<Record<string, unknown>>;
    /** Signs by a key that it does not publish. */
    foreignKey: boolean;
    /** Answers the page for logging in by this error. */
    error: string | null;
    /** What it says of the person when asked apart. */
    person: Readonly<Record<string, unknown>>;
    /** Header `alg` of its tokens. */
    alg: string;
  };
  /** What was sent to the token endpoint, the last one first. */
  readonly asked: { readonly form: URLSearchParams; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

const b64 = (value: object | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

/** Starts one on this machine. */
export async function provide(client: string, secret: string): Promise<Provider> {
  const [own, foreign] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const lies: Provider['lies'] = { claims: {}, about: {}, foreignKey: false, error: null, person: {}, alg: 'RS256' };
  const asked: Provider['asked'] = [];
  const codes = new Map<string, URLSearchParams>();
  const sent = (answer: ServerResponse, body: object, status = 200) => {
    answer.writeHead(status, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(body));
  };
  const idToken = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const person = { sub: 'one', email: 'Ada@example.org', email_verified: true };
    const claims = { iss: issuer, aud: client, iat: now, exp: now + 60, nonce, ...person, ...lies.claims };
    const text = `${b64({ alg: lies.alg, kid: 'k' })}.${b64(claims)}`;
    return `${text}.${b64(sign('sha256', Buffer.from(text), (lies.foreignKey ? foreign : own)!.privateKey))}`;
  };
  const token = async (request: IncomingMessage, answer: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const form = new URLSearchParams(Buffer.concat(pieces).toString());
    const { authorization } = request.headers;
    asked.unshift({ form, authorization });
    const begun = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      authorization === `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` &&
      begun?.get('code_challenge') === challenge &&
      begun.get('redirect_uri') === form.get('redirect_uri');
    if (!isGood) return sent(answer, { error: 'invalid_grant' }, 400);
    sent(answer, { access_token: 'a', token_type: 'bearer', id_token: idToken(begun.get('nonce')!) });
  };
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url!, issuer);
    if (pathname === '/.well-known/openid-configuration')
      return sent(answer, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        userinfo_endpoint: `${issuer}/person`,
        ...lies.about,
      });
    if (pathname === '/keys')
      return sent(answer, {
        keys: [{ ...own!.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }],
      });
    if (pathname === '/person') return sent(answer, { sub: 'one', ...lies.person });
    if (pathname === '/token') return void token(request, answer);
    if (pathname !== '/authorize') return sent(answer, {}, 404);
    // The person agrees at once.
    const code = randomUUID();
    codes.set(code, searchParams);
    const back = new URL(searchParams.get('redirect_uri')!);
    back.searchParams.set('state', searchParams.get('state')!);
    if (lies.error === null) back.searchParams.set('code', code);
    else back.searchParams.set('error', lies.error);
    answer.writeHead(302, { location: back.href });
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    lies,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
