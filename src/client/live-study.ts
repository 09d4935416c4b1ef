import type { History } from '../history/history.ts';
import { historyOf } from '../history/snapshot-writer.ts';
import type { Change } from '../history/record.ts';
import type { Delta } from '../history/view.ts';
import type { ChangesData, TroubleData } from '../wire/answers.ts';
import { fromWire } from '../wire/change-json.ts';
import { type Asking, listen, loadSnapshot } from './connection.ts';
import type { ServerEvent } from './events.ts';
import { failureOf, type ServerFailure } from './failure.ts';
import type { FeedListener, FeedState, FeedStatus, StudyFeed } from './feed.ts';
import { type ClientClock, type Fetch, machineClock } from './fetching.ts';

/** How a live study is opened. */
export interface LiveOptions {
  /** The address of the study on its server: `https://tune.example.org/api/studies/ID`; in a page of the server `/api/studies/ID`. */
  readonly address: string;
  readonly fetch: Fetch;
  /** A token; pages of the server need none, their cookie says who they are. */
  readonly token?: string;
  /** Closes the study when it is aborted. */
  readonly signal?: AbortSignal;
  /** Default: the time of this machine. */
  readonly clock?: ClientClock;
}

/** A lost server is tried again after so many milliseconds, then after twice as many, up to the last. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** A connection that held for so long was a good one: after it, waiting begins anew. */
const GOOD_MS = 5000;

/** Why a request is ended that nobody waits for. */
const LET_GO = 'let go of';

/**
 * A study of a server, loaded as a whole and then kept up to date by events. Whatever happens to the connection, it goes on from where it
 * was, or loads again, until it is closed or the study is deleted; `status` says in words what is the matter.
 *
 * @example
 * const study = openLiveStudy({ address: 'http://localhost:8642/api/studies/1', fetch, token });
 * study.subscribe({ changed: ({ rows }, history) => console.log(rows.length, 'trials have news, of', history.size) });
 */
export function openLiveStudy(options: LiveOptions): StudyFeed {
  return new LiveStudy(options);
}

class LiveStudy implements StudyFeed {
  history: History | null = null;
  status: FeedStatus;
  readonly #asking: Asking;
  readonly #clock: ClientClock;
  readonly #listeners = new Set<FeedListener>();
  /** Ends the request that is under way. */
  #request = new AbortController();
  #cursor: string | null = null;
  /** What has been heard and not taken in yet, and where that leads. */
  #waiting: Change[] = [];
  #nextCursor: string | null = null;
  #isTurnAsked = false;
  /** Tries since the last good connection. */
  #tries = 0;
  #isResting = false;
  /** Is the whole to be loaded again? */
  #isReset = false;
  #endWait: (() => void) | null = null;

