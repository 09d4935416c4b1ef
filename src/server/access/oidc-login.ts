import type { AuthorizationServer, Client, JWKSCacheInput } from 'oauth4webapi';
import type { OidcSettings, ServerPorts } from '../ports.ts';
import type { Scope } from './principal.ts';
import { Refusal } from '../refusal.ts';
import { sameText } from './same-text.ts';

/** A login that goes on elsewhere has so long to come back, in milliseconds. */
export const LOGIN_MS = 600_000;

const MOST_PENDING = 10_000;
/** What the provider says of itself is asked for again after so long. */
const KEEP_MS = 3_600_000;

type OAuth = typeof import('oauth4webapi');

interface Pending {
  readonly nonce: string;
  readonly verifier: string;
  /** The hash of what the browser keeps in a cookie. */
  readonly browser: string;
  readonly next: string;
  readonly until: number;
}

/** A login that has come back. */
export interface Returned {
  /** Where to go on. */
  readonly next: string;
  /** Finds out who it is. @throws Refusal 401, 503 */
  identify(): Promise<{ readonly who: string; readonly scopes: readonly Scope[] }>;
}

/**
 * Logs people in by a provider elsewhere: OpenID Connect, authorization code with PKCE, state and nonce.
 *
 * Source: OpenID Connect Core 1.0, §3.1; RFC 9700 (best current practice for OAuth security).
 */
export class OidcLogin {
  readonly #settings: OidcSettings;
  readonly #ports: Pick<ServerPorts, 'fetch' | 'randomText' | 'sha256' | 'clock'>;
  readonly #client: Client;
  /** By the hash of the state; each is of use once. */
  readonly #pending = new Map<string, Pending>();
  readonly #keys: JWKSCacheInput = {};
  #provider: { readonly server: AuthorizationServer; readonly until: number } | null = null;

  constructor(settings: OidcSettings, ports: Pick<ServerPorts, 'fetch' | 'randomText' | 'sha256' | 'clock'>) {
    this.#settings = settings;
    this.#ports = ports;
    this.#client = { client_id: settings.client };
  }

  /**
   * Begins a login.
   *
   * @param redirect the address here that the provider leads back to
   * @returns the address to go to, and a secret for the browser to keep
   * @throws Refusal 503 where the provider does not answer
   */
  async begin(redirect: string, next: string): Promise<{ readonly address: string; readonly browser: string }> {
    const oauth = await import('oauth4webapi');
    const server = await this.#discovered(oauth);
    const { randomText, sha256, clock } = this.#ports;
    const [state, nonce, verifier, browser] = [randomText(), randomText(), randomText(), randomText()];
    const until = clock.elapsed() + LOGIN_MS;
    this.#pending.set(sha256(state), { nonce, verifier, browser: sha256(browser), next, until });
    if (this.#pending.size > MOST_PENDING) this.#pending.delete(this.#pending.keys().next().value!);
    const address = new URL(server.authorization_endpoint!);
    const asked = {
      response_type: 'code',
      client_id: this.#settings.client,
      redirect_uri: redirect,
      scope: 'openid email',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    return { address: address.href, browser };
  }

  /**
   * A login comes back. Whatever comes of it, its state is of no more use.
   *
   * @param browser the secret that the browser has kept
   * @throws Refusal 401 for a state that nobody has, or that another browser began
   */
  take(answer: URLSearchParams, browser: string | null, redirect: string): Returned {
    const { sha256, clock } = this.#ports;
    const state = answer.get('state') ?? '';
    const key = sha256(state);
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    if (pending === undefined || pending.until <= clock.elapsed())
      throw failed('This login has ended: it took too long, or was used already.', 'state unknown');
    if (browser === null || !sameText(pending.browser, sha256(browser)))
      throw failed('This login was begun in another browser, or cookies are refused here.', 'browser differs');
    return { next: pending.next, identify: () => this.#identify(answer, state, pending, redirect) };
  }

  async #identify(answer: URLSearchParams, state: string, { nonce, verifier }: Pending, redirect: string) {
    const oauth = await import('oauth4webapi');
    const server = await this.#discovered(oauth);
    const email = await this.#told(oauth, () =>
      this.#email(oauth, server, { answer, state, nonce, verifier, redirect }),
    );
    const rule = this.#settings.allow.find(
      ({ email: one, domain }) => one === email || (domain !== null && email.split('@').at(-1) === domain),
    );
    if (rule !== undefined) return { who: `oidc ${email}`, scopes: rule.scopes };
    throw failed(`${email} may not come in here.`, `${email} is not allowed`, 'Whoever runs the server can allow it.');
  }

