/// <reference lib="webworker" />
import letters from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import { httpClient, openLiveStudy, type StudyDetail } from 'vernier/client';
import { thinkBeside } from './beside.ts';
import { Desk } from './desk.ts';
import type { News, Order } from './messages.ts';

/** The first message: which study. */
interface Opening {
  readonly type: 'open';
  /** Of the study on its server. */
  readonly address: string;
}

let desk: Desk | null = null;

self.addEventListener('message', ({ data }: MessageEvent<Opening | Order>) => {
  if (data.type === 'open') desk = open(data);
  else desk?.take(data);
});

function open({ address }: Opening): Desk {
  const client = httpClient({ fetch });
  const opened = new Desk(openLiveStudy({ address, fetch }), {
    post: (news: News) => self.postMessage(news),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    elapsed: () => performance.now(),
    instant: () => Date.now(),
    study: () => client.get<StudyDetail>(address),
    think: thinkBeside(),
  });
  void loadLetters().then(() => opened.repaint());
  return opened;
}

/** A worker has letters of its own: those of the page are of no use to it. Without them it paints with the system's. */
async function loadLetters(): Promise<void> {
  const face = new FontFace('Inter Variable', `url(${letters})`, { weight: '100 900' });
  (self as unknown as { readonly fonts: FontFaceSet }).fonts.add(face);
  await face.load().catch(() => undefined);
}
