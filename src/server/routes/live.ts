import { z } from 'zod';
import { changesEvent, resetEvent, troubleEvent } from '../../wire/messages.ts';
import { isGuest } from '../access/principal.ts';
import { Refusal } from '../refusal.ts';
import { type App, given, type Parts, route, studyOf } from './route.ts';
import { studyParams } from './study.ts';

const cursor = z.string().max(100);
/** What the data of an event is. */
const streamed = z.union([changesEvent, resetEvent, troubleEvent, z.strictObject({})]);
const eventQuery = z.object({ cursor: cursor.optional() });

/** Adds what a page loads first and then listens to: the snapshot, and the events. */
export function addLiveRoutes(app: App, parts: Parts, mostStreams: number): void {
  const { ports, streams } = parts;

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/snapshot',
      says: 'The whole study as compressed columns; the header Vernier-Cursor says where its events go on.',
      scope: 'read',
      params: studyParams,
      media: 'application/octet-stream',
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const { cursor, bytes } = await study.compressed((plain) => ports.gzip(plain));
      const headers = { etag: `"${cursor}"`, 'vernier-cursor': cursor, 'cache-control': 'private, no-cache' };
      if (
        c.req
          .header('if-none-match')
          ?.split(/\s*,\s*/)
          .includes(headers.etag)
      )
        return new Response(null, { status: 304, headers });
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: { ...headers, 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
      });
    },
  );

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/events',
      says: 'Changes as they come (server-sent events), from a cursor on: that of Last-Event-ID, else that of the query.',
      scope: 'read',
      params: studyParams,
      query: eventQuery,
      media: 'text/event-stream',
      answer: streamed,
    },
    async (c) => {
      const asGuest = isGuest(c.get('principal'));
      // Of guests there may be any number: half of the streams is left for those who work here.
      if (streams.size >= mostStreams || (asGuest && streams.guests >= mostStreams / 2))
        throw new Refusal(503, 'too-many-streams', `${streams.size} streams are open, and no more are allowed.`, {
          headers: { 'retry-after': '5' },
        });
      const last = c.req.header('last-event-id');
      const from = last !== undefined && last.length <= 100 ? last : given(c, 'query', eventQuery).cursor;
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      // Who asks for the head alone never reads the stream, so it would stay open for good.
      const body =
        c.req.method === 'HEAD'
          ? null
          : streams.open(study, from ?? null, {
              isWelcome: c.get('stillWelcome'),
              cut: c.env.cut,
              isGuest: asGuest,
            });
      return new Response(body, {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no', // proxies that gather bytes would hold events back
          'transfer-encoding': 'chunked',
        },
      });
    },
  );
}
