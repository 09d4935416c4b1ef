import type { TokenRecord } from '../../server/ports.ts';
import { SCOPES, type Scope } from '../../server/access/principal.ts';
import { PrivateList } from './private-list.ts';

/** The tokens of a server, revoked ones included: a file beside the database. It holds hashes, never a token. */
export class TokenFile extends PrivateList<TokenRecord> {
  constructor(path: string) {
    super(path, { key: 'tokens', isOne: isToken, hint: 'Move it away and make new tokens: vernier token create' });
  }
}

/** Is it a list of rights? */
export const areScopes = (value: unknown): value is readonly Scope[] =>
  Array.isArray(value) && value.every((scope) => SCOPES.includes(scope as Scope));

function isToken(value: unknown): value is TokenRecord {
  const { id, name, hash, scopes, study, createdAt, expiresAt, revokedAt } = (value ?? {}) as Record<string, unknown>;
  const isInstant = (instant: unknown) => instant === null || typeof instant === 'number';
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    areScopes(scopes) &&
    (study === null || typeof study === 'string') &&
    typeof createdAt === 'number' &&
    isInstant(expiresAt) &&
    isInstant(revokedAt)
  );
}
