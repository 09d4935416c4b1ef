import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../../src/node/open-storage.ts';
import { type Listening, type RunningServer, startServer } from '../../src/node/serving/serve.ts';
import { randomText, serverPorts, sha256 } from '../../src/node/serving/ports.ts';
import { TokenFile } from '../../src/node/serving/tokens.ts';
import { UserFile } from '../../src/node/serving/users.ts';
import { newToken } from '../../src/server/access/access.ts';
import type { ServerPorts, ServerSettings } from '../../src/server/ports.ts';
import type { Scope } from '../../src/server/access/principal.ts';

/** A real server on a free port of this machine, in front of a real SQLite file. */
export interface Served {
  readonly folder: string;
  readonly file: string;
  readonly audit: string;
  readonly server: RunningServer;
  readonly tokens: TokenFile;
  readonly users: UserFile;
  readonly failures: unknown[];
  /** A token that is of use until `expiresAt`. */
  token(scopes?: readonly Scope[], more?: { readonly study?: string; readonly expiresAt?: number }): string;
  /** An answer to a request of whoever has all rights; `token: null` = of nobody. */
  ask(path: string, init?: RequestInit & { readonly token?: string | null }): Promise<Response>;
  json(path: string, init?: RequestInit & { readonly token?: string | null }): Promise<any>;
  /** Sends bytes as they are; answers the whole answer. */
  raw(text: string): Promise<string>;
  /** Stops the server and starts another one, on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one. */
export async function serve(
  settings: Partial<ServerSettings> = {},
  listening: Partial<Listening> = {},
  ports: (ports: ServerPorts) => ServerPorts = (same) => same,
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-server-'));
  const file = join(folder, 'vernier.db');
  await openStorage(`sqlite:${file}`).listStudies(); // makes the file
  const tokens = new TokenFile(`${file}.tokens.json`);
  const users = new UserFile(`${file}.users.json`);
  const audit = `${file}.audit.jsonl`;
  const failures: unknown[] = [];
  const open = () => openStorage(`sqlite:${file}`, { create: false, waitMs: 300 });
  const place = {
    open,
    database: file,
    tokens,
    users,
    audit,
    dashboard: join(folder, 'dashboard'),
    trials: join(folder, 'trials'),
    optunaArtifacts: join(folder, 'optuna'),
  };
  const start = (port: number) =>
    startServer(
      ports(serverPorts(place, '0.0.0')),
      { access: 'tokens', pollMs: 20, requestsPerSecond: 10_000, ...settings },
      { host: '127.0.0.1', port, tls: null, behindProxy: false, ...listening },
      { ownerCame: () => undefined, failed: (error) => failures.push(error) },
    );
  let server = await start(0);
  let count = 0;
  const token: Served['token'] = (
    scopes = ['read', 'write', 'admin'],
    { study = null, expiresAt = null } = {} as never,
  ) => {
    const id = (count++).toString(16).padStart(8, '0');
    const made = newToken({ randomText, sha256 }, { id, name: 'test', scopes, study, createdAt: 0, expiresAt });
    tokens.change((all) => [...all, made.record]);
    return made.token;
  };
  const all = token();
  const ask: Served['ask'] = (path, { token: shown = all, ...init } = {}) =>
    fetch(`${server.url}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(shown === null ? {} : { authorization: `Bearer ${shown}` }),
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  return {
    folder,
    file,
    audit,
    get server() {
      return server;
    },
    tokens,
    users,
    failures,
    token,
    ask,
    json: async (path, init) => jsonOf(await ask(path, init)),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (piece) => (answer += String(piece)));
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
      }),
    restart: async () => {
      await server.stop();
      server = await start(server.port);
    },
    close: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The JSON of an answer. */
export const jsonOf = (answer: Response): Promise<any> => answer.json() as Promise<any>;

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, what = 'something'): Promise<void> {
  const began = Date.now();
  while (!(await holds())) {
    if (Date.now() - began > 40_000) throw new Error(`waited 40 s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
