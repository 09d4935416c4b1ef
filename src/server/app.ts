import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Access } from './access/access.ts';
import { Archive } from './archive.ts';
import { checkEncoding, withBody } from './body.ts';
import { Counters } from './counters.ts';
import { addCreateRoutes } from './routes/create.ts';
import { EventStreams } from './event-streams.ts';
import { addFileRoutes } from './routes/file.ts';
import { checkHost, checkOrigin, HEADERS, identified, tooMany, whoAsks } from './access/gate.ts';
import { Journal } from './journal.ts';
import { addJournalRoutes } from './routes/journal.ts';
import { addLiveRoutes } from './routes/live.ts';
import { addLoginRoutes, asksForPage, toLogin } from './routes/login.ts';
import { Logins } from './access/logins.ts';
import { OidcLogin } from './access/oidc-login.ts';
import { addNoteRoutes } from './routes/note.ts';
import { addOidcRoutes } from './routes/oidc.ts';
import { addPageRoutes, isForAnybody } from './routes/page.ts';
import type { ServerPorts, ServerSettings } from './ports.ts';
import { isGuest, type Principal } from './access/principal.ts';
import { failureAnswer, isUnforeseen, Refusal, withoutPlaces } from './refusal.ts';
import type { App, Connection, Env, Parts } from './routes/route.ts';
import { addRunRoutes } from './routes/run.ts';
import { addSessionRoutes } from './routes/session.ts';
import { addSettingsRoutes } from './routes/settings.ts';
import { addSteeringRoutes } from './routes/steering.ts';
import { Studies } from './studies.ts';
import { addStudyRoutes } from './routes/study.ts';
import { Survey } from './survey.ts';
import { TokenBuckets } from './access/token-buckets.ts';
import { addWatchRoutes } from './routes/watch.ts';

/** A server without a socket: a request in, an answer out. */
export interface Server {
  fetch(request: Request, connection: Connection): Promise<Response>;
  /** A secret that lets its bearer in once, as the owner: `/enter?token=SECRET`. */
  newOwnerSecret(): string;
  /** Tells all listeners that the server stops, and ends their streams; from then on requests are refused. */
  stop(): void;
  /** Closes the storage. */
  close(): Promise<void>;
}

/** What a server tells its owner. */
export interface ServerLog {
  /** The owner's link was used: it is of no use any more. */
  ownerCame(): void;
  /** Something failed that nobody foresaw. */
  failed(error: unknown): void;
}

const MB = 1024 * 1024;
/** Wrong tokens of one address: ten at once, then one every six seconds. */
const WRONG_TOKENS = 10;
const WRONG_A_SECOND = 1 / 6;

/** Pages that are for anybody, and say who is looking. */
const PAGES = new Set(['GET /login', 'POST /login', 'POST /logout']);

/** What anybody may ask for, without a session. */
const OPEN_PATHS = new Set([
  ...PAGES,
  'GET /enter',
  'GET /login.css',
  'GET /login/oidc',
  'GET /login/oidc/callback',
  'GET /healthz',
  'HEAD /healthz',
  'GET /api/openapi.json',
  'POST /api/session',
]);

const NOBODY: Principal = { who: 'nobody', scopes: [], study: null, csrf: null, expiresAt: null };

