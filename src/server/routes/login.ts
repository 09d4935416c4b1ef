import type { Context } from 'hono';
import { checkCsrf, cookieName, cookieOf } from '../access/gate.ts';
import { LOGIN_STYLE, loginPage, type LoginView, onwardPage } from '../access/login-page.ts';
import type { Logins } from '../access/logins.ts';
import { Refusal } from '../refusal.ts';
import type { App, Env, Parts } from './route.ts';
import { noSessionCookie } from '../access/session-cookie.ts';
import { wayBack } from '../access/way-back.ts';

/** What the pages carry: no script runs in them, whatever stands in a name. Forms say where they come from, so that others are refused. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
};

/** Adds the pages for logging in and out. */
export function addLoginRoutes(app: App, { access }: Parts, logins: Logins): void {
  app.get('/login', (c) => {
    c.set('route', '/login');
    const next = wayBack(c.req.query('next'));
    return c.get('principal').scopes.length > 0
      ? c.redirect(next, 303)
      : showLogin(c, logins, { next, trouble: null }, 200);
  });

  app.get('/login.css', (c) => {
    c.set('route', '/login.css');
    return c.body(LOGIN_STYLE, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' });
  });

  app.post('/login', async (c) => {
    c.set('route', '/login');
    const form = new URLSearchParams(await c.req.text());
    const next = wayBack(form.get('next'));
    const token = form.get('token');
    const name = (form.get('name') ?? '').slice(0, 64);
    try {
      const { cookie } =
        token === null
          ? await logins.byPassword(c, name, form.get('password') ?? '')
          : await logins.byToken(c, token.trim());
      c.header('set-cookie', cookie);
      return c.redirect(next, 303);
    } catch (error) {
      return refusedLogin(c, logins, error, { next, isAboutToken: token !== null, name });
    }
  });

  app.post('/logout', async (c) => {
    c.set('route', '/logout');
    const host = c.req.header('host') ?? null;
    const secret = cookieOf(c.req.raw.headers, cookieName(host, logins.isSecure));
    const csrf = new URLSearchParams(await c.req.text()).get('csrf') ?? '';
    checkCsrf(c.get('principal'), new Headers({ 'vernier-csrf': /^[\w-]+$/.test(csrf) ? csrf : '' }));
    if (secret !== null) access.leave(secret);
    c.header('set-cookie', noSessionCookie(host, logins.isSecure));
    return c.redirect('/login', 303);
  });
}

/** Does a person look, who is better served by a page than by JSON? */
export const asksForPage = (c: Context<Env>): boolean =>
  c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');

/**
 * Leads to the page for logging in, and from there back. Not by a redirect: a strict cookie is not sent on one that began on a page
 * elsewhere, and whoever follows a link from there may have a session.
 */
export function toLogin(c: Context<Env>): Response | Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  const next = wayBack(pathname + search);
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  return c.html(onwardPage(`/login${query}`, 'Please log in.'), 401, {
    ...PAGE_HEADERS,
    'www-authenticate': 'Bearer',
  });
}

/** Answers a login that was refused by the page again, which says why. @throws what is no refusal */
export function refusedLogin(
  c: Context<Env>,
  logins: Logins,
  error: unknown,
  view: Omit<LoginView, 'trouble' | 'hasPasswords' | 'provider'>,
): Response | Promise<Response> {
  if (!(error instanceof Refusal)) throw error;
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  const wait = error.headers['retry-after'];
  const trouble = [error.message, wait === undefined ? error.hint : `Try again in ${wait} seconds.`];
  return showLogin(c, logins, { ...view, trouble: trouble.filter(Boolean).join(' ') }, error.status);
}

function showLogin(
  c: Context<Env>,
  logins: Logins,
  view: Omit<LoginView, 'hasPasswords' | 'provider'>,
  status: number,
): Response | Promise<Response> {
  const page = loginPage({ ...view, hasPasswords: logins.hasPasswords, provider: logins.provider });
  return c.html(page, status as 200, PAGE_HEADERS);
}
