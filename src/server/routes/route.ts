import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { VernierError } from '../../errors.ts';
import { failure } from '../../wire/messages.ts';
import type { Access } from '../access/access.ts';
import type { Archive } from '../archive.ts';
import type { Counters } from '../counters.ts';
import type { EventStreams } from '../event-streams.ts';
import type { FollowedStudy } from '../followed-study.ts';
import { checkCsrf } from '../access/gate.ts';
import type { Journal, JournalDraft } from '../journal.ts';
import type { AuditEntry, ServerPorts } from '../ports.ts';
import { may, type Principal, type Scope } from '../access/principal.ts';
import { Refusal } from '../refusal.ts';
import { publicId, type Studies } from '../studies.ts';

/** What handlers find at hand. */
export interface Parts {
  readonly ports: ServerPorts;
  readonly archive: Archive;
  readonly journal: Journal;
  readonly studies: Studies;
  readonly streams: EventStreams;
  readonly access: Access;
  readonly counters: Counters;
}

/** How a request came. */
export interface Connection {
  /** Who asks, as far as it tells. */
  readonly address: string;
  /** Ends it at once, whatever still waits in it. */
  cut(): void;
}

/** What the gate has found out about a request. */
export interface Env {
  Bindings: Connection;
  Variables: {
    principal: Principal;
    /** Is the principal still let in? Tokens expire, and are revoked. */
    stillWelcome: () => boolean;
    route: string;
  };
}

/** The routes, with their description. */
export type App = OpenAPIHono<Env>;

/** One route: what it is, who may use it, what goes in and comes out. */
export interface RouteForm {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /** Said of it in the description. */
  readonly says: string;
  /** null = anybody, without a session. */
  readonly scope: Scope | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A schema. */
  readonly answer?: z.ZodType;
  /** The media type, where it is no JSON. */
  readonly media?: string;
}

/** Adds a route: checks rights and form, then calls the handler. */
export function route(app: App, form: RouteForm, handle: (c: Context<Env>) => Response | Promise<Response>): void {
  const { method, path, says, scope, params, query, body, answer, media = 'application/json' } = form;
  const described = createRoute({
    method,
    path,
    summary: says,
    ...(scope === null
      ? {}
      : { description: `Needs the right \`${scope}\`.`, security: [{ token: [] }, { session: [] }] }),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      200: {
        description: 'Done.',
        content: { [media]: { schema: answer ?? { type: 'string' } } },
      },
      default: { description: 'Refused.', content: { 'application/json': { schema: failure } } },
    },
    middleware: async (c: Context<Env>, next: () => Promise<void>) => {
      c.set('route', path);
      if (scope !== null) checkRight(c, scope, method !== 'get');
      await next();
    },
  });
  app.openapi(described, handle as never);
}

function checkRight(c: Context<Env>, scope: Scope, isChange: boolean): void {
  const principal = c.get('principal');
  if (!may(principal, scope))
    throw new Refusal(403, 'right-missing', `This needs the right "${scope}", which ${principal.who} does not have.`);
  if (isChange) checkCsrf(principal, c.req.raw.headers);
}

/** What the form of a route has found in a request. */
export function given<T extends z.ZodType>(c: Context<Env>, where: 'param' | 'query' | 'json', _schema: T): z.infer<T> {
  return (c.req as unknown as { valid(where: string): z.infer<T> }).valid(where);
}

/** The study of an address. @throws `study-missing`, also where it is not the one that may be seen */
export async function studyOf(c: Context<Env>, { studies }: Parts, id: string): Promise<FollowedStudy> {
  const only = c.get('principal').study;
  const refused = () => new VernierError('study-missing', 'There is no such study here.', { details: {} });
  if (only !== null && id !== only) throw refused();
  const study = await studies.get(id);
  if (only !== null && publicId(study.record) !== only) throw refused();
  return study;
}

/**
 * Makes a change of a study, with its lines in the audit log, and keeps it in the study's journal.
 *
 * @param what is said of it; `tells` adds what is known only once it is made
 */
export async function journaled<T>(
  c: Context<Env>,
  parts: Parts,
  study: FollowedStudy,
  { tells, ...what }: Omit<JournalDraft, 'by' | 'at'> & { readonly tells?: (answer: T) => Partial<JournalDraft> },
  change: () => Promise<T>,
): Promise<T> {
  const { record } = study;
  const { action, trial, detail, key } = what;
  const said = detail ?? key;
  const line = {
    action,
    study: record.name,
    ...(trial === undefined || trial === null ? {} : { trial }),
    ...(said === undefined || said === null ? {} : { detail: said }),
  };
  const answer = await audited(c, parts, line, change);
  const by = { by: c.get('principal').who, at: parts.ports.clock.instant() };
  // What was changed stays so: that it cannot be undone here is the lesser harm.
  await parts.journal.add(record, { ...what, ...by, ...tells?.(answer) }).catch(() => undefined);
  await study.refreshRecord();
  return answer;
}

/**
 * Makes a change with its lines in the audit log: one before, without which nothing is changed, and one after it.
 *
 * @throws Refusal 503 where the log cannot be written; what the change throws
 */
export async function audited<T>(
  c: Context<Env>,
  { ports }: Parts,
  what: Pick<AuditEntry, 'action' | 'study' | 'trial' | 'detail'>,
  change: () => Promise<T>,
): Promise<T> {
  const line = (outcome: AuditEntry['outcome'], detail = what.detail): AuditEntry => ({
    at: ports.clock.instant(),
    who: c.get('principal').who,
    address: c.env.address,
    ...what,
    outcome,
    ...(detail === undefined ? {} : { detail }),
  });
  try {
    await ports.audit(line('asked'));
  } catch {
    throw new Refusal(503, 'audit-unavailable', 'Nothing was changed: the audit log cannot be written.', {
      hint: 'Make room, or let the server write to it.',
    });
  }
  try {
    const answer = await change();
    await ports.audit(line('done')).catch(() => undefined); // it was said before that it would be done
    return answer;
  } catch (error) {
    await ports.audit(line('failed', error instanceof Error ? error.message : undefined)).catch(() => undefined);
    throw error;
  }
}
