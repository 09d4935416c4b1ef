import { catchUp, eventBytes, HEARTBEAT, newsBytes, OPENING, resetBytes, whyReset } from './event-text.ts';
import type { FollowedStudy, News } from './followed-study.ts';
import { AWAY } from './refusal.ts';
import type { Studies } from './studies.ts';
import type { Clock } from '../study/study.ts';

/** What streams are held to. */
export interface StreamLimits {
  readonly heartbeatMs: number;
  /** Bytes that may wait for a listener. */
  readonly backlogBytes: number;
}

/** Bytes given to a connection before it has to say that it took some. */
const AHEAD_BYTES = 64 * 1024;

/** All open event streams: they are told of news, kept open by heartbeats, and let go where they are too slow. */
export class EventStreams {
  readonly #studies: Studies;
  readonly #clock: Clock;
  readonly #limits: StreamLimits;
  readonly #open = new Set<EventStream>();
  #heart: (() => void) | null = null;
  /** Of the open ones, those of guests. */
  guests = 0;
  /** Streams let go because they were too slow, in all. */
  dropped = 0;
  /** Events written, in all, over all streams. */
  sent = 0;

  constructor(studies: Studies, clock: Clock, limits: StreamLimits) {
    this.#studies = studies;
    this.#clock = clock;
    this.#limits = limits;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * A study's events from a cursor on.
   *
   * @param cursor null = none
   */
  open(study: FollowedStudy, cursor: string | null, { isWelcome, cut, isGuest }: Listener): ReadableStream<Uint8Array> {
    this.#heart ??= this.#clock.after(this.#limits.heartbeatMs, () => this.#beat());
    let leave = (): void => undefined;
    const stream = new EventStream(this.#limits.backlogBytes, isWelcome, {
      ended: (isSlow) => {
        this.#open.delete(stream);
        if (isGuest) this.guests--;
        leave();
        if (!isSlow) return;
        this.dropped++;
        cut();
      },
      sent: () => void this.sent++,
    });
    this.#open.add(stream);
    if (isGuest) this.guests++;
    leave = this.#studies.follow(study, (news) => stream.hear(isGuest ? forGuests(news) : news));
    const why = whyReset(study, cursor);
    if (why !== null) stream.end(resetBytes(why));
    else stream.catchUp(catchUp(study, study.versionOf(cursor!)!));
    return stream.readable;
  }

  #beat(): void {
    for (const stream of this.#open) stream.beat();
    this.#heart = this.#open.size === 0 ? null : this.#clock.after(this.#limits.heartbeatMs, () => this.#beat());
  }

  /** Tells all that the server stops, and ends their streams. */
  close(): void {
    this.#heart?.();
    this.#heart = null;
    for (const stream of this.#open) stream.end(eventBytes('stopping', {}));
  }
}

/** Who listens. */
export interface Listener {
  /** Asked at each heartbeat: a token may expire or be revoked while somebody listens. */
  isWelcome(): boolean;
  /** Ends the connection at once, whatever still waits in it. */
  cut(): void;
  /** As `isGuest` says. */
  readonly isGuest: boolean;
}

/** What guests hear: not where the storage lies. */
const forGuests = (news: News): News =>
  news.type === 'trouble' && news.trouble !== null ? { ...news, trouble: { message: AWAY, hint: null } } : news;

interface Owner {
  ended(isSlow: boolean): void;
  sent(): void;
}

/**
 * One listener's stream: a queue in front of a connection. While it catches up, changes are not queued: what it takes next is made of what
 * the study is by then, so a slow reader holds no memory, and gets in one piece what has changed many times.
 */
class EventStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #backlogBytes: number;
  readonly #isWelcome: () => boolean;
  readonly #owner: Owner;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #queue: Uint8Array[] = [];
  /** Bytes in the queue. */
  #waiting = 0;
  #catchUp: Iterator<Uint8Array> | null = null;
  #isOver = false;

  constructor(backlogBytes: number, isWelcome: () => boolean, owner: Owner) {
    this.#backlogBytes = backlogBytes;
    this.#isWelcome = isWelcome;
    this.#owner = owner;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(OPENING);
        },
        pull: () => this.#flush(),
        cancel: () => this.#finish(false),
      },
      { highWaterMark: AHEAD_BYTES, size: (bytes) => bytes?.byteLength ?? 0 },
    );
  }

  /** Begins with events of the past; what is heard of later follows. */
  catchUp(events: Iterator<Uint8Array>): void {
    this.#catchUp = events;
    this.#flush();
  }

  hear(news: News): void {
    // After a reset the reader loads the snapshot, and listens again from the snapshot's cursor.
    if (news.type === 'deleted' || news.type === 'reset') this.end(newsBytes(news));
    else if (news.type !== 'changes' || this.#catchUp === null) this.#push(newsBytes(news));
  }

  beat(): void {
    if (this.#isWelcome()) this.#push(HEARTBEAT);
    else this.end(eventBytes('expired', {}));
  }

  /** A last event. */
  end(bytes: Uint8Array): void {
    if (this.#isOver) return;
    for (const left of [...this.#queue, bytes]) this.#controller.enqueue(left);
    this.#queue = [];
    this.#controller.close();
    this.#finish(false);
  }

  #push(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#queue.push(bytes);
    this.#waiting += bytes.byteLength;
    this.#flush();
    if (this.#waiting <= this.#backlogBytes) return;
    this.#queue = [];
    this.#finish(true);
  }

  /** Gives the connection what it has room for. */
  #flush(): void {
    while (!this.#isOver && (this.#controller.desiredSize ?? 0) > 0) {
      const bytes = this.#next();
      if (bytes === null) return;
      this.#controller.enqueue(bytes);
      this.#owner.sent();
    }
  }

  #next(): Uint8Array | null {
    const past = this.#catchUp?.next();
    if (past?.done === false) return past.value;
    this.#catchUp = null; // in the same turn as the last look at the study: nothing falls between
    const bytes = this.#queue.shift() ?? null;
    this.#waiting -= bytes?.byteLength ?? 0;
    return bytes;
  }

  #finish(isSlow: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.ended(isSlow);
  }
}
