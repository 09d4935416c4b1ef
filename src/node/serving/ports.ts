import { createHash, randomBytes } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ServerPorts } from '../../server/ports.ts';
import type { Programs } from '../../server/programs.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Clock } from '../../study/study.ts';
import { databaseStamp } from '../sqlite/database-stamp.ts';
import { loadsBeside } from '../load-thread.ts';
import { passwordMatches } from './password-hash.ts';
import { dashboardAssets } from './assets.ts';
import type { TokenFile } from './tokens.ts';
import { trialFiles } from '../trial-files.ts';
import type { UserFile } from './users.ts';

/** Another server has so long to answer, in milliseconds. */
const ANSWER_MS = 10_000;

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

/** Where a server finds what it serves, and what belongs to it. */
export interface ServedPlace {
  /** Opens the storage. */
  open(): Storage;
  /** The SQLite file behind it; null where there is none. */
  readonly database: string | null;
  readonly tokens: TokenFile;
  readonly users: UserFile;
  /** A file of JSON lines; made where there is none, for its owner alone. */
  readonly audit: string;
  /** The folder of the built dashboard; it may be missing. */
  readonly dashboard: string;
  /** The folder that executors make the folders of trials in; it may be missing. */
  readonly trials: string;
  /** The folder of Optuna's `FileSystemArtifactStore`; null = there is none here. */
  readonly optunaArtifacts: string | null;
  /** What starts programs; null = nothing does. */
  readonly programs?: Programs | null;
}

/** All that a server needs of Node. @param version of the package */
export function serverPorts(place: ServedPlace, version: string): ServerPorts {
  const { open, database, tokens, users, audit, dashboard, trials, optunaArtifacts } = place;
  return {
    open,
    stamp: () => (database === null ? null : databaseStamp(database, Date.now())),
    load: loadsBeside(database),
    clock: SERVER_CLOCK,
    randomText,
    sha256,
    // Level 4 packs columns nearly as well as the usual 6, in half the time.
    gzip: async (bytes) => compress(bytes, { level: 4 }),
    tokens: () => tokens.list(),
    users: () => users.list(),
    passwordMatches,
    fetch: (url, init) => fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) }),
    asset: dashboardAssets(dashboard),
    files: trialFiles(trials, optunaArtifacts),
    audit: (entry) => appendFile(audit, `${JSON.stringify(entry)}\n`, { mode: 0o600 }),
    programs: place.programs ?? null,
    readStudyFile: async (text) => (await import('../study-file.ts')).readStudyFile(text),
    version,
  };
}
