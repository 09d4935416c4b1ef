/** Rights. `read` sees; `write` enqueues, stops and notes; `admin` deletes; `run` starts programs. */
export type Scope = 'read' | 'write' | 'run' | 'admin';

/** All rights, as they are spelled. */
export const SCOPES: readonly Scope[] = ['read', 'write', 'run', 'admin'];

/** Who is asking. */
export interface Principal {
  /** For the audit log: `owner`, `token ab12 (ci)`, `user ada`, `oidc ada@example.org`, `everyone`. */
  readonly who: string;
  readonly scopes: readonly Scope[];
  /** The only study that may be seen; null = all. */
  readonly study: string | null;
  /** To be repeated by every change where a cookie says who is asking; null = it need not. */
  readonly csrf: string | null;
  readonly expiresAt: number | null;
}

/** Did they come by a share link? Then they see a study, and nothing of the machine that serves it. */
export const isGuest = ({ study }: Principal): boolean => study !== null;

/** May they? */
export const may = (principal: Principal, scope: Scope): boolean => principal.scopes.includes(scope);
