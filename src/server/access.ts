import type { Clock } from '../study/study.ts';
import type { ServerPorts, TokenRecord } from './ports.ts';
import { type Principal, SCOPES, type Scope } from './principal.ts';
import { sameText } from './same-text.ts';

/** What stands in front of every token, so that people and scanners know one when they see it. */
export const TOKEN_PREFIX = 'vernier_';

/** A new token: the text to hand over, and the record to keep. @param id 8 hexadecimal digits */
export function newToken(
  ports: Pick<ServerPorts, 'randomText' | 'sha256'>,
  record: Omit<TokenRecord, 'hash' | 'revokedAt'>,
): { readonly token: string; readonly record: TokenRecord } {
  const token = `${TOKEN_PREFIX}${record.id}_${ports.randomText()}`;
  return { token, record: { ...record, hash: ports.sha256(token), revokedAt: null } };
}

/** Why a token is of no use. */
export type TokenFault = 'unknown' | 'expired' | 'revoked';

/** A session lasts so long, in milliseconds. */
const SESSION_MS = 12 * 3600 * 1000;
const MOST_SESSIONS = 10_000;

interface Session {
  readonly principal: Principal;
  /** The token that it was given for; null = the owner's link. */
  readonly tokenId: string | null;
}

/**
 * Who may come in: tokens, sessions, and the owner's link. Secrets are kept as hashes alone, so who reads the memory or the file
 * of a server gets none.
 */
export class Access {
  readonly #ports: Pick<ServerPorts, 'randomText' | 'sha256' | 'tokens'>;
  readonly #clock: Clock;
  /** By the hash of the session's secret, oldest first. */
  readonly #sessions = new Map<string, Session>();
  #ownerHash: string | null = null;

  constructor(ports: Pick<ServerPorts, 'randomText' | 'sha256' | 'tokens'>, clock: Clock) {
    this.#ports = ports;
    this.#clock = clock;
  }

  /** A secret that lets its bearer in once, with all rights. The one before is of no use any more. */
  newOwnerSecret(): string {
    const secret = this.#ports.randomText();
    this.#ownerHash = this.#ports.sha256(secret);
    return secret;
  }

  /** Who has this token. */
  byToken(token: string): Principal | TokenFault {
    const hash = this.#ports.sha256(token);
    const found = this.#ports.tokens().find((record) => sameText(record.hash, hash));
    if (found === undefined) return 'unknown';
    const fault = this.#faultOf(found);
    return fault ?? principalOf(found);
  }

  #faultOf({ revokedAt, expiresAt }: TokenRecord): TokenFault | null {
    if (revokedAt !== null) return 'revoked';
    return expiresAt !== null && expiresAt <= this.#clock.instant() ? 'expired' : null;
  }

  /** Who has this session; null = nobody, or it has ended. */
  bySession(secret: string): Principal | null {
    const key = this.#ports.sha256(secret);
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    if (!this.#isAlive(session)) {
      this.#sessions.delete(key);
      return null;
    }
    return session.principal;
  }

  #isAlive({ principal, tokenId }: Session): boolean {
    if (principal.expiresAt !== null && principal.expiresAt <= this.#clock.instant()) return false;
    if (tokenId === null) return true;
    const token = this.#ports.tokens().find(({ id }) => id === tokenId);
    return token !== undefined && this.#faultOf(token) === null;
  }

  /** Exchanges a token, or the owner's secret, for a session. */
  enter(
    secret: string,
  ): { readonly session: string; readonly principal: Principal; readonly isOwner: boolean } | TokenFault {
    const isOwner = this.#ownerHash !== null && sameText(this.#ownerHash, this.#ports.sha256(secret));
    if (isOwner) this.#ownerHash = null; // once
    const found = isOwner ? OWNER : this.byToken(secret);
    if (typeof found === 'string') return found;
    const session = this.#ports.randomText();
    const until = this.#clock.instant() + SESSION_MS;
    const principal: Principal = {
      ...found,
      csrf: this.#ports.randomText(),
      expiresAt: found.expiresAt === null ? until : Math.min(until, found.expiresAt),
    };
    const tokenId = isOwner ? null : idOfToken(secret);
    this.#sessions.set(this.#ports.sha256(session), { principal, tokenId });
    if (this.#sessions.size > MOST_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
    return { session, principal, isOwner };
  }

  /** Ends a session. */
  leave(secret: string): void {
    this.#sessions.delete(this.#ports.sha256(secret));
  }
}

const OWNER: Principal = { who: 'owner', scopes: SCOPES, study: null, csrf: null, expiresAt: null };

/** Anybody, where the server is open to everyone: all but starting programs. */
export const EVERYONE: Principal = {
  who: 'everyone',
  scopes: SCOPES.filter((scope: Scope) => scope !== 'run'),
  study: null,
  csrf: null,
  expiresAt: null,
};

const idOfToken = (token: string): string => token.slice(TOKEN_PREFIX.length).split('_')[0]!;

function principalOf({ id, name, scopes, study, expiresAt }: TokenRecord): Principal {
  return { who: `token ${id} (${name})`, scopes, study, csrf: null, expiresAt };
}
