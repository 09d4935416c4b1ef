import { z } from 'zod';
import { session } from '../../wire/messages.ts';
import { login } from '../../wire/steering.ts';
import { checkOpened, cookieName, cookieOf } from '../access/gate.ts';
import { onwardPage } from '../access/login-page.ts';
import { asksForPage, refusedLogin } from './login.ts';
import type { Logins } from '../access/logins.ts';
import type { Principal } from '../access/principal.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, given, type Parts, route } from './route.ts';
import { noSessionCookie } from '../access/session-cookie.ts';

const enterQuery = z.object({ token: z.string().max(500) });
const gone = z.object({ done: z.literal(true) });

/** Adds the exchange of tokens and passwords for sessions. */
export function addSessionRoutes(app: App, { access }: Parts, logins: Logins): void {
  route(
    app,
    {
      method: 'get',
      path: '/enter',
      says: 'Exchange a token of an address (the link that vernier serve prints, or a share link) for a session.',
      scope: null,
      query: enterQuery,
      media: 'text/html',
    },
    async (c) => {
      try {
        checkOpened(c.req.raw.headers);
        const { cookie } = await logins.byToken(c, given(c, 'query', enterQuery).token);
        // Not a redirect: a strict cookie is not sent on one that began on a page elsewhere, as a share link does.
        return c.html(onwardPage('/', 'Welcome.'), 200, { 'cache-control': 'no-store', 'set-cookie': cookie });
      } catch (error) {
        if (!asksForPage(c)) throw error;
        return refusedLogin(c, logins, error, { next: '/', isAboutToken: true });
      }
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/session',
      says: 'Exchange a token, or a name and a password, for a session.',
      scope: null,
      body: login,
      answer: session,
    },
    async (c) => {
      const shown = given(c, 'json', login);
      const { cookie, principal } =
        'token' in shown
          ? await logins.byToken(c, shown.token)
          : await logins.byPassword(c, shown.name, shown.password);
      return jsonAnswer(said(principal), 200, { 'set-cookie': cookie });
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/session',
      says: 'Who is asking, and what they may do.',
      scope: 'read',
      answer: session,
    },
    (c) => jsonAnswer(said(c.get('principal'))),
  );

  route(app, { method: 'delete', path: '/api/session', says: 'End the session.', scope: 'read', answer: gone }, (c) => {
    const host = c.req.header('host') ?? null;
    const secret = cookieOf(c.req.raw.headers, cookieName(host, logins.isSecure));
    if (secret === null) throw new Refusal(404, 'not-found', 'There is no session.');
    access.leave(secret);
    return jsonAnswer({ done: true }, 200, { 'set-cookie': noSessionCookie(host, logins.isSecure) });
  });
}

const said = ({ who, scopes, study, csrf, expiresAt }: Principal): z.infer<typeof session> => ({
  who,
  scopes: [...scopes],
  study,
  csrf,
  expiresAt,
});
