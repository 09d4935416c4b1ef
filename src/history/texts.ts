import { grown } from '../math/growing.ts';
import type { Json } from './record.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * JSON texts by (row, key), kept as UTF-8 in one growing buffer and parsed only when somebody reads them:
 * a hundred thousand trials' attributes then cost bytes, not objects.
 *
 * A row's entries form a list through `next`, newest first; an older entry of the same key is dead.
 */
export class Texts {
  readonly keys: string[] = [];
  /** UTF-8 of all texts, and how much of it is in use. */
  bytes = new Uint8Array(256);
  used = 0;
  /** Shape (rows): the newest entry, −1 = none. */
  heads = new Int32Array(16).fill(-1);
  /** Shape (entries) each, `count` of them in use: the next older entry of the row, its key, and where its text lies. */
  next = new Int32Array(16);
  key = new Int32Array(16);
  offset = new Uint32Array(16);
  length = new Uint32Array(16);
  count = 0;
  readonly #keyIds = new Map<string, number>();

  /** Sets the text of a key. Cost O(text). */
  set(row: number, key: string, json: string): void {
    this.heads = grown(this.heads, row + 1, -1);
    this.next = grown(this.next, this.count + 1);
    this.key = grown(this.key, this.count + 1);
    this.offset = grown(this.offset, this.count + 1);
    this.length = grown(this.length, this.count + 1);
    this.bytes = grown(this.bytes, this.used + 3 * json.length); // UTF-8 takes at most 3 bytes per UTF-16 unit
    const { written } = encoder.encodeInto(json, this.bytes.subarray(this.used));
    const entry = this.count++;
    this.next[entry] = this.heads[row]!;
    this.key[entry] = this.keyId(key);
    this.offset[entry] = this.used;
    this.length[entry] = written;
    this.heads[row] = entry;
    this.used += written;
  }

  /** The text of a key, or null. Cost O(entries of the row). */
  get(row: number, key: string): string | null {
    const wanted = this.#keyIds.get(key);
    if (wanted === undefined || row >= this.heads.length) return null;
    for (let entry = this.heads[row]!; entry >= 0; entry = this.next[entry]!)
      if (this.key[entry] === wanted) return this.#text(entry);
    return null;
  }

  /** All living entries of a row, oldest first. */
  entries(row: number): readonly (readonly [key: string, json: string])[] {
    const found = new Map<string, string>();
    if (row < this.heads.length)
      for (let entry = this.heads[row]!; entry >= 0; entry = this.next[entry]!) {
        const key = this.keys[this.key[entry]!]!;
        if (!found.has(key)) found.set(key, this.#text(entry));
      }
    return [...found].toReversed();
  }

  /** Forgets a row's entries. */
  clear(row: number): void {
    if (row < this.heads.length) this.heads[row] = -1;
  }

  #text(entry: number): string {
    const offset = this.offset[entry]!;
    return decoder.decode(this.bytes.subarray(offset, offset + this.length[entry]!));
  }

  /** The number of a key, given at its first mention. */
  keyId(key: string): number {
    let id = this.#keyIds.get(key);
    if (id === undefined) {
      id = this.keys.push(key) - 1;
      this.#keyIds.set(key, id);
    }
    return id;
  }
}

/** JSON text of a value; NaN and ±Infinity as the bare tokens that Python writes. */
export function jsonText(value: Json): string {
  const quick = JSON.stringify(value);
  if (!quick.includes('null')) return quick; // JSON writes numbers that are not finite as null
  let special = false;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'number' || Number.isFinite(inner)) return inner;
    special = true;
    return `\u0000${inner}`;
  });
  return special ? text.replace(/"\\u0000(NaN|-?Infinity)"/g, '$1') : text;
}

/** The value of a JSON text that may hold bare NaN and ±Infinity. @throws SyntaxError for other text. */
export function jsonValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
      token.startsWith('"') ? token : `"\\u0000${token}"`,
    );
    return JSON.parse(quoted, (_, inner: unknown) =>
      typeof inner === 'string' && /^\u0000(NaN|-?Infinity)$/.test(inner) ? Number(inner.slice(1)) : inner,
    ) as Json;
  }
}