/** Makes a server for the studies of one storage. */
export function createServer(ports: ServerPorts, settings: ServerSettings, log: ServerLog): Server {
  const { clock } = ports;
  const isSecure = settings.tls === true;
  const isOpen = settings.access === 'everyone';
  const archive = new Archive(
    () => ports.open(),
    (study) => ports.load(study),
    clock,
  );
  const studies = new Studies(archive, clock, () => ports.stamp(), {
    memoryBytes: settings.memoryBytes ?? 512 * MB,
    idleMs: settings.idleMs ?? 600_000,
    pollMs: settings.pollMs ?? 100,
  });
  const streams = new EventStreams(studies, clock, {
    heartbeatMs: settings.heartbeatMs ?? 15_000,
    backlogBytes: settings.backlogBytes ?? MB,
  });
  const elapsed = () => clock.elapsed();
  const failures = new TokenBuckets(WRONG_A_SECOND, WRONG_TOKENS, elapsed);
  const perSecond = settings.requestsPerSecond ?? 50;
  const requests = new TokenBuckets(perSecond, 4 * perSecond, elapsed);
  const journal = new Journal(archive);
  const [access, counters] = [new Access(ports, clock), new Counters()];
  const parts: Parts = { ports, archive, journal, studies, streams, access, counters };
  let isStopping = false;
  const survey = new Survey({
    archive,
    studies,
    clock,
    stamp: () => ports.stamp(),
    sha256: (text) => ports.sha256(text),
    isStopping: () => isStopping,
  });

  const app: App = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error.issues);
    },
  });
  app.onError((thrown, c) => {
    const error = badBody(thrown) ?? thrown;
    if (error instanceof Refusal && error.code === 'login-needed' && asksForPage(c)) return toLogin(c);
    const principal = (c.get('principal') as Principal | undefined) ?? NOBODY;
    const isNobody = principal.scopes.length === 0;
    const told = isNobody || isGuest(principal) ? withoutPlaces(error) : error;
    if (isUnforeseen(error) || (isNobody && told !== error)) log.failed(error); // what keeps everybody out, nobody else is told
    return failureAnswer(told);
  });
  app.notFound(() => failureAnswer(new Refusal(404, 'not-found', 'There is nothing at this address.')));

  app.use(async (c, next) => {
    await next();
    const { res } = c;
    for (const [name, value] of Object.entries(HEADERS)) if (!res.headers.has(name)) res.headers.set(name, value);
    if (isSecure) res.headers.set('strict-transport-security', 'max-age=31536000');
    if (!res.headers.has('cache-control')) res.headers.set('cache-control', 'no-store');
    parts.counters.count(c.req.method, c.get('route') ?? 'none', res.status);
    if (res.status === 403 && c.get('principal') !== undefined) await refused(c, ports);
  });
  app.use(async (c, next) => {
    const { headers } = c.req.raw;
    if (isStopping)
      throw new Refusal(503, 'server-stopping', 'The server is stopping.', { headers: { 'retry-after': '5' } });
    checkHost(headers.get('host'), settings.names ?? []);
    checkOrigin(headers);
    checkEncoding(headers);
    if (!requests.take(c.env.address))
      throw tooMany('Too many requests come from this address.', requests.wait(c.env.address));
    const visitor = { headers, address: c.env.address, isSecure };
    const asked = `${c.req.method} ${c.req.path}`;
    const isForAll = OPEN_PATHS.has(asked) || isForAnybody(c.req.method, c.req.path);
    if (!isForAll) c.set('principal', whoAsks(visitor, parts.access, failures, isOpen));
    else c.set('principal', (PAGES.has(asked) ? known(identified(visitor, parts.access)) : null) ?? NOBODY);
    c.set('stillWelcome', () => isOpen || typeof identified(visitor, parts.access) !== 'string');
    c.req.raw = await withBody(c.req.raw); // only now: who may not come in is not listened to
    await next();
  });

  const provider = settings.oidc?.name ?? null;
  const logins = new Logins(parts, failures, { isSecure, provider }, () => log.ownerCame());
  addSessionRoutes(app, parts, logins);
  addLoginRoutes(app, parts, logins);
  if (settings.oidc !== undefined) addOidcRoutes(app, new OidcLogin(settings.oidc, ports), logins);
  addStudyRoutes(app, parts, survey);
  addLiveRoutes(app, parts, settings.streams ?? 1000);
  addCreateRoutes(app, parts);
  addSteeringRoutes(app, parts);
  addSettingsRoutes(app, parts);
  addJournalRoutes(app, parts);
  addRunRoutes(app, parts);
  addNoteRoutes(app, parts);
  addFileRoutes(app, parts, () => isStopping);
  addWatchRoutes(app, parts);
  describe(app, ports.version);
  addPageRoutes(app, parts);

  return {
    fetch: async (request, connection) => app.fetch(request, connection),
    newOwnerSecret: () => parts.access.newOwnerSecret(),
    stop: () => {
      isStopping = true;
      streams.close();
    },
    close: async () => {
      isStopping = true;
      streams.close();
      studies.close();
      await ports.programs?.close();
      await archive.close();
    },
  };
}

const known = (found: Principal | string): Principal | null => (typeof found === 'string' ? null : found);

/** Somebody who is known tried what they may not: that is worth a line. */
function refused(c: Context<Env>, { audit, clock }: ServerPorts): Promise<void> {
  const { who } = c.get('principal');
  const detail = `${c.req.method} ${c.req.path}`.slice(0, 200);
  return audit({
    at: clock.instant(),
    who,
    address: c.env.address,
    action: 'request',
    outcome: 'refused',
    detail,
  }).catch(() => undefined);
}

/** The description of all routes, made of the schemas that requests are checked by. */
function describe(app: App, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'vernier-PORT',
    description: 'Changes also send the header Vernier-CSRF, as GET /api/session answers it.',
  });
  let text: string | null = null;
  app.get('/api/openapi.json', (c) => {
    c.set('route', '/api/openapi.json');
    text ??= JSON.stringify(
      app.getOpenAPI31Document(
        { openapi: '3.1.0', info: { title: 'Vernier', version } },
        { unionPreferredType: 'oneOf' },
      ),
    );
    return new Response(text, { headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' } });
  });
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function invalid(issues: readonly Issue[]): Refusal {
  const told = issues.slice(0, 5).map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`);
  return new Refusal(400, 'request-invalid', told.join('; ').slice(0, 2000), { hint: 'See /api/openapi.json.' });
}

/** Hono's own refusals, in our words: of a body that is no JSON, or does not say that it is. */
function badBody(error: unknown): Refusal | null {
  const { status } = error as { readonly status?: unknown };
  if (error instanceof Refusal || (status !== 400 && status !== 415)) return null;
  return new Refusal(status, 'request-invalid', 'The body is no JSON.', {
    hint: 'Send JSON, and the header "Content-Type: application/json".',
  });
}
