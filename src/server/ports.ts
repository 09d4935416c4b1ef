import type { Loaded, Storage } from '../storage/storage.ts';
import type { Clock } from '../study/study.ts';
import type { Scope } from './access/principal.ts';
import type { Programs } from './programs.ts';
import type { ReadStudyFile } from './study-file.ts';
import type { TrialFiles } from './trial-files.ts';

/** A token as it is kept: never the token itself, only the hash of it. Instants are milliseconds since 1970 UTC. */
export interface TokenRecord {
  /** Public; stands in the token, too, and in the audit log. */
  readonly id: string;
  /** Who has it, in words. */
  readonly name: string;
  /** SHA-256 of the whole token, as 64 hexadecimal digits. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** The only study that it shows (a share link); null = all. */
  readonly study: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** A person with a password, as they are kept: never the password itself. Instants are milliseconds since 1970 UTC. */
export interface UserRecord {
  /** As `asUserName` writes it. */
  readonly name: string;
  /** A slow hash of the password, with all that is needed to check one. */
  readonly password: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  /** When the password was set. */
  readonly changedAt: number;
}

/** One line of the audit log: when, who, what. */
export interface AuditEntry {
  readonly at: number;
  readonly who: string;
  readonly address: string;
  /** `enqueue`, `stop`, `login` … */
  readonly action: string;
  /** `asked` is written before a change is made, the others after it; `refused` where it was not let through. */
  readonly outcome: 'asked' | 'done' | 'failed' | 'refused';
  readonly study?: string;
  readonly trial?: number;
  readonly detail?: string;
}

/** A file of the built dashboard. */
export interface Asset {
  /** The media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same packed, where that is smaller and at hand. */
  readonly br: Uint8Array | null;
  readonly gzip: Uint8Array | null;
  /** Another one for other bytes. */
  readonly tag: string;
}

/** All that the server needs from outside: everything that is Node's comes in here. */
export interface ServerPorts {
  /** Opens the storage; called again where it was lost. */
  open(): Storage;
  /** A text that is another one after any change to the storage; null = it cannot be told, so the storage is to be read. Cheap. */
  stamp(): string | null;
  /** Loads a study beside the server's own thread, where that pays; null = it does not. Rejects where it cannot: then it is loaded here. */
  load(study: number): Promise<Loaded> | null;
  readonly clock: Clock;
  /** Text that nobody can guess: 256 random bits, base64url. */
  randomText(): string;
  /** SHA-256 of a text, as 64 hexadecimal digits. */
  sha256(text: string): string;
  gzip(bytes: Uint8Array): Promise<Uint8Array>;
  /** Tokens as they are now: a revoked one is to be refused at once. */
  tokens(): readonly TokenRecord[];
  /** Users as they are now: one who was removed is to be refused at once. */
  users(): readonly UserRecord[];
  /** Is it the password of this hash? Takes as long if not, and where there is no hash (null). */
  passwordMatches(password: string, hash: string | null): Promise<boolean>;
  /** Asks another server; never follows where that points to. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** A file of the built dashboard by its path in it, such as `assets/index-3f2a.js`; null = there is none. */
  asset(path: string): Promise<Asset | null>;
  /** The files of trials. */
  readonly files: TrialFiles;
  /** Resolves when the line is kept. Where it cannot be kept, the change is not made. */
  audit(entry: AuditEntry): Promise<void>;
  readonly readStudyFile: ReadStudyFile;
  /** What starts programs; null = this server starts none. */
  readonly programs: Programs | null;
  /** Of the package. */
  readonly version: string;
}

/** A service that says who people are, by OpenID Connect. */
export interface OidcSettings {
  /** Its address, as it spells it. `http:` is for one on this machine. */
  readonly issuer: string;
  /** What it is called on the page for logging in. */
  readonly name: string;
  /** What it calls this server. */
  readonly client: string;
  /** null = it has given none. */
  readonly secret: string | null;
  /** Who may come in; the first rule that fits holds. */
  readonly allow: readonly OidcRule[];
}

/** Rights of an address, or of all addresses of a domain; in small letters. */
export interface OidcRule {
  readonly email: string | null;
  readonly domain: string | null;
  readonly scopes: readonly Scope[];
}

/** How a server behaves; what is left out has a default. */
export interface ServerSettings {
  /** Who may come in. `tokens`: who has one, or can log in; `everyone`: anybody, with all rights but `run`. */
  readonly access: 'tokens' | 'everyone';
  /** Where people may log in, beside here. */
  readonly oidc?: OidcSettings;
  /** Names that the server is called by, beside `localhost` and addresses in numbers: `tune.example.org`. */
  readonly names?: readonly string[];
  /** Is it reached over TLS, by itself or through a proxy? Cookies are then sent over TLS alone. */
  readonly tls?: boolean;
  /** Bytes that open studies may take, all in all. Default 512 MB. */
  readonly memoryBytes?: number;
  /** A study that nobody looks at is closed after so many milliseconds. Default 10 minutes. */
  readonly idleMs?: number;
  /** How often the storage is asked for changes while somebody listens, in milliseconds. Default 100. */
  readonly pollMs?: number;
  /** Default 15,000. */
  readonly heartbeatMs?: number;
  /** A listener for whom more than so many bytes wait is let go; it comes back and catches up. Default 1 MB. */
  readonly backlogBytes?: number;
  /** Requests that one address may make in a second, on average. Default 50, and four times as many at once. */
  readonly requestsPerSecond?: number;
  /** Streams that may be open at once. Default 1,000. */
  readonly streams?: number;
}
