import { dispositionOf, mediaOf } from './media.ts';
import { Refusal } from './refusal.ts';
import type { OpenedFile } from './trial-files.ts';

/** Longer files are copied by other means. */
const MOST_BYTES = 4 * 2 ** 30;

/**
 * A file as an answer, whole or the part that was asked for. Whatever is in it: no script of it runs, and it is opened as nothing that
 * its name does not say.
 *
 * @throws Refusal 413 for one that is too long, 416 for a part that it does not have
 */
export async function fileAnswer(request: Request, file: OpenedFile, name: string): Promise<Response> {
  const { bytes, changedAt } = file;
  const { type, isShown } = mediaOf(name);
  const etag = `"${bytes.toString(36)}-${Math.round(changedAt).toString(36)}"`;
  const headers: Record<string, string> = {
    'content-type': type,
    'content-disposition': dispositionOf(name, isShown),
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag,
  };
  const closed = async (answer: Response): Promise<Response> => {
    await file.close();
    return answer;
  };
  if (bytes > MOST_BYTES) {
    await file.close();
    throw new Refusal(413, 'file-too-long', `The file has ${bytes} bytes; ${MOST_BYTES} at most are served.`, {
      hint: 'Copy it from the machine that the trial ran on.',
    });
  }
  if (request.headers.get('if-none-match') === etag) return closed(new Response(null, { status: 304, headers }));
  const part = partOf(request.headers, bytes, etag);
  if (part === null) {
    await file.close();
    throw new Refusal(416, 'range-invalid', `The file has ${bytes} bytes.`, {
      headers: { 'content-range': `bytes */${bytes}` },
    });
  }
  const { from, to, isWhole } = part;
  headers['content-length'] = String(to - from + 1);
  if (!isWhole) headers['content-range'] = `bytes ${from}-${to}/${bytes}`;
  const status = isWhole ? 200 : 206;
  if (request.method === 'HEAD' || to < from) return closed(new Response(null, { status, headers }));
  return new Response(file.read(from, to), { status, headers });
}

interface Part {
  readonly from: number;
  /** The last byte. */
  readonly to: number;
  readonly isWhole: boolean;
}

/** The part that is asked for: one range of bytes; null = there is no such one. Whoever asks for several gets the whole. */
function partOf(headers: Headers, bytes: number, etag: string): Part | null {
  const whole: Part = { from: 0, to: bytes - 1, isWhole: true };
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range') ?? '');
  const known = headers.get('if-range');
  if (asked === null || (known !== null && known !== etag)) return whole;
  const [, first = '', last = ''] = asked;
  if (first === '' && last === '') return whole;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes - 1 : Math.min(bytes - 1, Number(last));
  return from > to ? null : { from, to, isWhole: false };
}
