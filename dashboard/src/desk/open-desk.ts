import type { FeedStatus } from 'vernier/client';
import { DeskLink, type Send } from './link.ts';
import type { News } from './messages.ts';
import { betweenPresses } from './press.ts';

/** A desk that nobody uses stays for so long, in milliseconds: who comes back finds it as it was. */
const IDLE_MS = 20_000;

interface Lent {
  readonly link: DeskLink;
  readonly close: () => void;
  users: number;
  idle: ReturnType<typeof setTimeout> | null;
}

const lent = new Map<string, Lent>();

/**
 * The desk of a study: the one that there is, or a new one in a worker of its own.
 *
 * @param isKept does the caller bring it back by `returnDesk`? Else it stays for a moment only.
 */
export function borrowDesk(studyId: string, isKept: boolean): DeskLink {
  let own = lent.get(studyId);
  if (own === undefined) {
    own = { ...inWorker(studyId), users: 0, idle: null };
    lent.set(studyId, own);
  }
  if (isKept) own.users++;
  rest(studyId, own);
  return own.link;
}

/** Brings a desk back. */
export function returnDesk(studyId: string): void {
  const own = lent.get(studyId);
  if (own === undefined) return;
  own.users--;
  rest(studyId, own);
}

function rest(studyId: string, own: Lent): void {
  if (own.idle !== null) clearTimeout(own.idle);
  own.idle = null;
  if (own.users > 0) return;
  own.idle = setTimeout(() => {
    lent.delete(studyId);
    own.close();
  }, IDLE_MS);
}

function inWorker(studyId: string): { readonly link: DeskLink; readonly close: () => void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: `study ${studyId}` });
  const send: Send = (order, transfer = []) => worker.postMessage(order, transfer as Transferable[]);
  const link = new DeskLink(send, { at: Date.now(), isOnPage: false });
  const { hear, end } = betweenPresses((news) => link.hear(news), window);
  worker.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));
  worker.addEventListener('error', ({ message }) => link.hear({ type: 'status', status: broken(message) }));
  worker.postMessage({ type: 'open', address: `${location.origin}/api/studies/${encodeURIComponent(studyId)}` });
  const see = () => link.order({ type: 'rest', isResting: document.hidden });
  const online = () => {
    if (!document.hidden) link.order({ type: 'retry' });
  };
  see();
  document.addEventListener('visibilitychange', see);
  window.addEventListener('online', online);
  return {
    link,
    close: () => {
      document.removeEventListener('visibilitychange', see);
      window.removeEventListener('online', online);
      worker.terminate();
      end();
    },
  };
}

/** A worker that fails follows the study no more. */
const broken = (message: string): FeedStatus => ({
  state: 'closed',
  why: message,
  hint: null,
  since: Date.now(),
  nextTryAt: null,
});
