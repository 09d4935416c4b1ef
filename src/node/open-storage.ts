import { VernierError } from '../errors.ts';
import { memory } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { sqlite, type SqliteOptions } from './sqlite.ts';

const LATER: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  journal: 'Journal files',
  redis: 'Redis',
  http: 'A server',
  https: 'A server',
};

/**
 * The storage of an address: `sqlite:vernier.db`, `sqlite:///relative.db` and `sqlite:////absolute.db` as Optuna writes
 * them, a plain path that ends in `.db`, `.sqlite` or `.sqlite3`, or `memory:`.
 *
 * @throws `config-invalid` for an address of another form
 */
export function openStorage(address: string, options: SqliteOptions = {}): Storage {
  const scheme = /^([a-z][a-z0-9+]+):/i.exec(address)?.[1]?.toLowerCase().split('+')[0] ?? null; // one letter is a Windows drive
  if (scheme === 'memory') return memory();
  if (scheme === 'sqlite') {
    const path = address.slice(address.indexOf(':') + 1);
    const file = path.startsWith('///') ? path.slice(3) : path;
    if (file !== '' && !file.startsWith('//')) return sqlite(file, options);
  } else if (scheme === null && /\.(db|sqlite3?)$/i.test(address)) return sqlite(address, options);
  throw new VernierError('config-invalid', `"${address}" is no storage that Vernier can open.`, {
    details: { address },
    hint:
      scheme !== null && Object.hasOwn(LATER, scheme)
        ? `${LATER[scheme]} cannot be opened yet. Use a file: sqlite:vernier.db`
        : 'Name a file: sqlite:vernier.db',
  });
}
