import type { Access, TokenFault } from './access.ts';
import { EVERYONE } from './access.ts';
import type { Principal } from './principal.ts';
import { Refusal } from '../refusal.ts';
import { sameText } from './same-text.ts';
import type { TokenBuckets } from './token-buckets.ts';

/** What each answer carries, whatever it is. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/**
 * Is the server called by a name of its own? A page of somebody else's that has its name point here (DNS rebinding) calls it by
 * that name; an address in numbers points nowhere else.
 */
export function checkHost(host: string | null, names: readonly string[]): void {
  const name = nameOf(host ?? '');
  if (name !== null && (name === 'localhost' || isAddress(name) || names.includes(name))) return;
  throw new Refusal(421, 'host-unknown', 'The server is not known by this name.', {
    hint: 'Start it with --name for each name that it is to be reached by.',
  });
}

/** The name of a `Host` header in small letters, without its port; null for what is none. */
function nameOf(host: string): string | null {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1] ?? null;
}

const isAddress = (name: string): boolean => /^\[[0-9a-f:.]+\]$|^\d{1,3}(?:\.\d{1,3}){3}$/.test(name);

/** Does a page of another origin ask? It may neither read nor change anything here. */
export function checkOrigin(headers: Headers): void {
  const origin = headers.get('origin');
  if (origin === null) {
    // Browsers that do not name the origin of a request say at least whether it is a foreign one.
    if (headers.get('sec-fetch-site') !== 'cross-site' || headers.get('sec-fetch-mode') === 'navigate') return;
  } else if (hostOf(origin) === headers.get('host')?.toLowerCase()) return;
  throw new Refusal(403, 'origin-foreign', 'Pages of other origins may not ask here.');
}

/**
 * Does a person open this address? A page of this server holds what others wrote: a picture or a link in a note must not give whoever
 * reads it somebody else's session.
 *
 * @throws Refusal 403
 */
export function checkOpened(headers: Headers): void {
  const isPage = (headers.get('sec-fetch-dest') ?? 'document') === 'document';
  if (isPage && headers.get('sec-fetch-site') !== 'same-origin') return;
  throw new Refusal(
    403,
    'origin-foreign',
    'A link with a token is opened by a person, not from a page of this server.',
    {
      hint: 'Copy it into the address bar.',
    },
  );
}

/** Host and port of an origin; the port is left out where it is the usual one, as in `Host`. */
function hostOf(origin: string): string | null {
  return /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1] ?? null;
}

/** The port of a `Host` header: cookies do not tell ports apart, so their names do. */
export const cookieName = (host: string | null, isSecure: boolean): string =>
  `${isSecure ? '__Host-' : ''}vernier-${/:(\d+)$/.exec(host ?? '')?.[1] ?? 'session'}`;

/** The value of a cookie; null = it was not sent. */
export function cookieOf(headers: Headers, name: string): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name) return value ?? null;
  }
  return null;
}

/** What the gate knows of a request. */
export interface Visitor {
  readonly headers: Headers;
  readonly address: string;
  readonly isSecure: boolean;
}

/** Who is asking, by a bearer token, else by a session's cookie; why a token is of no use; `nobody` where neither was sent. */
export function identified({ headers, isSecure }: Visitor, access: Access): Principal | TokenFault | 'nobody' {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return access.byToken(bearer);
  const secret = cookieOf(headers, cookieName(headers.get('host'), isSecure));
  return (secret === null ? null : access.bySession(secret)) ?? 'nobody';
}

/**
 * Who is asking; `EVERYONE` where anybody may.
 *
 * @param failures counts tokens that were refused, by address: who guesses has to wait, who has a good one has not
 * @throws Refusal 401 with the reason, 429 for an address that guesses
 */
export function whoAsks(visitor: Visitor, access: Access, failures: TokenBuckets, isOpen: boolean): Principal {
  const found = identified(visitor, access);
  if (typeof found !== 'string') return found;
  if (found !== 'nobody') {
    checkPatience(failures, visitor.address);
    failures.take(visitor.address);
    throw tokenRefusal(found);
  }
  if (isOpen) return EVERYONE;
  throw new Refusal(401, 'login-needed', 'Who is asking? There is no session, and no token was sent.', {
    hint: 'Open the address that vernier serve has printed, or send "Authorization: Bearer TOKEN" (vernier token create).',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** @throws Refusal 429 for an address that has sent too many wrong tokens, or failed to log in */
export function checkPatience(failures: TokenBuckets, address: string): void {
  const wait = failures.wait(address);
  if (wait > 0) throw tooMany('Too many wrong tokens or logins came from this address.', wait);
}

/** The refusal of an address that asks too often. */
export function tooMany(message: string, waitMs: number): Refusal {
  return new Refusal(429, 'too-many-requests', message, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });
}

/** The refusal of a token. */
export function tokenRefusal(fault: TokenFault): Refusal {
  const message = {
    unknown: 'This token is not known here.',
    expired: 'This token has expired.',
    revoked: 'This token was revoked.',
  }[fault];
  return new Refusal(401, `token-${fault}`, message, {
    hint:
      fault === 'unknown'
        ? 'A link that vernier serve prints works once: open its newest one, or get a token: vernier token create'
        : 'Get a new one: vernier token create',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}

/** Where a cookie says who is asking, a change says the session's second secret as well: pages elsewhere cannot know it. */
export function checkCsrf(principal: Principal, headers: Headers): void {
  if (principal.csrf === null || sameText(principal.csrf, headers.get('vernier-csrf') ?? '')) return;
  throw new Refusal(403, 'csrf-missing', 'The header Vernier-CSRF is missing, or is of another session.', {
    hint: 'Send the text that GET /api/session answers as "csrf".',
  });
}
