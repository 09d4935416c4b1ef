import type { Context } from 'hono';
import { asksForPage, PAGE_HEADERS } from './login.ts';
import { unbuiltPage } from '../access/login-page.ts';
import type { Asset } from '../ports.ts';
import type { App, Env, Parts } from './route.ts';

/** What pages of the dashboard may do: run its own scripts, and talk to this server alone. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'", // kernels of models are WebAssembly; no text becomes code
    "worker-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Pages of the dashboard that a program finds as well as a browser; browsers get the page for any other path, too, and it says what is missing. */
const PAGE = /^\/(?:studies(?:\/.*)?|compare|dial|new)?$/s;
/** A path that names a file: what is not there is missing, and no page. */
const FILE = /^\/(?:assets\/.*|(?:.*\/)?[^/]*\.[A-Za-z0-9]{1,12})$/s;
/** Browsers ask for a picture by this name where a page names none. */
const ALIASES: Readonly<Record<string, string>> = { '/favicon.ico': '/icon.svg' };
/** All else that has addresses of its own. */
const OTHERS = /^\/(?:api|enter|login|logout|metrics|healthz)(?:[/.].*)?$/s;

/** Is it for anybody, without a login? So are the files of the dashboard, which tell nothing of studies, and the page that shows none. */
export const isForAnybody = (method: string, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && (path === '/dial' || isFile(path));

const isFile = (path: string): boolean => FILE.test(path) && !PAGE.test(path) && !OTHERS.test(path);

/** Adds the dashboard: its files, and its one page at every address that a person may look at. To be added last. */
export function addPageRoutes(app: App, { ports }: Parts): void {
  app.get('*', async (c) => {
    const { path } = c.req;
    if (OTHERS.test(path)) return c.notFound();
    if (isFile(path)) {
      c.set('route', 'asset');
      const asset = path === '/index.html' ? null : await ports.asset((ALIASES[path] ?? path).slice(1));
      return asset === null ? c.notFound() : file(c, asset);
    }
    if (!PAGE.test(path) && !asksForPage(c)) return c.notFound();
    c.set('route', 'page');
    const index = await ports.asset('index.html');
    if (index === null) {
      const { who, csrf } = c.get('principal');
      return c.html(unbuiltPage(who, csrf), 503, PAGE_HEADERS);
    }
    const nonce = ports.randomText();
    const text = new TextDecoder().decode(index.bytes).replaceAll('__NONCE__', nonce);
    return c.html(text, 200, {
      'content-security-policy': pagePolicy(nonce),
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin', // its form for logging out says whence it comes
    });
  });
}

/** What is named by its content never changes; all else is asked for each time. */
function file(c: Context<Env>, { type, bytes, br, gzip, tag }: Asset): Response {
  const isNamedByContent = c.req.path.startsWith('/assets/');
  const wanted = codings(c.req.header('accept-encoding'));
  const [coding, body] =
    br !== null && wanted.has('br')
      ? (['br', br] as const)
      : gzip !== null && wanted.has('gzip')
        ? (['gzip', gzip] as const)
        : ([null, bytes] as const);
  const headers: Record<string, string> = {
    'content-type': type,
    'cache-control': isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `"${tag}${coding === null ? '' : `-${coding}`}"`,
    vary: 'accept-encoding',
    ...(coding === null ? {} : { 'content-encoding': coding }),
  };
  if (c.req.header('if-none-match') === headers['etag']) return new Response(null, { status: 304, headers });
  return new Response(body as Uint8Array<ArrayBuffer>, { headers });
}

/** The codings that a browser takes, of a header such as `gzip, br;q=0.8, zstd;q=0`. */
function codings(accepted = ''): ReadonlySet<string> {
  const parts = accepted.split(',').map((part) =>
    part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/),
  );
  return new Set(parts.filter(([, quality = '1']) => Number(quality) > 0).map(([name]) => name!));
}
