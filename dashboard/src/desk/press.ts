import type { News } from './messages.ts';

/** A press holds news back for so long at most, in milliseconds: who keeps a button down wants to see what goes on. */
const MOST_MS = 1000;

/** News that may move what stands below it on a page. */
const MOVES: ReadonlySet<News['type']> = new Set([
  'status',
  'study',
  'summary',
  'prospect',
  'favourite',
  'answer',
  'refusal',
]);

/**
 * Lets news wait until no pointer presses: a press under which a button moves away is none. What follows the pointer itself,
 * charts and their tips and selections, does not wait.
 *
 * @param target where presses are heard, the window
 * @returns who hears the news now, and how to end that
 */
export function betweenPresses(
  hear: (news: News) => void,
  target: EventTarget,
): { readonly hear: (news: News) => void; readonly end: () => void } {
  const waiting: News[] = [];
  let until: ReturnType<typeof setTimeout> | null = null;
  const goOn = (): void => {
    if (until !== null) clearTimeout(until);
    until = null;
    for (const news of waiting.splice(0)) hear(news);
  };
  const press = (): void => {
    until ??= setTimeout(goOn, MOST_MS);
  };
  const release = (): void => {
    if (until === null) return;
    clearTimeout(until);
    until = setTimeout(goOn, 0); // after the click, which follows the release
  };
  const listened = [
    ['pointerdown', press],
    ['pointerup', release],
    ['pointercancel', release],
  ] as const;
  for (const [type, listener] of listened) target.addEventListener(type, listener, true);
  return {
    hear: (news) => {
      if (until !== null && MOVES.has(news.type)) waiting.push(news);
      else hear(news);
    },
    end: () => {
      for (const [type, listener] of listened) target.removeEventListener(type, listener, true);
      goOn();
    },
  };
}
