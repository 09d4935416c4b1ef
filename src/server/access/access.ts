import type { Clock } from '../../study/study.ts';
import type { ServerPorts, TokenRecord, UserRecord } from '../ports.ts';
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
  /** The rights that it has now; null = what it was given for is of no use any more. */
  readonly rights: () => readonly Scope[] | null;
}

/** A session that was just given. */
export interface NewSession {
  /** Its secret, for the cookie. */
  readonly secret: string;
  readonly principal: Principal;
}

type AccessPorts = Pick<ServerPorts, 'randomText' | 'sha256' | 'tokens' | 'users'>;

/**
 * Who may come in: tokens, the owner's link, and the sessions of those who have shown one or have logged in. Secrets are kept as hashes alone, so who reads the memory or the file
 * of a server gets none.
 */
export class Access {
  readonly #ports: AccessPorts;
  readonly #clock: Clock;
  /** By the hash of the session's secret, oldest first. */
  readonly #sessions = new Map<string, Session>();
  #ownerHash: string | null = null;

  constructor(ports: AccessPorts, clock: Clock) {
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
    return this.#byHash(this.#ports.sha256(token));
  }

  #byHash(hash: string): Principal | TokenFault {
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
    const { principal } = session;
    const scopes = principal.expiresAt! <= this.#clock.instant() ? null : session.rights();
    if (scopes !== null) return { ...principal, scopes };
    this.#sessions.delete(key);
    return null;
  }

  /** Exchanges a token, or the owner's secret, for a session. */
  enter(secret: string): (NewSession & { readonly isOwner: boolean }) | TokenFault {
    const hash = this.#ports.sha256(secret);
    const isOwner = this.#ownerHash !== null && sameText(this.#ownerHash, hash);
    if (isOwner) {
      this.#ownerHash = null; // once
      return { ...this.#begin(OWNER, () => SCOPES), isOwner };
    }
    const found = this.#byHash(hash);
    if (typeof found === 'string') return found;
    const session = this.#begin(found, () => {
      const now = this.#byHash(hash);
      return typeof now === 'string' ? null : now.scopes;
    });
    return { ...session, isOwner };
  }

  /** A session for a user who has shown their password. It ends when the password is set anew, or the user is removed. */
  enterAs({ name, scopes, password }: UserRecord): NewSession {
    const principal = { who: `user ${name}`, scopes, study: null, csrf: null, expiresAt: null };
    return this.#begin(principal, () => {
      const now = this.#ports.users().find((user) => user.name === name);
      return now?.password === password ? now.scopes : null;
    });
  }

  /** A session for somebody whom a service elsewhere knows. */
  enterFrom(who: string, scopes: readonly Scope[]): NewSession {
    return this.#begin({ who, scopes, study: null, csrf: null, expiresAt: null }, () => scopes);
  }

  #begin(found: Principal, rights: Session['rights']): NewSession {
    const secret = this.#ports.randomText();
    const until = this.#clock.instant() + SESSION_MS;
    const principal: Principal = {
      ...found,
      csrf: this.#ports.randomText(),
      expiresAt: found.expiresAt === null ? until : Math.min(until, found.expiresAt),
    };
    this.#sessions.set(this.#ports.sha256(secret), { principal, rights });
    if (this.#sessions.size > MOST_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
    return { secret, principal };
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

function principalOf({ id, name, scopes, study, expiresAt }: TokenRecord): Principal {
  return { who: `token ${id} (${name})`, scopes, study, csrf: null, expiresAt };
}
