/// <reference lib="webworker" />
import { httpClient, openLiveStudy, type StudyDetail, type StudyFeed } from 'vernier/client';
import { spaceFromJson } from '../../../../src/space/file.ts';
import { compared, type Member } from './compared.ts';
import type { Asked, Told } from './messages.ts';
import { listenedIn } from './turns.ts';

// Holds the studies that are compared, as they are on the server, and sets them side by side again when they change.

interface Held {
  readonly feed: StudyFeed;
  detail: StudyDetail | null;
}

/** Comparisons that took t milliseconds are not made again before so many times t have passed; at least this many milliseconds. */
const REST = 4;
const LEAST_MS = 1000;
/** How long some studies are listened to before others have their turn. */
const TURN_MS = 2000;

const client = httpClient({ fetch });
const held = new Map<string, Held>();
let asked: Asked = { ids: [], objective: null, isSeen: true };
let turn = 0;
let timer: ReturnType<typeof setTimeout> | null = null;
let readyAt = 0;

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  asked = data;
  for (const [id, { feed }] of held)
    if (!asked.ids.includes(id)) {
      feed.close();
      held.delete(id);
    }
  for (const id of asked.ids) if (!held.has(id)) held.set(id, open(id));
  listen();
  tellStates();
  readyAt = 0; // somebody waits for it
  soon();
});

function open(id: string): Held {
  const address = `${self.location.origin}/api/studies/${encodeURIComponent(id)}`;
  const own: Held = { feed: openLiveStudy({ address, fetch }), detail: null };
  const describe = () =>
    void client
      .get<StudyDetail>(address)
      .then((detail) => (own.detail = detail))
      .catch(() => undefined) // its feed says what is wrong
      .then(soon);
  describe();
  own.feed.subscribe({ loaded: soon, changed: soon, studyChanged: describe, status: tellStates });
  return own;
}

setInterval(() => {
  turn++;
  listen();
}, TURN_MS);

/** Listens to those whose turn it is; the others are let go of, and hear later of what they missed. */
function listen(): void {
  const listened = listenedIn(turn, asked.ids.length);
  asked.ids.forEach((id, i) => {
    const { feed } = held.get(id)!;
    const { state } = feed.status;
    if (!asked.isSeen || !listened.has(i)) {
      if (state === 'live' || state === 'loading') feed.rest(); // the others hold no connection
    } else if (state === 'resting') feed.retry();
  });
}

function tellStates(): void {
  tell({ type: 'status', states: Object.fromEntries([...held].map(([id, { feed }]) => [id, feed.status.state])) });
}

function soon(): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(compare, Math.max(0, readyAt - performance.now()));
}

function compare(): void {
  timer = null;
  const began = performance.now();
  try {
    tell({ type: 'compared', comparison: compared(asked.ids.flatMap(member), asked.objective) });
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  const now = performance.now();
  readyAt = now + Math.max(LEAST_MS, REST * (now - began));
}

/** A study that has been read; none where it has not, or has not the objective that was asked for. */
function member(id: string): readonly Member[] {
  const { feed, detail } = held.get(id) ?? {};
  const history = feed?.history ?? null;
  if (history === null) return [];
  if (asked.objective !== null && !history.objectives.some(({ name }) => name === asked.objective)) return [];
  return [{ id, name: detail?.name ?? id, history, space: spaceOf(detail) }];
}

function spaceOf(detail: StudyDetail | null | undefined): Member['space'] {
  if (detail === null || detail === undefined || detail.space === null) return null;
  try {
    return spaceFromJson(detail.space as Parameters<typeof spaceFromJson>[0]);
  } catch {
    return null; // of another version: its parameters go by the names that are stored
  }
}

const tell = (told: Told): void => self.postMessage(told);
