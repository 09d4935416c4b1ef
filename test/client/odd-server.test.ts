import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClientClock, openLiveStudy, type StudyFeed } from '../../src/client/index.ts';
import { History } from '../../src/history/history.ts';
import { recordOf } from '../../src/history/record.ts';
import { snapshotOf } from '../../src/history/snapshot-writer.ts';
import { until } from '../server/server.ts';

/** What a server of this file answers to the events of the n-th connection. */
type Answer = (connection: number, answer: ServerResponse) => void;

let server: Server;
let feed: StudyFeed | null = null;
let loads = 0;
let connections = 0;
let answer: Answer;
beforeEach(async () => {
  loads = connections = 0;
  server = createServer((request, response) => {
    if (request.url!.endsWith('/snapshot')) {
      loads++;
      response.setHeader('vernier-cursor', `e.${loads}`);
      response.end(new Uint8Array(snapshotOf(study()).bytes));
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      answer(++connections, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  feed?.close();
  server.closeAllConnections();
  server.close();
});

const study = (): History => {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  history.apply([{ type: 'trial', trial: recordOf({ state: 'running', startedAt: 1 }, 5, 0) }]);
  return history;
};

function open(clock?: ClientClock): StudyFeed {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/studies/1`;
  feed = openLiveStudy({ address, fetch, ...(clock === undefined ? {} : { clock }) });
  return feed;
}

const event = (name: string, data: unknown, id: string) =>
  `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
const finished = event(
  'changes',
  { changes: [{ type: 'finished', id: 5, state: 'complete', values: [1], at: 9 }] },
  'e.7',
);

test('a change of a trial that nobody has heard of: what was missed is loaded', async () => {
  answer = (connection, response) =>
    response.write(
      connection === 1 ? event('changes', { changes: [{ type: 'started', id: 99, at: 1 }] }, 'e.6') : finished,
    );
  const own = open();
  await until(() => own.history?.state(0) === 'complete', 'the change after it');
  expect([loads, connections]).toEqual([2, 2]);
});

test('a server that falls silent is taken to be gone, and asked again from where it was', async () => {
  const cursors: (string | null)[] = [];
  server.on('request', ({ url }) => {
    const asked = new URL(url!, 'http://localhost');
    if (asked.pathname.endsWith('/events')) cursors.push(asked.searchParams.get('cursor'));
  });
  answer = (connection, response) => void (connection === 1 ? response.write(finished) : undefined);
  // Time that passes a hundred times as fast.
  const hasty: ClientClock = {
    instant: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms / 100);
      return () => clearTimeout(timer);
    },
  };
  const own = open(hasty);
  await until(() => own.status.state === 'reconnecting', 'the silence to be noticed');
  expect(own.status.why).toBe('The server cannot be reached.');
  await until(() => cursors.length >= 2, 'the next try');
  expect(cursors.slice(0, 2)).toEqual(['e.1', 'e.7']);
  expect(loads).toBe(1);
});

test('a server that resets each time is not asked without end', async () => {
  answer = (_, response) => response.end(event('reset', { why: 'The cursor is not known here.' }, ''));
  open();
  await new Promise((resolve) => setTimeout(resolve, 1300));
  expect(loads).toBeGreaterThanOrEqual(2);
  expect(loads).toBeLessThanOrEqual(4);
});

test('nonsense instead of a study is told as such', async () => {
  server.removeAllListeners('request');
  server.on('request', (_, response) => response.setHeader('vernier-cursor', 'e.1').end('<html>who are you?</html>'));
  const own = open();
  await until(() => own.status.state === 'reconnecting', 'the fault');
  expect(own.status.why).toContain('Found snapshot data of magic');
  expect(own.history).toBe(null);
});
