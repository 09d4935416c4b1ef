import { partWords as words } from '../words/parts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago an instant is, in one unit; a date where that is clearer, with the time of day where that is asked for.
 * @param at milliseconds since 1970 UTC; null = never
 */
export function agoText(at: number | null, now: number, isExact = false): string {
  if (at === null) return words.never;
  const ms = now - at;
  if (ms < -MINUTE || ms >= 30 * DAY) return dayText(at, isExact); // a clock that is ahead of this one tells a date, too
  if (ms < 2000) return words.justNow;
  if (ms < MINUTE) return words.ago(`${Math.floor(ms / 1000)} s`);
  if (ms < HOUR) return words.ago(`${Math.floor(ms / MINUTE)} min`);
  if (ms < DAY) return words.ago(`${Math.floor(ms / HOUR)} h`);
  return words.ago(`${Math.floor(ms / DAY)} d`);
}

/** A day as `2026-01-31`, or an instant as `2026-01-31 17:05`, by the time of this machine. */
function dayText(at: number, isExact: boolean): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return words.noNumber;
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return isExact ? `${day} ${two(date.getHours())}:${two(date.getMinutes())}` : day;
}
