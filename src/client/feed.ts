import type { History } from '../history/history.ts';
import type { Delta } from '../history/view.ts';

/**
 * Where a feed stands.
 *
 * - `loading`: the whole study is being fetched
 * - `live`: what happens is heard of within moments
 * - `resting`: it was let go of by `rest`; `retry` goes on from there
 * - `frozen`: a study of the past, which does not move
 * - `reconnecting`: the server cannot be reached; it is tried again
 * - `trouble`: the server is there, its storage is not
 * - `login-needed`: the server does not know, or not allow, who is asking
 * - `deleted`: there is no such study any more
 * - `closed`: nobody listens
 */
export type FeedState =
  | 'loading'
  | 'live'
  | 'resting'
  | 'frozen'
  | 'reconnecting'
  | 'trouble'
  | 'login-needed'
  | 'deleted'
  | 'closed';

/** How a feed does, as plain data. */
export interface FeedStatus {
  readonly state: FeedState;
  /** What is wrong, in words; null = nothing. */
  readonly why: string | null;
  /** What may be done about it; null = nothing is known. */
  readonly hint: string | null;
  /** Since when, milliseconds since 1970 UTC. */
  readonly since: number;
  /** When it is tried again, milliseconds since 1970 UTC; null = it is not, or is being tried now. */
  readonly nextTryAt: number | null;
}

/** Who hears of a study. What is left out is not told. */
export interface FeedListener {
  /** A study was loaded, as a whole: its history is a new object. */
  loaded?(history: History): void;
  /** Rows have changed. Told once a turn, however much has come. */
  changed?(delta: Delta, history: History): void;
  /** What is said of the study itself has changed: ask `GET /api/studies/{id}`. */
  studyChanged?(): void;
  status?(status: FeedStatus): void;
}

/** A study to look at, live or frozen. */
export interface StudyFeed {
  /** null until it has been loaded for the first time; from then on it stays, whatever becomes of the connection. */
  readonly history: History | null;
  readonly status: FeedStatus;
  /** Adds a listener, and answers how to end that. Nobody is told of the past. */
  subscribe(listener: FeedListener): () => void;
  /**
   * Lets go of the connection until `retry`, once the study has been loaded: for pages that nobody sees. Browsers keep no more than six
   * connections with a server over HTTP, all their pages together. What has happened meanwhile is heard of afterwards.
   */
  rest(): void;
  /** Tries at once what it would try later: after a login, when a network is back, or after a rest. */
  retry(): void;
  /** Ends it. */
  close(): void;
}
