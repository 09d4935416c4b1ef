import type { NewSession } from './access.ts';
import { cookieName } from './gate.ts';

/** The cookie of a session: not for scripts, not for requests that pages elsewhere make, over TLS alone where there is TLS. */
export function sessionCookie(host: string | null, isSecure: boolean, { secret, principal }: NewSession, now: number) {
  const seconds = Math.floor((principal.expiresAt! - now) / 1000);
  return written(host, isSecure, `${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}`);
}

/** Makes a browser forget its session. */
export const noSessionCookie = (host: string | null, isSecure: boolean): string =>
  written(host, isSecure, '; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');

/** The cookie of a login that goes on elsewhere. It is sent when a page elsewhere leads back here, and says that it is the same browser. */
export const loginCookie = (host: string | null, isSecure: boolean, secret: string, seconds: number): string =>
  `${loginCookieName(host, isSecure)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;

/** What that cookie is called. */
export const loginCookieName = (host: string | null, isSecure: boolean): string =>
  `${cookieName(host, isSecure)}-login`;

const written = (host: string | null, isSecure: boolean, value: string): string =>
  `${cookieName(host, isSecure)}=${value}${isSecure ? '; Secure' : ''}`;
