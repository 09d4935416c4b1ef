import { health } from '../../wire/messages.ts';
import { isGuest } from '../access/principal.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, type Parts, route } from './route.ts';

/** Adds what those ask who watch over the server: health, and metrics for Prometheus. */
export function addWatchRoutes(app: App, { ports, archive, studies, streams, counters }: Parts): void {
  route(
    app,
    { method: 'get', path: '/healthz', says: 'Is the server well?', scope: null, answer: health },
    async () => {
      // Whoever asks may be anybody: whether it is well is all that they learn.
      const ok = await archive
        .use((storage) => storage.findStudy(''))
        .then(
          () => true,
          () => false,
        );
      const trouble = ok ? null : 'The storage does not answer.';
      return jsonAnswer({ ok, trouble, version: ports.version }, ok ? 200 : 503);
    },
  );

  route(
    app,
    { method: 'get', path: '/metrics', says: 'Metrics for Prometheus.', scope: 'read', media: 'text/plain' },
    (c) => {
      if (isGuest(c.get('principal')))
        throw new Refusal(403, 'right-missing', 'A share link shows one study, and nothing of the server.');
      const { open } = studies;
      const text = counters.text({
        streams: { help: 'Open event streams.', value: streams.size },
        events_total: { help: 'Events written, over all streams.', value: streams.sent, counter: true },
        streams_dropped_total: { help: 'Streams let go as too slow.', value: streams.dropped, counter: true },
        studies_open: { help: 'Studies held in memory.', value: open.length },
        studies_bytes: {
          help: 'About how many bytes they take.',
          value: open.reduce((sum, study) => sum + study.bytes, 0),
        },
        trials_open: {
          help: 'Trials of open studies.',
          value: open.reduce((sum, study) => sum + study.history.size, 0),
        },
        storage_up: { help: 'Did the storage answer the last time?', value: archive.trouble === null ? 1 : 0 },
      });
      return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
    },
  );
}
