/** How a database's naive instants are meant: Optuna 5 and Vernier write UTC, Optuna up to 4 the local time of its writer. */
export type Zone = 'utc' | 'local';

/**
 * An instant as Optuna's databases hold it: `2026-11-23 22:38:03.043689`.
 *
 * @param ms milliseconds since 1970 UTC, kept to the microsecond
 */
export function instantText(ms: number, zone: Zone): string {
  let whole = Math.floor(ms);
  let micros = Math.round((ms - whole) * 1000);
  if (micros === 1000) {
    whole++;
    micros = 0;
  }
  // toISOString always speaks UTC: a local reading is the UTC reading of a shifted instant.
  const shifted = zone === 'utc' ? whole : whole - new Date(whole).getTimezoneOffset() * 60_000;
  const iso = new Date(shifted).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(micros).padStart(3, '0')}`;
}

/** Milliseconds since 1970 UTC of an instant's text, with or without a fraction; null where it is none. */
export function instantOf(text: string, zone: Zone): number | null {
  if (text.length < 19) return null;
  const year = number(text, 0, 4);
  const month = number(text, 5, 7) - 1;
  const day = number(text, 8, 10);
  const hour = number(text, 11, 13);
  const minute = number(text, 14, 16);
  const second = number(text, 17, 19);
  const seconds =
    zone === 'utc'
      ? Date.UTC(year, month, day, hour, minute, second)
      : new Date(year, month, day, hour, minute, second).getTime();
  if (Number.isNaN(seconds)) return null;
  const micros = text.charCodeAt(19) === 46 /* . */ ? number(text.padEnd(26, '0'), 20, 26) : 0;
  return seconds + micros / 1000;
}

function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = 10 * value + digit;
  }
  return value;
}