  /** The address of whoever logged in, in small letters, as the provider has proved it. */
  async #email(
    oauth: OAuth,
    server: AuthorizationServer,
    given: Readonly<Record<'state' | 'nonce' | 'verifier' | 'redirect', string>> & { readonly answer: URLSearchParams },
  ): Promise<string> {
    const { answer, state, nonce, verifier, redirect } = given;
    const options = this.#options(oauth);
    const code = oauth.validateAuthResponse(server, this.#client, answer, state);
    const authentication = this.#authentication(oauth, server);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      authentication,
      code,
      redirect,
      verifier,
      options,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, { ...options, [oauth.jwksCache]: this.#keys });
    const claims = oauth.getValidatedIdTokenClaims(tokens)!;
    const { email, email_verified: isVerified } =
      claims['email'] === undefined && server.userinfo_endpoint !== undefined
        ? await oauth.processUserInfoResponse(
            server,
            this.#client,
            claims.sub,
            await oauth.userInfoRequest(server, this.#client, tokens.access_token, options),
          )
        : claims;
    if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email)) throw new Error('it names no email address');
    if (isVerified !== true) throw new Error(`it has not verified the address ${email}`);
    return email.toLowerCase();
  }

  #authentication(oauth: OAuth, { token_endpoint_auth_methods_supported: methods }: AuthorizationServer) {
    const { secret } = this.#settings;
    if (secret === null) return oauth.None();
    const isPosted = methods?.includes('client_secret_post') === true && !methods.includes('client_secret_basic');
    return isPosted ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret);
  }

  async #discovered(oauth: OAuth): Promise<AuthorizationServer> {
    const now = this.#ports.clock.elapsed();
    if (this.#provider !== null && this.#provider.until > now) return this.#provider.server;
    const issuer = new URL(this.#settings.issuer);
    const server = await this.#told(oauth, async () => {
      const response = await oauth.discoveryRequest(issuer, this.#options(oauth));
      const found = await oauth.processDiscoveryResponse(issuer, response);
      if (found.authorization_endpoint === undefined) throw new Error('it names no authorization_endpoint');
      return found;
    });
    this.#provider = { server, until: now + KEEP_MS };
    return server;
  }

  #options(oauth: OAuth) {
    return {
      [oauth.customFetch]: (url: string, init: unknown) => this.#ports.fetch(url, init as RequestInit),
      [oauth.allowInsecureRequests]: this.#settings.issuer.startsWith('http:'),
    };
  }

  /** Does what asks the provider; what it does wrong is a refusal, with the reason for the log alone. */
  async #told<T>(oauth: OAuth, work: () => Promise<T>): Promise<T> {
    const { name } = this.#settings;
    try {
      return await work();
    } catch (error) {
      if (error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied')
        throw failed(`${name} was not allowed to say who you are.`, 'access_denied');
      const { name: kind, message, code } = error as Error & { readonly code?: string };
      const reason = `${message}${code === undefined ? '' : ` (${code})`}`;
      if (kind === 'TimeoutError' || (kind === 'TypeError' && code === undefined))
        throw new Refusal(503, 'login-unavailable', `${name} does not answer.`, {
          hint: 'Try again in a while, or log in another way.',
          cause: reason,
        });
      throw failed(`${name} did not prove who you are.`, reason, 'The audit log of this server says why.');
    }
  }
}

function failed(message: string, cause: string, hint = 'Log in again.'): Refusal {
  return new Refusal(401, 'login-failed', message, { hint, cause, headers: { 'www-authenticate': 'Bearer' } });
}
