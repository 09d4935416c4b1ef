import { httpClient, ServerFailure } from 'vernier/client';

/** The server's answer to what it refused, or that there was none (`status` 0). */
export { ServerFailure as ServerError };

/** Asks the server that the page came from: `get` what lies at a path, `send` what is to be changed. */
export const { get, send } = httpClient({ fetch: (path, init) => fetch(path, init as RequestInit) });
