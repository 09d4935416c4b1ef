import { z } from 'zod';
import { session } from '../wire/messages.ts';
import { login } from '../wire/steering.ts';
import { checkPatience, cookieName, cookieOf, tokenRefusal } from './gate.ts';
import type { Principal } from './principal.ts';
import { jsonAnswer, Refusal } from './refusal.ts';
import { type App, type Env, given, type Parts, route } from './route.ts';
import type { TokenBuckets } from './token-buckets.ts';
import type { Context } from 'hono';

const enterQuery = z.object({ token: z.string().max(500) });
const gone = z.object({ done: z.literal(true) });

/** Adds the exchange of tokens for sessions. @param ownerCame called when the owner's link was used: it works once */
export function addSessionRoutes(
  app: App,
  parts: Parts,
  failures: TokenBuckets,
  isSecure: boolean,
  ownerCame: () => void,
): void {
  const { access, ports } = parts;

  const enter = async (c: Context<Env>, token: string) => {
    checkPatience(failures, c.env.address);
    const line = { at: ports.clock.instant(), address: c.env.address, action: 'login' };
    const found = access.enter(token);
    if (typeof found === 'string') {
      failures.take(c.env.address);
      await ports.audit({ ...line, who: 'nobody', outcome: 'refused', detail: found }).catch(() => undefined);
      throw tokenRefusal(found);
    }
    await ports.audit({ ...line, who: found.principal.who, outcome: 'done' }).catch(() => undefined);
    if (found.isOwner) ownerCame();
    const name = cookieName(c.req.header('host') ?? null, isSecure);
    const seconds = Math.floor((found.principal.expiresAt! - ports.clock.instant()) / 1000);
    const cookie = `${name}=${found.session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;
    return { cookie, principal: found.principal };
  };

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
      const { cookie } = await enter(c, given(c, 'query', enterQuery).token);
      // Not a redirect: a strict cookie is not sent on one that began on a page elsewhere, as a share link does.
      return new Response(
        `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Vernier</title><p>Welcome. <a href="/">Go on</a>.</p>\n`,
        { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'set-cookie': cookie } },
      );
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/session',
      says: 'Exchange a token for a session.',
      scope: null,
      body: login,
      answer: session,
    },
    async (c) => {
      const { cookie, principal } = await enter(c, given(c, 'json', login).token);
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
    const name = cookieName(c.req.header('host') ?? null, isSecure);
    const secret = cookieOf(c.req.raw.headers, name);
    if (secret === null) throw new Refusal(404, 'not-found', 'There is no session.');
    access.leave(secret);
    const secure = isSecure ? '; Secure' : '';
    return jsonAnswer({ done: true }, 200, {
      'set-cookie': `${name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${secure}`,
    });
  });
}

const said = ({ who, scopes, study, csrf, expiresAt }: Principal): z.infer<typeof session> => ({
  who,
  scopes: [...scopes],
  study,
  csrf,
  expiresAt,
});
