import type { Context } from 'hono';
import { cookieOf } from '../access/gate.ts';
import { onwardPage } from '../access/login-page.ts';
import { PAGE_HEADERS, refusedLogin } from './login.ts';
import type { Logins } from '../access/logins.ts';
import { LOGIN_MS, type OidcLogin } from '../access/oidc-login.ts';
import type { App, Env } from './route.ts';
import { loginCookie, loginCookieName } from '../access/session-cookie.ts';
import { wayBack } from '../access/way-back.ts';

/** Adds the way to a provider, and the way back. */
export function addOidcRoutes(app: App, oidc: OidcLogin, logins: Logins): void {
  const { isSecure } = logins;
  // The gate lets only names through that the server is known by.
  const redirectOf = (c: Context<Env>) =>
    `${isSecure ? 'https' : 'http'}://${c.req.header('host') ?? ''}/login/oidc/callback`;
  const hostOf = (c: Context<Env>) => c.req.header('host') ?? null;

  app.get('/login/oidc', async (c) => {
    c.set('route', '/login/oidc');
    const next = wayBack(c.req.query('next'));
    try {
      const { address, browser } = await logins.whilePatient(c, () => oidc.begin(redirectOf(c), next));
      c.header('set-cookie', loginCookie(hostOf(c), isSecure, browser, LOGIN_MS / 1000));
      return c.redirect(address, 302);
    } catch (error) {
      return refusedLogin(c, logins, error, { next });
    }
  });

  app.get('/login/oidc/callback', async (c) => {
    c.set('route', '/login/oidc/callback');
    let next = '/';
    try {
      const { cookie } = await logins.byProvider(c, () => {
        const kept = cookieOf(c.req.raw.headers, loginCookieName(hostOf(c), isSecure));
        const returned = oidc.take(new URL(c.req.url).searchParams, kept, redirectOf(c));
        next = returned.next;
        return returned.identify();
      });
      c.header('set-cookie', cookie);
      c.header('set-cookie', loginCookie(hostOf(c), isSecure, '', 0), { append: true });
      return c.html(onwardPage(next, 'Welcome.'), 200, PAGE_HEADERS); // no redirect: it began elsewhere
    } catch (error) {
      return refusedLogin(c, logins, error, { next });
    }
  });
}
