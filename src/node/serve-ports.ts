import { createHash, randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ServerPorts } from '../server/ports.ts';
import type { Storage } from '../storage/storage.ts';
import type { Clock } from '../study/study.ts';
import type { TokenFile } from './serve-tokens.ts';

const compress = promisify(gzip);

/** Time, as a server needs it: its timers keep no process alive. */
export const SERVER_CLOCK: Clock = {
  instant: Date.now,
  elapsed: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Text that nobody can guess: 256 random bits, base64url. */
export const randomText = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a text, as 64 hexadecimal digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** All that a server needs of Node. @param auditPath a file of JSON lines; made where there is none, for its owner alone */
export function serverPorts(open: () => Storage, tokens: TokenFile, auditPath: string, version: string): ServerPorts {
  return {
    open,
    clock: SERVER_CLOCK,
    randomText,
    sha256,
    // Level 4 packs columns nearly as well as the usual 6, in half the time.
    gzip: async (bytes) => compress(bytes, { level: 4 }),
    tokens: () => tokens.list(),
    audit: (entry) => appendFile(auditPath, `${JSON.stringify(entry)}\n`, { mode: 0o600 }),
    version,
  };
}
