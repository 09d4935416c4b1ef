/** The server's answer to what it refused, or that there was none (`status` 0). */
export class ServerError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;

  constructor(status: number, code: string, message: string, hint: string | null) {
    super(message);
    this.name = 'ServerError';
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

let csrf: Promise<string | null> | null = null;

/** Asks the server. @param path below the server, such as `/api/studies` @throws ServerError */
export const get = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  asked<Answer>(path, signal === undefined ? {} : { signal });

/** Changes something. The server is told by a header that the page itself wants it. @throws ServerError */
export async function send<Answer>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  csrf ??= get<{ csrf: string | null }>('/api/session').then((session) => session.csrf);
  const token = await csrf.catch((error: unknown) => {
    csrf = null;
    throw error;
  });
  try {
    return await asked<Answer>(path, {
      method,
      headers: {
        ...(token === null ? {} : { 'vernier-csrf': token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error instanceof ServerError && (error.status === 401 || error.status === 403)) csrf = null; // of an older session
    throw error;
  }
}

async function asked<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ServerError(
      0,
      'unreachable',
      'The server does not answer.',
      'Is it running? The page goes on when it is.',
    );
  });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const answer: unknown = isJson ? await response.json() : await response.text();
  if (response.ok) return answer as Answer;
  const told = (answer as { error?: { code?: string; message?: string; hint?: string | null } } | string) ?? {};
  const error = typeof told === 'string' ? {} : (told.error ?? {});
  throw new ServerError(
    response.status,
    error.code ?? 'unknown',
    error.message ?? `The server answers ${response.status}.`,
    error.hint ?? null,
  );
}
