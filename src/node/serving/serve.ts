import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { isIP, type AddressInfo } from 'node:net';
import { VernierError } from '../../errors.ts';
import { createServer, type ServerLog } from '../../server/app.ts';
import type { ServerPorts, ServerSettings } from '../../server/ports.ts';

/** Where a server listens, and how. */
export interface Listening {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Files of a certificate and its key, PEM; null = no TLS of its own. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Does a proxy on this machine stand in front? Then it says who asks, and does the TLS. */
  readonly behindProxy: boolean;
  /** A connection on which nothing moves is let go after so many milliseconds. Default two minutes. */
  readonly idleMs?: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** A link that lets its bearer in once, as the owner. */
  newOwnerLink(): string;
  /** Reads the certificate again. @throws as the first time; the old one then stays */
  renew(): void;
  /** Tells listeners, finishes the requests that are under way, and closes the storage. Those that take too long are cut off. */
  stop(): Promise<void>;
}

/** Longer than anybody is kept waiting; event streams have a heartbeat. */
const IDLE_MS = 120_000;

/** Requests that are under way have so long to end, in milliseconds. */
const FINISH_MS = 5000;

/**
 * Starts a server.
 *
 * @throws `config-invalid` for a certificate that cannot be read, `storage-unavailable` for an address that cannot be listened on
 */
export async function startServer(
  ports: ServerPorts,
  settings: Omit<ServerSettings, 'tls'>,
  listening: Listening,
  log: ServerLog,
): Promise<RunningServer> {
  const { getRequestListener } = await import('@hono/node-server');
  const { host, tls, behindProxy } = listening;
  const server = createServer(ports, { ...settings, tls: tls !== null || behindProxy }, log);
  const listener = getRequestListener(
    (request, { incoming }) =>
      server.fetch(request, {
        address: addressOf(incoming as IncomingMessage, behindProxy),
        cut: () => void (incoming as IncomingMessage).socket.destroy(),
      }),
    { overrideGlobalObjects: false },
  );
  // Who sends a request letter by letter, or ever longer headers, is cut off.
  const limits = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16 * 1024 };
  const http: HttpServer | HttpsServer =
    tls === null ? createHttp(limits, listener) : createHttps({ ...limits, ...certificate(tls) }, listener);
  http.setTimeout(listening.idleMs ?? IDLE_MS); // who takes nothing of a file holds it open no longer
  await listen(http, listening);
  const { port } = http.address() as AddressInfo;
  const url = `${tls === null ? 'http' : 'https'}://${shown(host)}:${port}`;
  return {
    url,
    port,
    newOwnerLink: () => `${url}/enter?token=${server.newOwnerSecret()}`,
    renew: () => {
      if (tls !== null) (http as HttpsServer).setSecureContext(certificate(tls));
    },
    stop: async () => {
      server.stop();
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      const cut = setTimeout(() => http.closeAllConnections(), FINISH_MS);
      // A connection whose last answer has just gone out would be kept for the next request, which never comes.
      const idle = setInterval(() => http.closeIdleConnections(), 20);
      await closed;
      clearTimeout(cut);
      clearInterval(idle);
      await server.close();
    },
  };
}

function listen(http: HttpServer | HttpsServer, { host, port }: Listening): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new VernierError('storage-unavailable', `Cannot listen on ${shown(host)}:${port}: ${error.message}`, {
          hint:
            error.code === 'EADDRINUSE'
              ? 'Something listens there already. Take another port: --port 0 finds a free one.'
              : 'Name an address of this machine: --host 127.0.0.1',
        }),
      ),
    );
    http.listen(port, host, () => resolve());
  });
}

function certificate({ cert, key }: { readonly cert: string; readonly key: string }) {
  try {
    return { cert: readFileSync(cert), key: readFileSync(key) };
  } catch (error) {
    throw new VernierError('config-invalid', `The certificate cannot be read: ${(error as Error).message}`, {
      hint: 'Name two PEM files: --cert FILE --key FILE',
    });
  }
}

/**
 * Who asks. A proxy of this machine appends the address that it sees; what stands before was said by the visitor, and may be
 * anything, as is all of it where the visitor has come around the proxy.
 */
function addressOf({ socket, headers }: IncomingMessage, behindProxy: boolean): string {
  const isProxy = behindProxy && isLoopback((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
  const forwarded = isProxy ? headers['x-forwarded-for'] : undefined;
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)!
    .trim();
  return isIP(last) === 0 ? (socket.remoteAddress ?? 'unknown') : last;
}

const shown = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** Can nobody but this machine reach the address? */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