  constructor({ address, fetch, token, signal, clock = machineClock }: LiveOptions) {
    this.#clock = clock;
    this.#asking = {
      address,
      fetch: (...request) => fetch(...request), // browsers want it called without an object
      clock,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    };
    this.status = { state: 'loading', why: null, hint: null, since: clock.instant(), nextTryAt: null };
    signal?.addEventListener('abort', () => this.close(), { once: true });
    if (signal?.aborted === true) this.close();
    else void this.#run();
  }

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  rest(): void {
    this.#isResting = true;
    if (this.#cursor !== null) this.#request.abort(LET_GO);
  }

  retry(): void {
    this.#isResting = false;
    this.#tries = 0;
    this.#endWait?.();
  }

  close(): void {
    this.#say('closed');
    this.#request.abort();
    this.#endWait?.();
  }

  async #run(): Promise<void> {
    while (!this.#isOver()) {
      const began = this.#clock.instant();
      try {
        await this.#visit();
      } catch (thrown) {
        if (!this.#isReset && !this.#isLetGo()) this.#failed(failureOf(thrown));
      }
      if (this.#isLetGo()) {
        await this.#restEnded();
        continue;
      }
      if (this.#clock.instant() - began > GOOD_MS) this.#tries = 0;
      const isToGoOn = this.#isReset && this.#tries++ === 0; // resets in a row have to wait, too
      if (!isToGoOn && !this.#isOver()) await this.#wait();
    }
  }

  /** Closed, or deleted: there is nothing more to hear. */
  #isOver(): boolean {
    return this.status.state === 'closed' || this.status.state === 'deleted';
  }

  /** Was the last request ended by a rest? */
  #isLetGo(): boolean {
    return this.#request.signal.reason === LET_GO;
  }

  /** One connection, from its beginning to its end. */
  async #visit(): Promise<void> {
    this.#isReset = false;
    this.#request = new AbortController();
    const { signal } = this.#request;
    const cursor = this.#cursor ?? (await this.#load(signal));
    if (this.#isResting) return this.#request.abort(LET_GO);
    const opened = () => this.#say('live');
    try {
      await listen(this.#asking, cursor, signal, opened, (event) => this.#hear(event));
    } finally {
      this.#takeIn(); // the cursor to come back with is that of the last change heard
    }
    if (!this.#isReset && !signal.aborted) this.#lost();
  }

  async #load(signal: AbortSignal): Promise<string> {
    if (this.status.state === 'live') this.#say('loading');
    const { bytes, cursor } = await loadSnapshot(this.#asking, signal);
    signal.throwIfAborted();
    const history = historyOf({ size: 0, bytes });
    this.history = history;
    this.#cursor = cursor;
    this.#tell((listener) => listener.loaded?.(history));
    return cursor;
  }

  #hear({ event, data, id }: ServerEvent): void {
    switch (event) {
      case 'changes':
        for (const change of (JSON.parse(data) as ChangesData).changes) this.#waiting.push(fromWire(change));
        if (id !== null) this.#nextCursor = id;
        this.#askForTurn();
        return;
      case 'study':
        this.#tell((listener) => listener.studyChanged?.());
        return;
      case 'trouble': {
        const { message, hint } = JSON.parse(data) as TroubleData;
        this.#say(message === null ? 'live' : 'trouble', { message, hint });
        return;
      }
      case 'reset':
        this.#forget();
        return;
      case 'deleted':
        this.#say('deleted', { message: 'The study was deleted.', hint: null });
        return;
      case 'expired':
        this.#say('login-needed', { message: 'The login has ended.', hint: 'Log in again.' });
        return;
      case 'stopping':
        this.#say('reconnecting', { message: 'The server has stopped.', hint: null });
    }
  }

  #askForTurn(): void {
    if (this.#isTurnAsked) return;
    this.#isTurnAsked = true;
    this.#clock.after(0, () => this.#takeIn());
  }

  #takeIn(): void {
    this.#isTurnAsked = false;
    const { history } = this;
    const changes = this.#waiting;
    if (history === null || changes.length === 0 || this.status.state === 'closed') return;
    this.#waiting = [];
    let delta: Delta;
    try {
      delta = history.apply(changes);
    } catch {
      // The two have lost each other, which should not be. What was missed cannot be guessed: the whole is loaded again.
      this.#forget();
      this.#request.abort();
      return;
    }
    this.#cursor = this.#nextCursor ?? this.#cursor;
    this.#tell((listener) => listener.changed?.(delta, history));
  }

  /** Forgets where it was, so that the whole is loaded again. */
  #forget(): void {
    this.#isReset = true;
    this.#cursor = null;
    this.#nextCursor = null;
    this.#waiting = [];
  }

  #lost(): void {
    if (this.status.state === 'live') this.#say('reconnecting', { message: 'The connection was lost.', hint: null });
  }

  #failed(failure: ServerFailure): void {
    const { status, code } = failure;
    if (status === 404) this.#say('deleted', failure);
    else if (status === 401 || status === 403) this.#say('login-needed', failure);
    else if (code.startsWith('storage-')) this.#say('trouble', failure);
    else this.#say('reconnecting', failure);
  }

  async #wait(): Promise<void> {
    const { state } = this.status;
    const ms =
      state === 'login-needed'
        ? LAST_RETRY_MS
        : Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#tries, 10));
    this.#tries++;
    this.status = { ...this.status, nextTryAt: this.#clock.instant() + ms };
    this.#tell((listener) => listener.status?.(this.status));
    await new Promise<void>((resolve) => {
      const callOff = this.#clock.after(ms, resolve);
      this.#endWait = () => {
        callOff();
        resolve();
      };
    });
    this.#endWait = null;
  }

  async #restEnded(): Promise<void> {
    if (!this.#isResting || this.#isOver()) return;
    this.#say('resting');
    await new Promise<void>((resolve) => {
      this.#endWait = resolve;
    });
    this.#endWait = null;
  }

  #say(state: FeedState, why: { readonly message: string | null; readonly hint: string | null } = NOTHING): void {
    const { status } = this;
    if (status.state === 'closed' || status.state === 'deleted') return;
    const since = status.state === state ? status.since : this.#clock.instant();
    const next: FeedStatus = { state, why: why.message, hint: why.hint, since, nextTryAt: null };
    if (state === status.state && next.why === status.why && status.nextTryAt === null) return;
    this.status = next;
    this.#tell((listener) => listener.status?.(next));
  }

  #tell(news: (listener: FeedListener) => void): void {
    for (const listener of this.#listeners)
      try {
        news(listener);
      } catch (error) {
        // One that fails is no reason to leave the others out, nor to be silent about.
        this.#clock.after(0, () => {
          throw error;
        });
      }
  }
}

const NOTHING = { message: null, hint: null };
