import type { History } from '../../src/history/history.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { fromWire, type WireChange } from '../../src/wire/change-json.ts';
import type { Served } from './server.ts';

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: any;
}

/** Somebody who loads a study and listens to it, as a page does. */
export class Listener {
  history: History | null = null;
  cursor: string | null = null;
  /** Events since the start, of all connections; those of `changes` without what is in them. */
  readonly events: { readonly event: string; readonly data?: any }[] = [];
  /** Snapshots loaded. */
  loads = 0;
  isConnected = false;
  readonly #served: Served;
  readonly #path: string;
  readonly #init: { readonly token?: string | null };
  #loaded: { readonly bytes: ArrayBuffer; readonly cursor: string } | null = null;
  #abort: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(served: Served, id: string, init: { readonly token?: string | null } = {}) {
    this.#served = served;
    this.#path = `/api/studies/${id}`;
    this.#init = init;
  }

  async load(): Promise<void> {
    const answer = await this.#served.ask(`${this.#path}/snapshot`, this.#init);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const bytes = await answer.arrayBuffer();
    this.#loaded = { bytes: bytes.slice(0), cursor: answer.headers.get('vernier-cursor')! };
    this.cursor = this.#loaded.cursor;
    this.history = historyOf({ size: 0, bytes });
    this.loads++;
  }

  /** Goes back to what it loaded last, however long ago. */
  goBack(): void {
    this.cursor = this.#loaded!.cursor;
    this.history = historyOf({ size: 0, bytes: this.#loaded!.bytes.slice(0) });
  }

  /** Listens until the connection ends, or `leave` is called. */
  listen(): void {
    const abort = new AbortController();
    this.#abort = abort;
    this.#running = this.#listen(abort).catch((error) => {
      if (!abort.signal.aborted) this.events.push({ event: 'cut', data: String(error) });
    });
  }

  async #listen(abort: AbortController): Promise<void> {
    while (await this.#connection(abort)) await this.load();
  }

  /** One connection; true = it ended in a reset. */
  async #connection(abort: AbortController): Promise<boolean> {
    const headers = this.cursor === null ? {} : { 'last-event-id': this.cursor };
    const ask = () => this.#served.ask(`${this.#path}/events`, { ...this.#init, headers, signal: abort.signal });
    // As browsers do: once more, where the connection was kept from a server that is gone.
    const answer = await ask().catch((error) => (abort.signal.aborted ? Promise.reject(error as Error) : ask()));
    if (!answer.ok) {
      this.events.push({ event: `refused ${answer.status}`, data: await answer.json() });
      return false;
    }
    this.isConnected = true;
    for await (const event of eventsOf(answer.body!)) this.#take(event);
    this.isConnected = false;
    const isReset = this.events.at(-1)?.event === 'reset';
    if (!isReset) this.events.push({ event: 'ended' });
    return isReset;
  }

  #take({ event, id, data }: ServerEvent): void {
    if (event === 'changes') {
      this.events.push({ event });
      this.history!.apply((data.changes as WireChange[]).map(fromWire));
      if (id !== null) this.cursor = id;
    } else this.events.push({ event, data });
  }

  /** Cuts the connection. */
  async leave(): Promise<void> {
    this.#abort?.abort();
    await this.#running;
    this.isConnected = false;
  }

  heard(event: string): boolean {
    return this.events.some((one) => one.event === event);
  }
}

/** The events of a stream of bytes; a last one that was cut off counts for nothing. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = parts.pop()!;
    for (const part of parts) {
      const fields = new Map(
        part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      if (fields.has('event'))
        yield { event: fields.get('event')!, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data')!) };
    }
  }
}
