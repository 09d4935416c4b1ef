import { useSyncExternalStore } from 'react';
import { agoText } from './ago-text.ts';

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | null = null;

/** One clock for all texts of a page: it ticks while somebody looks at it. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    if (document.visibilityState === 'visible') for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || ticking === null) return;
    clearInterval(ticking);
    ticking = null;
  };
}

/**
 * How long ago something was; the instant itself is its title.
 * @param at milliseconds since 1970 UTC; null = never
 * @param isExact a date has the time of day with it
 */
export function TimeAgo({ at, isExact = false }: { readonly at: number | null; readonly isExact?: boolean }) {
  const text = useSyncExternalStore(subscribe, () => agoText(at, Date.now(), isExact));
  const date = at === null ? null : new Date(at);
  if (date === null || Number.isNaN(date.getTime())) return <span>{text}</span>;
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {text}
    </time>
  );
}
