import type { SessionAnswer } from '../wire/answers.ts';
import { failureOf, refusalOf } from './failure.ts';
import type { Fetch, FetchAnswer, FetchInit } from './fetching.ts';

/** How a server is reached. */
export interface HttpOptions {
  /** Where it is, as `https://tune.example.org:8642`; empty (default) = where the page came from. */
  readonly address?: string;
  readonly fetch: Fetch;
  /** A token; pages need none, their cookie says who they are. */
  readonly token?: string;
}

/** Requests to a server, with JSON both ways. */
export interface HttpClient {
  /**
   * What lies at a path, as `/api/studies`. The types of answers are exported beside this one.
   *
   * @throws ServerFailure in the server's words; `unreachable` without any
   */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  /** Asks for a change, and answers what came of it. @throws ServerFailure */
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
  /** An answer as it is, for what is no JSON. @throws ServerFailure for one that refuses */
  raw(path: string, init?: FetchInit): Promise<FetchAnswer>;
  /** Who is asking: kept until `forget`. @throws ServerFailure */
  session(): Promise<SessionAnswer>;
  /** Forgets who is asking: after somebody logged in, or out. */
  forget(): void;
}

/** Makes a client of a server. */
export function httpClient({ address = '', fetch, token }: HttpOptions): HttpClient {
  let known: Promise<SessionAnswer> | null = null;

  const raw: HttpClient['raw'] = async (path, init = {}) => {
    const headers = { ...init.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${address}${path}`, { ...init, headers }).catch((error: unknown) =>
      Promise.reject(failureOf(error)),
    );
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  };
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    jsonOf<T>(await raw(path, signal === undefined ? {} : { signal }));
  const session: HttpClient['session'] = () => {
    const asked = (known ??= get<SessionAnswer>('/api/session'));
    asked.catch(() => {
      if (known === asked) known = null;
    });
    return asked;
  };
  const sendOnce = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const { csrf } = await session();
    const headers: Record<string, string> = csrf === null ? {} : { 'vernier-csrf': csrf };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return jsonOf<T>(
      await raw(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
  };

  return {
    get,
    raw,
    session,
    send: async <T>(method: string, path: string, body?: unknown) => {
      try {
        return await sendOnce<T>(method, path, body);
      } catch (error) {
        // Somebody logged in anew meanwhile, in another window: the session has another word.
        if (failureOf(error).code !== 'csrf-missing') throw error;
        known = null;
        return sendOnce<T>(method, path, body);
      }
    },
    forget: () => {
      known = null;
    },
  };
}

async function jsonOf<T>(answer: FetchAnswer): Promise<T> {
  const text = await answer.text().catch((error: unknown) => Promise.reject(failureOf(error)));
  return (text === '' ? null : JSON.parse(text)) as T;
}
