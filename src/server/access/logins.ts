import type { Context } from 'hono';
import type { NewSession } from './access.ts';
import { checkPatience, tokenRefusal } from './gate.ts';
import { PasswordLogin } from './password-login.ts';
import type { Principal, Scope } from './principal.ts';
import { Refusal } from '../refusal.ts';
import type { Env, Parts } from '../routes/route.ts';
import { sessionCookie } from './session-cookie.ts';
import type { TokenBuckets } from './token-buckets.ts';

/** Somebody who was let in: who they are, and the cookie that says so from now on. */
export interface Admitted {
  readonly principal: Principal;
  readonly cookie: string;
}

/** The ways to a session. Each login, and each that was refused, is a line in the audit log. */
export class Logins {
  readonly isSecure: boolean;
  /** The name of the service where people may log in, too; null = none. */
  readonly provider: string | null;
  readonly #parts: Parts;
  readonly #failures: TokenBuckets;
  readonly #ownerCame: () => void;
  readonly #passwords: PasswordLogin;

  /**
   * @param failures counts what was refused, by address
   * @param ownerCame called when the owner's link was used: it works once
   */
  constructor(
    parts: Parts,
    failures: TokenBuckets,
    { isSecure, provider }: Pick<Logins, 'isSecure' | 'provider'>,
    ownerCame: () => void,
  ) {
    this.isSecure = isSecure;
    this.provider = provider;
    this.#parts = parts;
    this.#failures = failures;
    this.#ownerCame = ownerCame;
    this.#passwords = new PasswordLogin(parts.ports, parts.ports.clock, failures);
  }

  /** Is there a user who could log in by a password? */
  get hasPasswords(): boolean {
    return this.#parts.ports.users().length > 0;
  }

  /** By a token, or the secret of the owner's link. @throws Refusal 401, 429 */
  async byToken(c: Context<Env>, token: string): Promise<Admitted> {
    checkPatience(this.#failures, c.env.address);
    const found = this.#parts.access.enter(token);
    if (typeof found === 'string') {
      this.#failures.take(c.env.address);
      await this.#note(c, 'nobody', 'refused', found);
      throw tokenRefusal(found);
    }
    if (found.isOwner) this.#ownerCame();
    return this.admit(c, found);
  }

  /** By name and password. @throws Refusal 401, 429 */
  async byPassword(c: Context<Env>, name: string, password: string): Promise<Admitted> {
    try {
      const user = await this.#passwords.check(name, password, c.env.address);
      return await this.admit(c, this.#parts.access.enterAs(user));
    } catch (error) {
      // Who has to wait is not noted anew each time: nobody could keep so many lines.
      if (error instanceof Refusal && error.status !== 429) {
        const detail = this.#passwords.knownName(name);
        await this.#note(c, 'nobody', 'refused', `${error.code} (${detail === null ? 'no user' : `user ${detail}`})`);
      }
      throw error;
    }
  }

  /**
   * By a service elsewhere.
   *
   * @param work finds out who it is, and what they may do
   * @throws Refusal what `work` throws; 429
   */
  async byProvider(
    c: Context<Env>,
    work: () => Promise<{ readonly who: string; readonly scopes: readonly Scope[] }>,
  ): Promise<Admitted> {
    const { who, scopes } = await this.whilePatient(c, work);
    return this.admit(c, this.#parts.access.enterFrom(who, scopes));
  }

  /** Does a part of a login elsewhere. What is refused is counted against the address, and noted. @throws Refusal 429; what `work` throws */
  async whilePatient<T>(c: Context<Env>, work: () => Promise<T>): Promise<T> {
    checkPatience(this.#failures, c.env.address);
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal) {
        if (error.status === 401) this.#failures.take(c.env.address);
        await this.#note(c, 'nobody', 'refused', String(error.cause ?? error.message).slice(0, 500));
      }
      throw error;
    }
  }

  /** Gives the session to the browser that asks. */
  async admit(c: Context<Env>, session: NewSession): Promise<Admitted> {
    await this.#note(c, session.principal.who, 'done');
    const host = c.req.header('host') ?? null;
    const cookie = sessionCookie(host, this.isSecure, session, this.#parts.ports.clock.instant());
    return { principal: session.principal, cookie };
  }

  async #note(c: Context<Env>, who: string, outcome: 'done' | 'refused', detail?: string): Promise<void> {
    const { ports } = this.#parts;
    const line = { at: ports.clock.instant(), who, address: c.env.address, action: 'login', outcome };
    await ports.audit({ ...line, ...(detail === undefined ? {} : { detail }) }).catch(() => undefined);
  }
}
