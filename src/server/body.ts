import { Refusal } from './refusal.ts';

/** No body that is sent here needs more. */
const MOST_BYTES = 256 * 1024;

/** Who was refused before the end of a body sends the rest of it to nobody: the connection is of no more use. */
const LAST = { connection: 'close' };

/**
 * Bodies are taken as they are: one that unpacks to a thousand times its length is not unpacked at all.
 *
 * @throws Refusal 415
 */
export function checkEncoding(headers: Headers): void {
  const encoding = headers.get('content-encoding');
  if (encoding === null || encoding.toLowerCase() === 'identity') return;
  throw new Refusal(415, 'body-encoded', 'Bodies are taken uncompressed.', {
    hint: 'Leave Content-Encoding out.',
    headers: LAST,
  });
}

/**
 * A request with its body in memory. What is longer than any good one is not read to its end, whatever length it claims.
 *
 * @throws Refusal 413
 */
export async function withBody(request: Request): Promise<Request> {
  const { method, url, headers, body } = request;
  if (method === 'GET' || method === 'HEAD') return request;
  if (Number(headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLong();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  if (body !== null)
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
      bytes += part.byteLength;
      if (bytes > MOST_BYTES) throw tooLong();
      parts.push(part);
    }
  return new Request(url, { method, headers, ...(bytes === 0 ? {} : { body: joined(parts, bytes) }) });
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

const tooLong = (): Refusal =>
  new Refusal(413, 'body-too-long', `A body may have ${MOST_BYTES / 1024} kB at most.`, { headers: LAST });
