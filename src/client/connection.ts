import { EventReader, type ServerEvent } from './events.ts';
import { failureOf, refusalOf, ServerFailure } from './failure.ts';
import type { ByteStream, ClientClock, Fetch, FetchAnswer } from './fetching.ts';

/** A server that has been silent for so long, heartbeats included, is taken to be gone, in milliseconds. */
const SILENCE_MS = 45_000;

/** How one study of a server is asked for. */
export interface Asking {
  /** As `https://tune.example.org/api/studies/ID`. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly clock: ClientClock;
}

/** A whole study, and where its events go on. @throws ServerFailure */
export async function loadSnapshot(
  asking: Asking,
  signal: AbortSignal,
): Promise<{ readonly bytes: ArrayBuffer; readonly cursor: string }> {
  const answer = await asked(asking, '/snapshot', signal);
  const cursor = answer.headers.get('vernier-cursor');
  if (cursor === null)
    throw new ServerFailure(answer.status, {
      code: 'answer-odd',
      message: 'The study came without the header Vernier-Cursor.',
      hint: 'A proxy on the way must not take it out.',
      details: {},
    });
  const bytes = await answer.arrayBuffer().catch((error: unknown) => Promise.reject(failureOf(error)));
  return { bytes, cursor };
}

/**
 * Listens until the connection ends; resolves when it ended as connections do.
 *
 * @param opened called once the server has answered
 * @throws ServerFailure where it was refused, cut, or fell silent
 */
export async function listen(
  asking: Asking,
  cursor: string,
  signal: AbortSignal,
  opened: () => void,
  heard: (event: ServerEvent) => void,
): Promise<void> {
  const answer = await asked(asking, `/events?cursor=${encodeURIComponent(cursor)}`, signal);
  if (answer.body === null) throw failureOf('The answer has no body.');
  opened();
  const events = new EventReader();
  for await (const bytes of pieces(answer.body, asking.clock)) {
    if (signal.aborted) return;
    for (const event of events.read(bytes)) heard(event);
  }
}

async function asked({ address, headers, fetch }: Asking, path: string, signal: AbortSignal): Promise<FetchAnswer> {
  const answer = await fetch(`${address}${path}`, { headers: { ...headers }, signal }).catch((error: unknown) =>
    Promise.reject(failureOf(error)),
  );
  if (!answer.ok) throw await refusalOf(answer);
  return answer;
}

/** The bytes of a stream as they come; it fails where none come for too long. */
async function* pieces(body: ByteStream, clock: ClientClock): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  let isSilent = false;
  try {
    for (;;) {
      const give = clock.after(SILENCE_MS, () => {
        isSilent = true;
        void reader.cancel().catch(() => undefined);
      });
      const { done, value } = await reader.read().finally(give);
      if (isSilent) throw failureOf(`Nothing came for ${SILENCE_MS / 1000} s.`);
      if (done) return;
      if (value !== undefined) yield value;
    }
  } catch (error) {
    throw failureOf(error);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
