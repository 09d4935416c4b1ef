import type { UserRecord } from '../../server/ports.ts';
import { isUserName } from '../../server/access/user-name.ts';
import { isPasswordHash } from './password-hash.ts';
import { PrivateList } from './private-list.ts';
import { areScopes } from './tokens.ts';

/** The users of a server: a file beside the database. It holds hashes, never a password. */
export class UserFile extends PrivateList<UserRecord> {
  constructor(path: string) {
    super(path, { key: 'users', isOne: isUser, hint: 'Move it away and name the users anew: vernier user add' });
  }
}

function isUser(value: unknown): value is UserRecord {
  const { name, password, scopes, createdAt, changedAt } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    isUserName(name) &&
    typeof password === 'string' &&
    isPasswordHash(password) &&
    areScopes(scopes) &&
    typeof createdAt === 'number' &&
    typeof changedAt === 'number'
  );
}
