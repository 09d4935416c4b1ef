// Runs the searches on many signals beside the page, so that the page stays awake.
import { MANY, overSignals, type Tally } from './many.ts';
import type { Settings } from './settings.ts';

/** What the page is told: how far it is, or what went wrong. */
export type ManyNews = { readonly tallies: readonly Tally[] } | { readonly error: string };

const tell = (news: ManyNews): void => postMessage(news);

addEventListener('message', ({ data }: MessageEvent<Settings>) => {
  overSignals(data, MANY, (tallies) => tell({ tallies })).catch((error: unknown) =>
    tell({ error: error instanceof Error ? error.message : String(error) }),
  );
});
