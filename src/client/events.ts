/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** The last id that the stream has given; null = none yet. */
  readonly id: string | null;
}

const LF = 10;
const CR = 13;
const decoder = new TextDecoder();

/**
 * Reads server-sent events out of bytes, wherever these are cut: in a line, in a letter, between CR and LF. An event that is not
 * finished counts for nothing.
 *
 * Source: HTML Living Standard, 9.2.6, "Interpreting an event stream".
 */
export class EventReader {
  /** Pieces of a line whose end has not come. */
  #line: Uint8Array[] = [];
  #isAfterCr = false;
  #event = '';
  #data: string[] = [];
  #id: string | null = null;

  /** The events that end in these bytes. The bytes may be reused afterwards. */
  read(bytes: Uint8Array): readonly ServerEvent[] {
    const found: ServerEvent[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte !== LF && byte !== CR) {
        this.#isAfterCr = false;
        continue;
      }
      const isSecondHalf = byte === LF && this.#isAfterCr;
      this.#isAfterCr = byte === CR;
      if (!isSecondHalf) this.#take(this.#ended(bytes.subarray(start, at)), found);
      start = at + 1;
    }
    if (start < bytes.length) this.#line.push(bytes.slice(start));
    return found;
  }

  #ended(rest: Uint8Array): string {
    if (this.#line.length === 0) return decoder.decode(rest);
    const pieces = [...this.#line, rest];
    this.#line = [];
    const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return decoder.decode(whole);
  }

  #take(line: string, found: ServerEvent[]): void {
    if (line === '') {
      if (this.#data.length > 0)
        found.push({
          event: this.#event === '' ? 'message' : this.#event,
          data: this.#data.join('\n'),
          id: this.#id,
        });
      this.#event = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }
}
