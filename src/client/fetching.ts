/** The part of `fetch` that is used: browsers and Node have it. */
export type Fetch = (address: string, init?: FetchInit) => Promise<FetchAnswer>;

/** What a request is made of. */
export interface FetchInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** The part of an answer that is used. */
export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
}

/** Bytes that come by and by. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/** Time, as a client sees it. */
export interface ClientClock {
  /** Milliseconds since 1970 UTC. */
  instant(): number;
  /** Calls back once so many milliseconds have passed. Answers how to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The time of this machine. */
export const machineClock: ClientClock = {
  instant: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
